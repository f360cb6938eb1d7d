import { type GraphEdgeEntity, graphEdgeTable } from "../../../entities/graph";
import type { CallOptions } from "../../core/call/deadline";
import { decodeCursor, malformedCursor } from "../../core/cursor";
import { hasCode, invalid, UnifiedStoreError } from "../../core/errors";
import { isUuid } from "../../core/ids";
import { validate } from "../../core/input/validation";
import type { Call } from "../../db/call";
import { collection } from "../../db/collection";
import { usesOf } from "../../db/collections/references";
import { merged, type RowChange, upsertStatements } from "../../db/collections/upsert";
import { lookup } from "../../db/lookup";
import { pageOf } from "../../db/pages/keyset";
import type { PageRequest } from "../../db/pages/page";
import { paged } from "../../db/pages/paged";
import { rowMaker } from "../../db/row-maker";
import type { RowDefaults, ScopedDb } from "../../db/scoped";
import { Table } from "../../db/table";
import { all, integer, name, raw, type Sql, sql, uuid } from "../../dialect/sql";
import { asOf } from "./as-of";
import { GraphEdgeListInput } from "./inputs";
import { missingReference } from "./missing";
import { nodeRows } from "./node";
import { refusedId } from "./refused-id";
import type { GraphEdge, GraphEdgeInput, GraphEdgeKey, GraphEdgeListQuery, GraphEdgeQuery } from "./types";
import { wantedRow } from "./wanted";

export const graphEdge = new Table<GraphEdgeEntity, GraphEdge>(graphEdgeTable, ["period", "others"]);

export const edgeRows = lookup(graphEdge, "id");

export const edgeMaker = rowMaker<typeof graphEdgeTable, GraphEdge, GraphEdgeInput>(graphEdgeTable);

const OVERLAPS = raw(`not graph_edge."others"
  and (excluded."valid_from" is null or graph_edge."valid_to" is null or excluded."valid_from" < graph_edge."valid_to")
  and (excluded."valid_to" is null or graph_edge."valid_from" is null or graph_edge."valid_from" < excluded."valid_to")`);

/**
 * Upserts of the latest period of each fact, in one statement. The statement refuses a row that it
 * must not change: one whose period would end before it starts, since only the update can read the
 * stored other end; and, where a start is given, one of another period, or of a fact with several.
 */
export const latestEdges = upsertStatements<GraphEdgeEntity, GraphEdge>({
  definition: graphEdgeTable,
  table: graphEdge,
  key: ["from", "type", "to", "period"],
  derived: { properties: ["recordedFrom", "recordedTo", "others"], of: () => ({}) },
  updatedAt(now, changes, becomes) {
    const ordered = sql`(${becomes("validFrom")} < ${becomes("validTo")}) is not false`;
    if (changes.some(({ given }) => given.has("validFrom")))
      return sql`case when ${ordered} and ${OVERLAPS} then ${now} end`;
    return changes.some(({ given }) => given.has("validTo"))
      ? sql`case when ${ordered} then ${now} end`
      : now;
  },
});

/** Identifies the fact of an edge: its ends and its type. */
export const factOf = ({ from, type, to }: GraphEdgeKey): string => `${from}\0${type}\0${to}`;

const ENDS_ARE = {
  from: raw("e.from_id ="),
  type: raw(" and e.type ="),
  to: raw(" and e.to_id ="),
};
const NEWEST = raw("order by e.valid_from is null, e.valid_from desc, e.recorded_from desc, e.id limit 1");
const LATEST_IS = {
  from: raw("from_id ="),
  type: raw(" and type ="),
  to: raw(" and to_id ="),
  period: raw(" and period = 0"),
};

/** Reads one edge of a fact: the latest period, or the one as of a time. */
export const latestEdge = {
  is: ({ from, type, to }: GraphEdgeKey): Sql =>
    sql`${LATEST_IS.from} ${uuid(from)}${LATEST_IS.type} ${name(type)}${LATEST_IS.to} ${uuid(to)}${LATEST_IS.period}`,

  one(call: Call, ends: GraphEdgeKey): Promise<GraphEdge | null> {
    const statement = sql`
      select ${graphEdge.columns.sql} from ${graphEdge.name} where ${call.inScope()} and ${latestEdge.is(ends)}`;
    return call.first(statement, graphEdge.columns);
  },

  asOf(call: Call, { from, type, to, ...times }: GraphEdgeQuery): Promise<GraphEdge | null> {
    const own = sql`${ENDS_ARE.from} ${uuid(from)}${ENDS_ARE.type} ${name(type)}${ENDS_ARE.to} ${uuid(to)}`;
    const statement = sql`
      select ${graphEdge.columns.as("e")} from ${graphEdge.name} as e
      where ${call.inScope("e")} and ${own} and ${asOf(times)} ${NEWEST}`;
    return call.first(statement, graphEdge.columns);
  },
};

/** @param path of the input in errors, such as `edges[3]`; empty for a single one */
export function wantedEdge(defaults: RowDefaults, given: unknown, path = ""): RowChange {
  const input = validate(edgeMaker.input, given, path);
  const wanted = wantedRow(edgeMaker, defaults, { input, path: path === "" ? "" : `${path}.` });
  const { updatedAt } = wanted.row as Partial<GraphEdge>;
  const row = { ...wanted.row, recordedFrom: updatedAt, recordedTo: null, period: 0, others: false };
  const edge = { ...wanted, row, key: factOf(row as unknown as GraphEdgeKey) };
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

export function checkValidity({ row, path }: Pick<RowChange, "row" | "path">): void {
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
    conditions.push(asOf(filter));
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
