import type { CallOptions } from "../../core/deadline";
import { hasCode, UnifiedStoreError } from "../../core/errors";
import type { ScopedDb } from "../../db/scoped";
import { retryOnUniqueViolation } from "../../db/unique-violation";
import { name, Rows, raw, type Sql, sql } from "../../dialect/sql";
import { ALL, COLUMNS, entriesByHash, entry, indexEntries, type NewEntry, RETURNED } from "./entry";
import { addTags } from "./tags";
import type { ArchiveEntry, ArchiveRecorded } from "./types";

const insert = entry.inserter(["tenant", "workspace", ...ALL]);

const ON_HASH = "on conflict (tenant_id, workspace_id, content_hash) do update set";

/**
 * Content that is known already gives its entry, with an id that is not the one sent: so what is new is told from what is not, and tags
 * and search texts are written of the new alone. Known content that has the very id which is sent gives no row.
 */
const FIND = raw(
  `${ON_HASH} content_hash = excluded.content_hash where archive_entry.id <> excluded.id returning`,
);

/** Another size or checksum becomes a size that the table refuses, which undoes all of the call. */
const SAME = "archive_entry.size_bytes = excluded.size_bytes and archive_entry.sha256 = excluded.sha256";
const FIND_ALL = raw(
  `${ON_HASH} size_bytes = case when ${SAME} then archive_entry.size_bytes else -1 end returning`,
);
/** For ids of the caller's own: that of one input may be what another one's content is known by, so nothing known is to be returned. */
const NEW_ONLY = raw(`${ON_HASH} size_bytes = -1 where not (${SAME}) returning`);

export async function recordOne(db: ScopedDb, row: NewEntry, options: CallOptions): Promise<ArchiveRecorded> {
  const { tenant, workspace } = db;
  const statement = sql`${insert({ tenant, workspace, ...row })} ${FIND} ${entry.columns.sql}`;
  const [written] = await write(db, { method: "record", statement, rows: [row], options });
  const known = written ?? (await entriesByHash.one(db, "record", row.contentHash, options));
  if (!known) throw removedMeanwhile();
  if (!isSame(known, row)) throw corrupt("contentHash");
  return { entry: known, created: written?.id === row.id };
}

/**
 * @param rows in any order; those of the same content have to agree
 * @param ownIds whether ids are the caller's own
 */
export async function recordAll(
  db: ScopedDb,
  rows: readonly NewEntry[],
  { ownIds, options }: { ownIds: boolean; options: CallOptions },
): Promise<ArchiveRecorded[]> {
  if (rows.length === 0) return [];
  const distinct = merged(rows);
  const statement = insertAll(db, distinct, ownIds ? NEW_ONLY : FIND_ALL);
  const written = await write(db, { method: "recordMany", statement, rows: distinct, options }).catch(
    async (error: unknown) => Promise.reject(await explained(db, rows, { error, options })),
  );
  const found = new Map(written.map((each) => [each.contentHash, each]));
  const made = new Set(distinct.filter(({ id, contentHash }) => found.get(contentHash)?.id === id));
  const left = distinct.flatMap(({ contentHash }) => (found.has(contentHash) ? [] : [contentHash]));
  for (const each of await entriesByHash.many(db, "recordMany", left, options)) {
    if (!each) throw removedMeanwhile();
    found.set(each.contentHash, each);
  }
  return rows.map((row) => ({ entry: found.get(row.contentHash)!, created: made.has(row) }));
}

function insertAll({ tenant, workspace }: ScopedDb, rows: readonly NewEntry[], onHash: Sql): Sql {
  const values = new Rows(
    COLUMNS,
    rows.map((row) => ALL.map((property) => row[property])),
    "entries",
  );
  return sql`
    insert into ${entry.name} (tenant_id, workspace_id, ${COLUMNS.names})
    select ${name(tenant)}, ${name(workspace)}, ${COLUMNS.names}
    from ${values} as v order by v.ordinal ${onHash} ${entry.columns.sql}`;
}

interface Recording {
  method: string;
  statement: Sql;
  rows: readonly NewEntry[];
  options: CallOptions;
}

function write(db: ScopedDb, { method, statement, rows, options }: Recording): Promise<ArchiveEntry[]> {
  const index = { ...db.index("archive_entry", rows.flatMap(indexEntries)), returned: RETURNED };
  const follow = rows.some(({ tags }) => tags.length > 0) ? [addTags(db, rows)] : [];
  return retryOnUniqueViolation(() => db.all(method, statement, entry.columns, { follow, index, options }));
}

/**
 * One row for each content, the first, in the order of their hashes: a statement cannot write a row twice, and calls that overlap lock
 * in the same order.
 *
 * @throws UnifiedStoreError `conflict` when two of the same hash differ; `unique_violation` when two of different hashes have one id
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
  const message = `${field} is given to two contents: nothing was recorded`;
  return new UnifiedStoreError("unique_violation", message, { field });
}

type Content = Pick<ArchiveEntry, "sizeBytes" | "sha256">;

const isSame = (a: Content, b: Content): boolean => a.sizeBytes === b.sizeBytes && a.sha256 === b.sha256;

/** What the table refused. The input was checked before, so only a content can be another than before: read again to tell which. */
async function explained(
  db: ScopedDb,
  rows: readonly NewEntry[],
  { error, options }: { error: unknown; options: CallOptions },
): Promise<unknown> {
  if (!hasCode(error, "validation") || error.field !== undefined) return error;
  const hashes = rows.map(({ contentHash }) => contentHash);
  // Within a transaction, which the refusal has ended, nothing can be read.
  const known = await entriesByHash.many(db, "recordMany", hashes, options).catch(() => []);
  const at = rows.findIndex((row, i) => known[i] && !isSame(known[i], row));
  return corrupt(at === -1 ? "entries" : `entries[${at}].contentHash`, error.cause);
}

function corrupt(field: string, cause?: unknown): UnifiedStoreError {
  const problem =
    "was recorded with another size or sha256: one of the two contents is damaged, or hashed wrongly";
  return new UnifiedStoreError("conflict", `${field} ${problem}; nothing was recorded`, { field, cause });
}

function removedMeanwhile(): UnifiedStoreError {
  const message = "an entry was removed while it was recorded: record it again";
  return new UnifiedStoreError("serialization", message, { mayHaveCommitted: true });
}
