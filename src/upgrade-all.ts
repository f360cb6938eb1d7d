import { agentEventTable, agentStateTable } from "../entities/agents";
import { graphNodeTable } from "../entities/graph";
import { ingestJobTable } from "../entities/ingest";
import { memoryItemTable } from "../entities/memory";
import { profileTable } from "../entities/profiles";
import type { AnyTable } from "../entities/table";
import { startDeadline, toAbortSignal } from "./core/call/deadline";
import type { Database } from "./db/database";
import { failure } from "./db/failure";
import type { Searched } from "./db/search/searched";
import { ContentUpgrade } from "./db/upgrade/content-upgrade";
import type { UpgradeAllOptions, UpgradeAllResult } from "./db/upgrade/options";
import type { ContentSchemas } from "./schemas/content";
import { searchedNodes } from "./stores/graph/node";
import { searchedItems } from "./stores/memory/item";

/** Every table with content that may have a schema, and its searchable texts. */
const TYPED: readonly { definition: AnyTable; searched?: Searched }[] = [
  { definition: memoryItemTable, searched: searchedItems },
  { definition: ingestJobTable },
  { definition: agentStateTable },
  { definition: agentEventTable },
  { definition: profileTable },
  { definition: graphNodeTable, searched: searchedNodes },
];

const MOST_FAILURES = 100;

/** Upgrades stored content, one table after the other. */
export async function upgradeAll(
  database: Database,
  schemas: ContentSchemas | null,
  { batchSize = 200, onProgress = () => {}, ...call }: UpgradeAllOptions,
): Promise<UpgradeAllResult> {
  const { signal, clear } = startDeadline(call);
  const settings = { batchSize, onProgress, signal: signal && toAbortSignal(signal) };
  const result: UpgradeAllResult = { tables: {}, rows: 0, failures: [] };
  try {
    for (const { definition, searched } of schemas ? TYPED : []) {
      const { upgraded, failures } = await new ContentUpgrade(database, {
        definition,
        schemas: schemas!,
        searched,
        settings,
      }).run();
      result.failures.push(...failures.slice(0, MOST_FAILURES - result.failures.length));
      if (upgraded === 0) continue;
      result.tables[definition.name] = upgraded;
      result.rows += upgraded;
    }
    return result;
  } catch (error) {
    throw failure(error, database.dialect, { operation: "upgradeAll" }, signal, false);
  } finally {
    clear();
  }
}
