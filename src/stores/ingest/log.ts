import { type IngestLogEntity, ingestLogTable } from "../../../entities/ingest";
import { checkId } from "../../core/arguments";
import type { CallOptions } from "../../core/deadline";
import { notFound } from "../../core/errors";
import { JsonText } from "../../core/json";
import { validate } from "../../core/validation";
import { insertion } from "../../db/insertion";
import { lister } from "../../db/list-page";
import type { PageRequest } from "../../db/page";
import { paged } from "../../db/paged";
import type { ScopedDb } from "../../db/scoped";
import { Table } from "../../db/table";
import { sql, uuid } from "../../dialect/sql";
import { IngestLogInput } from "./inputs";
import { LogListInput } from "./list-inputs";
import { decoded, explaining } from "./rows";
import type { IngestLogEntry, IngestLogQuery } from "./types";

const entry = new Table<IngestLogEntity, IngestLogEntry>(ingestLogTable);
const newEntries = insertion(entry, ["id", "episodeId", "status", "details", "createdAt"]);
const list = lister(entry, "l", "createdAt");

/** A row before it is written: its JSON is encoded already, which is how it was checked. */
type NewLogEntry = Omit<IngestLogEntry, "details"> & { details: JsonText | null };

export function newLogEntry(db: ScopedDb, episodeId: string, given: unknown): NewLogEntry {
  const input = validate(IngestLogInput, given, "");
  // The time before the id: so both grow together, and entries of one millisecond keep their order.
  const createdAt = new Date(input.createdAt ?? db.now());
  const details = JsonText.optional(input.details, "details") ?? null;
  const id = input.id?.toLowerCase() ?? db.newId();
  return { id, episodeId, status: input.status ?? null, details, createdAt };
}

export async function addLog(
  db: ScopedDb,
  episodeId: string,
  given: IngestLogInput,
  options: CallOptions,
): Promise<IngestLogEntry> {
  const row = newLogEntry(db, episodeId, given);
  // The episode may not be there: that is to fail alone.
  const written = newEntries.one(db, "addLog", row, { ...options, alone: true });
  await explaining(written, ({ cause }) => notFound(`episode ${episodeId}`, cause));
  return { ...row, details: decoded(row.details) };
}

export function listLog(
  db: ScopedDb,
  episodeId: string,
  query: IngestLogQuery,
  options: CallOptions,
): PageRequest<IngestLogEntry> {
  return paged(db, { method: "log", Input: LogListInput, query, options }, (input, at, options) => {
    const of = checkId(episodeId, "episodeId");
    const { order = "oldest" } = input;
    const where = sql`l.episode_id = ${uuid(of)}`;
    const id = db.queryId("log", { ...input, episodeId: of }, { order });
    return list(db, { ...at, method: "log", where, order, query: id, options });
  });
}
