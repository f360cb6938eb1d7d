import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hasCode } from "../core/errors";
import { createIdFactory } from "../core/ids";
import type { Database } from "../db/database";
import { UnifiedStoreManager } from "../manager";
import { Ledger, type SourceRecord } from "./ledger";
import { openSources } from "./open-sources";
import type { CheckedOptions } from "./options";
import type { MigrationReport, TargetPlace } from "./report/types";
import { Run, tenantless } from "./run";

/** What a rehearsal found. */
export interface Rehearsal {
  report: MigrationReport;
  /** Files that hold nothing known, or cannot be read. */
  unrecognised: { path: string; reason: string }[];
  /** Kinds with rows that name no tenant, while none was given. */
  needsTenant: string[];
}

/** Whose rows are, in a rehearsal, that name nobody and for whom nobody was named: what else does not fit is told all the same. */
const SOMEBODY = "somebody";

/**
 * Does all that a run does, with a new store in the temporary folder that is thrown away: what the target has already is not seen. Nothing is
 * written to the target.
 *
 * @param lenient whether files that are no good are only told of
 */
export async function rehearse(
  database: Database | null,
  given: CheckedOptions,
  lenient = false,
): Promise<Rehearsal> {
  const id = createIdFactory(() => new Date())();
  const place = database ? placeOf(database) : { engine: "sqlite" as const, place: "" };
  const opened = await openSources(id, given, database ? await known(database) : [], {
    target: place.place,
    lenient,
  });
  const folder = await mkdtemp(join(tmpdir(), "unified-store-rehearsal-"));
  try {
    const needsTenant = tenantless(opened.sources, given);
    const options = { ...given, tenant: given.tenant ?? SOMEBODY };
    await using stage = await UnifiedStoreManager.open({ url: `sqlite:${join(folder, "stage.db")}` });
    const report = await new Run(stage.internals, options, false).withSources(opened, id, options, null);
    return { report: { ...report, target: place }, unrecognised: opened.unrecognised, needsTenant };
  } finally {
    await opened.discard();
    await rm(folder, { recursive: true, force: true });
  }
}

export const placeOf = ({ dialect }: Database): TargetPlace => ({
  engine: dialect.engine,
  place: dialect.bulk.place(),
});

/** A target that has no tables yet knows no sources. */
async function known(database: Database): Promise<SourceRecord[]> {
  try {
    const runs = await new Ledger(database).runs();
    return runs.filter(({ status }) => status !== "rolled_back").flatMap(({ sources }) => sources);
  } catch (error) {
    if (hasCode(error, "migration")) return [];
    throw error;
  }
}
