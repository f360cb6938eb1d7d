import { documentChunkTable, documentSectionTable, documentTable } from "../../../entities/documents";
import { versionConflict } from "../../core/errors";
import type { JsonText } from "../../core/json/json";
import type { Call } from "../../db/call";
import { ID, Selection, type Table } from "../../db/table";
import { AnyOf, name, Rows, raw, sql } from "../../dialect/sql";
import {
  type Difference,
  difference,
  type StoredChunk,
  type StoredParts,
  type StoredSection,
} from "./difference";
import { chunk, DOCUMENTS, document, newChunks, newSections, section } from "./document";
import type { NewDocument } from "./new-document";
import type { Document, DocumentChunk, DocumentPutResult } from "./types";

type Stored = Document<never>;

/** A document that no transaction has committed yet. */
const NO_VERSION = 0;
const insert = document.inserter(["tenant", "workspace", ...propertiesOf(documentTable)] as never);
const LOCK = raw(
  "on conflict (tenant_id, workspace_id, source) do update set version = document.version returning",
);

const AT = ["id", "position", "start", "end", "hash"];
const STORED_SECTION = new Selection<StoredSection>(columnsOf(documentSectionTable, AT));
const STORED_CHUNK = new Selection<StoredChunk>(
  columnsOf(documentChunkTable, [...AT, "sectionId", "tokens"]),
);
const MOVED_SECTION = ["id", "position", "start", "end"] as const;
const MOVED_CHUNK = [...MOVED_SECTION, "sectionId", "tokens"] as const;

/**
 * Puts a document, in a transaction. A document that is as it was is only read. Otherwise its row is
 * locked first, so parallel puts of one source come one after the other.
 */
export async function putDocument(
  call: Call,
  given: NewDocument,
  ifVersion: number | undefined,
): Promise<DocumentPutResult<never>> {
  const known = await DOCUMENTS.rows.one(call, given.source);
  if (known && known.hash === given.hash && (ifVersion === undefined || known.version === ifVersion))
    return unchanged(known);
  return call.transaction((tx) => putLocked(tx, given, ifVersion), { isolation: "read committed" });
}

/** Puts any number of documents of different sources, all or none. */
export async function putDocuments(
  call: Call,
  given: readonly NewDocument[],
): Promise<Map<string, DocumentPutResult<never>>> {
  // Calls with the same documents lock them in the same order.
  const sorted = [...given].sort((a, b) => (a.source < b.source ? -1 : 1));
  const known = await DOCUMENTS.rows.many(
    call,
    sorted.map(({ source }) => source),
  );
  const results = new Map<string, DocumentPutResult<never>>();
  if (sorted.every(({ hash }, i) => known[i]?.hash === hash)) {
    for (const each of known) results.set(each!.source, unchanged(each!));
    return results;
  }
  const work = async (tx: Call): Promise<void> => {
    for (const each of sorted) results.set(each.source, await putLocked(tx, each, undefined));
  };
  await call.transaction(work, { isolation: "read committed" });
  return results;
}

const unchanged = (stored: Stored): DocumentPutResult<never> => ({
  document: stored,
  outcome: "unchanged",
  chunksAdded: 0,
  chunksKept: stored.chunkCount,
  chunksRemoved: 0,
});

async function putLocked(
  tx: Call,
  given: NewDocument,
  ifVersion: number | undefined,
): Promise<DocumentPutResult<never>> {
  const { source } = given;
  const before = ifVersion === undefined ? await lockOrInsert(tx, given) : await lock(tx, source, ifVersion);
  if (before.hash === given.hash) return unchanged(before);
  const isNew = before.version === NO_VERSION;
  const stored = isNew ? { sections: [], chunks: [] } : await storedParts(tx, source);
  const changes = difference(source, stored, given.cut, tx.newId);
  const row = await replace(tx, given);
  await write(tx, changes);
  return {
    document: row,
    outcome: isNew ? "created" : "changed",
    chunksAdded: changes.newChunks.length,
    chunksKept: changes.kept,
    chunksRemoved: changes.goneChunks.length,
  };
}

