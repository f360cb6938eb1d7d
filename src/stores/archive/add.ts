import { hasCode, UnifiedStoreError } from "../../core/errors";
import type { Call } from "../../db/call";
import type { Lookup } from "../../db/lookup";
import { retryOnUniqueViolation } from "../../db/retry";
import type { ScopedDb } from "../../db/scoped";
import { name, Rows, raw, type Sql, sql, uuid } from "../../dialect/sql";
import {
  ALL,
  COLUMNS,
  entriesByHash,
  entriesById,
  entry,
  indexEntries,
  type NewEntry,
  RECORDED,
  WITH_RECORDING,
} from "./entry";
import { addPlaces } from "./place";
import { addTags } from "./tags";
import type { ArchiveAddResult, ArchiveEntry } from "./types";

const insert = entry.inserter(["tenant", "workspace", ...ALL, "recording"]);

/**
 * Upsert by content hash. A known content returns its entry unchanged, with the id of the call that
 * created it. So a call can tell new entries from known ones. Tags and search texts are written for
 * new entries only, places for all.
 */
const ON_HASH = "on conflict (tenant_id, workspace_id, content_hash) do update set";
const SAME = "archive_entry.size_bytes = excluded.size_bytes and archive_entry.sha256 = excluded.sha256";
/** Another size or checksum returns no row, and writes nothing. */
const FIND_SAME = raw(`${ON_HASH} content_hash = excluded.content_hash where ${SAME} returning`);
/**
 * Another size or checksum sets a size of -1. The table's check refuses it, which undoes the call.
 */
const FIND_ALL = raw(
  `${ON_HASH} size_bytes = case when ${SAME} then archive_entry.size_bytes else -1 end returning`,
);

export async function addOne(call: Call, row: NewEntry): Promise<ArchiveAddResult> {
  const { tenant, workspace } = call;
  const recording = call.newId();
  const statement = sql`${insert({ tenant, workspace, ...row, recording })} ${FIND_SAME} ${WITH_RECORDING.sql}`;
  const [added] = await write(call, { statement, recording, rows: [row] }).catch((error: unknown) => {
    throw hasCode(error, "unique_violation") ? idTaken("id", error.cause) : error;
  });
  if (added) return added;
  const known = await entriesByHash.one(call, row.contentHash);
  if (!known || isSame(known, row)) throw removedMeanwhile();
  throw corrupt("contentHash");
}

/** @param rows in any order; rows of the same content must agree */
export async function addAll(call: Call, rows: readonly NewEntry[]): Promise<ArchiveAddResult[]> {
  if (rows.length === 0) return [];
  const distinct = merged(rows);
  const recording = call.newId();
  const statement = insertAll(call, distinct, recording);
  const addition = { statement, recording, rows: distinct, placed: rows };
  const written = await write(call, addition).catch(async (error: unknown) => {
    throw await explained(call, rows, error);
  });
  const found = new Map(written.map((each) => [each.entry.contentHash, each]));
  const firsts = new Set(distinct);
  return rows.map((row) => {
    const { entry: added, created } = found.get(row.contentHash)!;
    return { entry: added, created: created && firsts.has(row) };
  });
}

function insertAll({ tenant, workspace }: ScopedDb, rows: readonly NewEntry[], recording: string): Sql {
  const values = new Rows(
    COLUMNS,
    rows.map((row) => ALL.map((property) => row[property])),
    "entries",
  );
  return sql`
    insert into ${entry.name} (tenant_id, workspace_id, ${COLUMNS.names}, recording)
    select ${name(tenant)}, ${name(workspace)}, ${COLUMNS.names}, ${uuid(recording)}
    from ${values} as v order by v.ordinal ${FIND_ALL} ${WITH_RECORDING.sql}`;
}

interface Addition {
  statement: Sql;
  /** The id of this call. */
  recording: string;
  /** One row for each content. */
  rows: readonly NewEntry[];
  /** At least one row for each place. Default: `rows`. */
  placed?: readonly NewEntry[];
}

