import { notFound } from "../../core/errors";
import { checkName } from "../../core/input/arguments";
import { scopeKey } from "../../core/search-text";
import type { Call } from "../../db/call";
import { CONFIGS } from "./config";
import { KEPT, type RetrievalConfigSettings, readSettings, storedSettings } from "./settings";

/** How long a configuration is believed to be as it was read, in milliseconds. */
const MOST_AGE_MS = 2_000;

/** A configuration as a search uses it. */
export interface UsedConfig {
  name: string;
  version: number;
  settings: RetrievalConfigSettings;
}

interface Remembered {
  version: number;
  settings: object;
}

/**
 * The configuration of a name, as it was at most two seconds ago: one statement, or none.
 *
 * @throws UnifiedStoreError `not_found` with the field `config`; `validation`
 */
export async function configNamed(call: Call, given: unknown, field = "config"): Promise<UsedConfig> {
  const name = checkName(given, field);
  const now = call.now().getTime();
  const { configs } = call.retrieval;
  const known = call.inTransaction ? undefined : configs.get(keyOf(call, name), now);
  if (known) {
    const { version, settings } = JSON.parse(known.value) as Remembered;
    return { name, version, settings: readSettings(settings) };
  }
  const row = await CONFIGS.rows.one(call, name);
  if (row === null) throw notFound("configuration of this name", undefined, field);
  const settings: RetrievalConfigSettings = Object.fromEntries(
    KEPT.flatMap((member) => (row[member] === undefined ? [] : [[member, row[member]]])),
  );
  // Rows of a transaction may yet be undone.
  if (!call.inTransaction) {
    const remembered: Remembered = { version: row.version, settings: storedSettings(settings) };
    configs.set(keyOf(call, name), JSON.stringify(remembered), { now, ttlMs: MOST_AGE_MS });
  }
  return { name, version: row.version, settings };
}

/** After a write of the configuration. */
export const forgetConfig = (call: Call, name: string): void =>
  call.retrieval.configs.delete(keyOf(call, name));

const keyOf = ({ tenant }: Call, name: string): string => scopeKey(tenant, name);