/** The row as it is, or a new one without content, locked until the transaction ends. */
async function lockOrInsert(tx: Call, { source, format }: NewDocument): Promise<Stored> {
  const { tenant, workspace } = tx;
  const now = tx.now();
  const none = { characters: 0, tokens: 0, sectionCount: 0, chunkCount: 0, hash: "", version: NO_VERSION };
  const row = { tenant, workspace, source, format, ...none, createdAt: now, updatedAt: now };
  return (await tx.first(sql`${insert(row)} ${LOCK} ${document.columns.sql}`, document.columns))!;
}

async function lock(tx: Call, source: string, ifVersion: number): Promise<Stored> {
  const { key } = DOCUMENTS;
  const statement = sql`
    update ${document.name} set version = version
    where ${tx.inScope()} and ${key.is(source)} returning ${document.columns.sql}`;
  const row = await tx.first(statement, document.columns);
  if (!row) throw DOCUMENTS.missing(source);
  if (row.version !== ifVersion) throw versionConflict(key.describe(source), ifVersion);
  return row;
}

async function replace(tx: Call, { source, title, meta, format, hash, cut }: NewDocument): Promise<Stored> {
  const { characters, tokens, sections, chunks } = cut;
  const set = document.assign({
    title,
    meta: meta as JsonText | null,
    format,
    hash,
    characters,
    tokens,
    sectionCount: sections.length,
    chunkCount: chunks.length,
    updatedAt: tx.now(),
  });
  const statement = sql`
    update ${document.name} set ${set}, version = version + 1
    where ${tx.inScope()} and ${DOCUMENTS.key.is(source)} returning ${document.columns.sql}`;
  return (await tx.first(statement, document.columns))!;
}

async function storedParts(tx: Call, source: string): Promise<StoredParts> {
  const of = sql`where ${tx.inScope()} and source = ${name(source)}`;
  const sections = sql`select ${STORED_SECTION.sql} from ${section.name} ${of}`;
  const chunks = sql`select ${STORED_CHUNK.sql} from ${chunk.name} ${of}`;
  return { sections: await tx.all(sections, STORED_SECTION), chunks: await tx.all(chunks, STORED_CHUNK) };
}

/** Chunks refer to sections: new sections come first, and gone ones go last. */
async function write(tx: Call, changes: Difference): Promise<void> {
  const createdAt = tx.now();
  await newSections.many(tx, changes.newSections);
  await newChunks.many(
    tx,
    changes.newChunks.map((each): DocumentChunk => ({ ...each, createdAt })),
  );
  await moveChunks(tx, changes.movedChunks);
  await remove(tx, chunk, changes.goneChunks);
  await moveSections(tx, changes.movedSections);
  await remove(tx, section, changes.goneSections);
}

const move = <R extends object>(table: Table<never, unknown>, members: readonly (keyof R & string)[]) => {
  const columns = table.rowColumns(members as never);
  const names = columns.columns.map(([column]) => column).filter((column) => column !== "id");
  const set = raw(names.map((column) => `"${column}" = v."${column}"`).join(", "));
  /**
   * Driven by the list. The scope's predicate depends on it: otherwise a planner without statistics
   * reads all rows of the scope.
   */
  return async (tx: Call, rows: readonly R[]): Promise<void> => {
    if (rows.length === 0) return;
    const values = new Rows(
      columns,
      rows.map((row) => members.map((member) => row[member])),
    );
    const statement = sql`
      update ${table.name} as t set ${set} from ${values} as v
      where t.tenant_id = case when v.id is not null then ${name(tx.tenant)} end
      and t.workspace_id = case when v.id is not null then ${name(tx.workspace)} end
      and t.id = v.id and (v.id is null or ${tx.inScope("t")})`;
    await tx.all(statement, ID);
  };
};

const moveSections = move<StoredSection>(section as never, MOVED_SECTION);
const moveChunks = move<StoredChunk>(chunk as never, MOVED_CHUNK);

async function remove(tx: Call, table: Table<never, unknown>, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.all(sql`delete from ${table.name} where ${tx.inScope()} and id ${new AnyOf("uuid", ids)}`, ID);
}

function propertiesOf({ columns }: { columns: object }): string[] {
  return Object.keys(columns).filter((property) => property !== "title" && property !== "meta");
}

function columnsOf(
  { columnList }: Pick<typeof documentTable, "columnList">,
  properties: readonly string[],
): (typeof documentTable)["columnList"][number][] {
  return columnList.filter(({ property }) => properties.includes(property));
}