async function write(
  call: Call,
  { statement, recording, rows, placed = rows }: Addition,
): Promise<ArchiveAddResult[]> {
  const made = sql`(select m.id from ${RECORDED} as m where m.recording = ${uuid(recording)})`;
  const index = {
    ...call.index("archive_entry", rows.flatMap(indexEntries)),
    only: sql`v.item_id in ${made}`,
  };
  const dependents = [addPlaces(call, placed)];
  if (rows.some(({ tags }) => tags.length > 0)) dependents.push(addTags(call, rows, made));
  const written = await retryOnUniqueViolation(() =>
    call.all(statement, WITH_RECORDING, { dependents, index }),
  );
  return written.map(({ recording: by, ...added }) => ({ entry: added, created: by === recording }));
}

/**
 * Keeps the first row of each content, since a statement cannot write a row twice. Sorted by hash,
 * so that overlapping calls lock rows in the same order.
 *
 * @throws UnifiedStoreError `conflict` when two rows of one hash differ; `unique_violation` when
 * rows of two hashes have one id
 */
function merged(rows: readonly NewEntry[]): NewEntry[] {
  const byHash = new Map<string, NewEntry>();
  const ids = new Set<string>();
  rows.forEach((row, i) => {
    const known = byHash.get(row.contentHash);
    if (known && !isSame(known, row)) throw corrupt(`entries[${i}].contentHash`);
    if (known) return;
    if (ids.has(row.id)) throw sameId(`entries[${i}].id`);
    ids.add(row.id);
    byHash.set(row.contentHash, row);
  });
  return [...byHash.values()].sort((a, b) => (a.contentHash < b.contentHash ? -1 : 1));
}

function sameId(field: string): UnifiedStoreError {
  const message = `${field} is given to two contents: nothing was added`;
  return new UnifiedStoreError("unique_violation", message, { field });
}

function idTaken(field: string, cause: unknown): UnifiedStoreError {
  const what = field === "entries" ? "an id among the entries" : field;
  const message = `${what} belongs to another content: nothing was added`;
  return new UnifiedStoreError("unique_violation", message, { field, cause });
}

type Content = Pick<ArchiveEntry, "sizeBytes" | "sha256">;

const isSame = (a: Content, b: Content): boolean => a.sizeBytes === b.sizeBytes && a.sha256 === b.sha256;

/**
 * Names the row that the table refused. The input was checked before, so the row conflicts with an
 * existing one. The existing rows are read again to find which.
 */
async function explained(call: Call, rows: readonly NewEntry[], error: unknown): Promise<unknown> {
  if (!hasCode(error, "validation", "unique_violation") || error.field !== undefined) return error;
  // In a transaction these reads fail, since the refusal has ended it.
  const read = (of: Lookup<ArchiveEntry>, keys: string[]): Promise<(ArchiveEntry | null)[]> =>
    of.many(call, keys).catch(() => []);
  const hashes = rows.map(({ contentHash }) => contentHash);
  const known = await read(entriesByHash, hashes);
  if (error.code === "validation") {
    const at = rows.findIndex((row, i) => known[i] && !isSame(known[i], row));
    return corrupt(at === -1 ? "entries" : `entries[${at}].contentHash`, error.cause);
  }
  const ids = rows.map(({ id }) => id);
  const owners = await read(entriesById, ids);
  const at = rows.findIndex((_, i) => !known[i] && owners[i]);
  return idTaken(at === -1 ? "entries" : `entries[${at}].id`, error.cause);
}

function corrupt(field: string, cause?: unknown): UnifiedStoreError {
  const problem =
    "was added with another size or sha256: one of the two contents is damaged or has a wrong hash";
  return new UnifiedStoreError("conflict", `${field} ${problem}; nothing was added`, { field, cause });
}

function removedMeanwhile(): UnifiedStoreError {
  const message = "an entry was removed while its content was added: add it again";
  return new UnifiedStoreError("serialization", message, { mayHaveCommitted: true });
}
