import { type GraphEdgeEntity, graphEdgeTable } from "../../../entities/graph";
import type { CallOptions } from "../../core/call/deadline";
import { decodeCursor, malformedCursor } from "../../core/cursor";
import { hasCode, invalid, UnifiedStoreError } from "../../core/errors";
import { isUuid } from "../../core/ids";
import { validate } from "../../core/input/validation";
import type { Call } from "../../db/call";
import { collection } from "../../db/collection";
import { byNaturalKey } from "../../db/collections/natural-key";
import { usesOf } from "../../db/collections/references";
import { merged, type RowChange } from "../../db/collections/upsert";
import { lookup } from "../../db/lookup";
import { pageOf } from "../../db/pages/keyset";
import type { PageRequest } from "../../db/pages/page";
import { paged } from "../../db/pages/paged";
import { rowMaker } from "../../db/row-maker";
import type { RowDefaults, ScopedDb } from "../../db/scoped";
import { Table } from "../../db/table";
import { all, integer, name, raw, type Sql, sql, uuid } from "../../dialect/sql";
import { GraphEdgeListInput } from "./inputs";
import { missingReference } from "./missing";
import { nodeRows } from "./node";
import { refusedId } from "./refused-id";
import type { GraphEdge, GraphEdgeInput, GraphEdgeKey, GraphEdgeListQuery } from "./types";
import { wantedRow } from "./wanted";

export const graphEdge = new Table<GraphEdgeEntity, GraphEdge>(graphEdgeTable);

export const edgeRows = lookup(graphEdge, "id");

export const edgeMaker = rowMaker<typeof graphEdgeTable, GraphEdge, GraphEdgeInput>(graphEdgeTable);

export const edgesByEnds = byNaturalKey<GraphEdgeEntity, GraphEdge, GraphEdgeKey>({
  definition: graphEdgeTable,
  table: graphEdge,
  what: "edge",
  key: ["from", "type", "to"],
  named: "from, type and to",
  // An input may give only one of the two times. It must fit the stored other one, which only the
  // update statement can read.
  updatedAt: (now, changes, becomes) =>
    changes.every(({ given }) => given.has("validFrom") === given.has("validTo"))
      ? now
      : sql`case when (${becomes("validFrom")} < ${becomes("validTo")}) is not false then ${now} end`,
});

/** @param path of the input in errors, such as `edges[3]`; empty for a single one */
export function wantedEdge(defaults: RowDefaults, given: unknown, path = ""): RowChange {
  const input = validate(edgeMaker.input, given, path);
  const wanted = wantedRow(edgeMaker, defaults, { input, path: path === "" ? "" : `${path}.` });
  const edge = { ...wanted, key: edgesByEnds.statements.keyOf(wanted.row) };
  checkValidity(edge);
  return edge;
}

/**
 * Checks inputs of one key after their merge: each may be valid alone, and their members may still
 * contradict each other.
 */
export function checkMerged(wanted: readonly RowChange[]): void {
  for (const each of merged(wanted)) checkValidity({ ...each, path: "" });
}

function checkValidity({ row, path }: Pick<RowChange, "row" | "path">): void {
  const { validFrom, validTo } = row as Partial<GraphEdge>;
  if (!validFrom || !validTo || validFrom < validTo) return;
  throw invalid(`${path}validTo`, "must be after validFrom, or null");
}

const ENDS = (["from", "to"] as const).map((field) => ({ field, what: "node", rows: nodeRows }));

/** Translates a database error into the error of the input that caused it. */
export async function explained(call: Call, error: unknown, wanted: readonly RowChange[]): Promise<unknown> {
  if (!hasCode(error, "validation", "in_use") || error.cause === undefined)
    return refusedId(error, "edge", wanted);
  const { code, cause } = error;
  if (code === "validation") {
    const message =
      "validTo must be after validFrom, also after the one that the edge has already: give both";
    return new UnifiedStoreError(code, message, { cause, field: "validTo" });
  }
  const otherwise = {
    what: "node of one of the ids given as from and to",
    field: wanted[0]?.path === "" ? undefined : "edges",
  };
  return missingReference(call, { cause, uses: usesOf(wanted, ENDS), otherwise });
}

export const EDGES = collection({
  name: "graph.edges",
  what: "edge",
  table: graphEdge,
  key: "id",
  page: listEdges,
});

/**
 * Keyset pagination. It reads one row more than the page holds, to know whether a next page exists.
 */
function listEdges(db: ScopedDb, query: GraphEdgeListQuery, options: CallOptions): PageRequest<GraphEdge> {
  const called = { method: "list", Input: GraphEdgeListInput, query, options };
  return paged(db, called, async (call, input, { limit, cursor }) => {
    const { limit: _limit, cursor: _cursor, ...filter } = input;
    const from = filter.from?.toLowerCase();
    const to = filter.to?.toLowerCase();
    const id = call.queryId({ ...filter, from, to });
    const conditions: Sql[] = [];
    if (from !== undefined) conditions.push(sql`e.from_id = ${uuid(from)}`);
    if (to !== undefined) conditions.push(sql`e.to_id = ${uuid(to)}`);
    if (filter.type !== undefined) conditions.push(sql`e.type = ${name(filter.type)}`);
    if (cursor !== undefined) conditions.push(sql`e.id > ${uuid(idOf(id, cursor))}`);
    const order = from === undefined && to === undefined ? ID : SORTED_ID;
    const statement = sql`
      select ${graphEdge.columns.as("e")} from ${graphEdge.name} as e
      where ${call.inScope("e")} and ${all(conditions)} order by ${order} limit ${integer(limit + 1)}`;
    const rows = await call.all(statement, graphEdge.columns);
    return pageOf(rows, { query: id, limit, keyOf: (row) => [row.id] });
  });
}

const ID = raw("e.id");
/**
 * The order for the edges of one node. It is an expression on purpose: with the plain column, a
 * planner without statistics reads all edges of the scope in id order.
 */
const SORTED_ID = raw("coalesce(e.id, e.id)");

function idOf(query: string, cursor: string): string {
  const [id] = decodeCursor(query, cursor, ["string"]) as [string];
  if (!isUuid(id)) throw malformedCursor();
  return id;
}
