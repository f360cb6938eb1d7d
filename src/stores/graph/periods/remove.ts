import { notFound, versionConflict } from "../../../core/errors";
import type { Call } from "../../../db/call";
import { atVersion } from "../../../db/collections/version";
import { selection } from "../../../db/table";
import { raw, sql, uuid } from "../../../dialect/sql";
import { edgeRows, factOf, graphEdge } from "../edge";
import type { GraphEdge } from "../types";
import { close, type Entry, type Fact, factOfRows } from "./fact";
import { currentRows, lockSources, readEdge } from "./rows";
import { writeFacts } from "./upsert";

const ONE = selection<{ existed: number }>({ existed: "integer" });
const ALONE = raw(` and (period <> 0 or not others)`);

/**
 * Deletes an edge. One statement does it, unless the edge is the latest of several periods: then
 * the one before becomes the latest.
 */
export async function removeEdge(call: Call, id: string, ifVersion: number | undefined): Promise<boolean> {
  const own = sql`${call.inScope()} and id = ${uuid(id)}`;
  const statement = sql`delete from ${graphEdge.name} where ${own}${atVersion(ifVersion)}${ALONE} returning 1`;
  if (await call.first(statement, ONE)) return true;
  const row = await edgeRows.one(call, id);
  if (row === null) return false;
  if (ifVersion !== undefined && row.version !== ifVersion) throw versionConflict(`edge ${id}`, ifVersion);
  return call.transaction(async (tx) => {
    const { fact, entry } = await locked(tx, row);
    const version = ifVersion === undefined ? undefined : entry?.row.version;
    if (version !== ifVersion) throw versionConflict(`edge ${id}`, ifVersion);
    const removed = await tx.first(sql`delete from ${graphEdge.name} where ${own} returning 1`, ONE);
    fact.current = fact.current.filter((each) => each !== entry);
    await writeFacts(tx, new Map([[factOf(row), fact]]));
    return removed !== null;
  });
}

/** Closes an edge. A closed one stays as it is. */
export async function retractEdge(call: Call, id: string, ifVersion: number | undefined): Promise<GraphEdge> {
  const row = await edgeRows.one(call, id);
  if (row === null) throw notFound(`edge ${id}`, undefined, "id");
  if (ifVersion !== undefined && row.version !== ifVersion) throw versionConflict(`edge ${id}`, ifVersion);
  if (row.recordedTo !== null) return row;
  return call.transaction(async (tx) => {
    const { fact, entry } = await locked(tx, row);
    // Another call has closed or removed it in between.
    if (entry === undefined) return retractedBefore(tx, id);
    if (ifVersion !== undefined && entry.row.version !== ifVersion)
      throw versionConflict(`edge ${id}`, ifVersion);
    close(fact, entry, call.now());
    await writeFacts(tx, new Map([[factOf(row), fact]]));
    return readEdge(entry.row);
  });
}

async function retractedBefore(tx: Call, id: string): Promise<GraphEdge> {
  const row = await edgeRows.one(tx, id);
  if (row === null) throw notFound(`edge ${id}`, undefined, "id");
  return row;
}

/** Locks the fact of an edge, and finds the edge among its current rows. */
async function locked(tx: Call, edge: GraphEdge): Promise<{ fact: Fact; entry: Entry | undefined }> {
  await lockSources(tx, [edge.from]);
  const rows = await currentRows(tx, [edge]);
  const fact = factOfRows(rows.get(factOf(edge)) ?? []);
  return { fact, entry: fact.current.find(({ row }) => row.id === edge.id) };
}
