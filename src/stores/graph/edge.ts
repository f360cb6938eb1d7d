import { type GraphEdgeEntity, graphEdgeTable } from "../../../entities/graph";
import { decodeCursor, malformedCursor } from "../../core/cursor";
import type { CallOptions } from "../../core/deadline";
import { hasCode, invalid, UnifiedStoreError } from "../../core/errors";
import { isUuid } from "../../core/ids";
import { validate } from "../../core/validation";
import { collection } from "../../db/collection";
import { lookup } from "../../db/lookup";
import { type PageRequest, pageOf } from "../../db/page";
import { paged } from "../../db/paged";
import { rowMaker } from "../../db/row-maker";
import type { RowDefaults, ScopedDb } from "../../db/scoped";
import { Table } from "../../db/table";
import { all, integer, name, raw, type Sql, sql, uuid } from "../../dialect/sql";
import { GraphEdgeListInput } from "./inputs";
import { missingReference, type Reference } from "./missing";
import { nodeRows } from "./node";
import type { GraphEdge, GraphEdgeInput, GraphEdgeListQuery } from "./types";
import type { Upsertable } from "./upsert";
import { memberAt, merged, type Wanted, wantedRow } from "./wanted";

export const graphEdge = new Table<GraphEdgeEntity, GraphEdge>(graphEdgeTable);

export const edgeRows = lookup(graphEdge, "id");

const MAKER = rowMaker<typeof graphEdgeTable, GraphEdge, GraphEdgeInput>(graphEdgeTable);
const ALL = [
  "id",
  "from",
  "to",
  "type",
  "weight",
  "attrs",
  "validFrom",
  "validTo",
  "version",
  "createdAt",
  "updatedAt",
] as const;
const KEY = ["from", "type", "to"] as const;

export const edgeTarget: Upsertable<GraphEdgeEntity, GraphEdge> = {
  table: graphEdge,
  what: "edge",
  key: KEY,
  keyColumns: graphEdge.rowColumns(KEY),
  all: ALL,
  allColumns: graphEdge.rowColumns(ALL),
  insertOne: graphEdge.inserter(["tenant", "workspace", ...ALL]),
  changeable: ["weight", "attrs", "validFrom", "validTo"],
  // A call that gives one end alone must fit the end that is stored, which only the update itself
  // knows.
  updatedAt: (becomes, now) => {
    const [from, to] = [becomes("validFrom"), becomes("validTo")];
    if (from.givenBy === to.givenBy && from.givenBy !== "some") return now;
    return sql`case when (${from.sql} < ${to.sql}) is not false then ${now} end`;
  },
};

export const edgeKey = ({ from, type, to }: { from: string; type: string; to: string }): string =>
  `${from}\0${type}\0${to}`;

/** @param path of the input in errors, such as `edges[3]`; empty for a single one */
export function wantedEdge(db: RowDefaults, given: unknown, path = ""): Wanted<GraphEdgeEntity> {
  const wanted = wantedRow(MAKER, db, validate(MAKER.input, given, path), path);
  const edge = { ...wanted, key: edgeKey(wanted.row) };
  checkValidity(edge, path);
  return edge;
}

/** Members of several inputs that become one may contradict each other. */
export function checkMerged(wanted: readonly Wanted<GraphEdgeEntity>[]): void {
  for (const each of merged(wanted)) checkValidity(each, "");
}

function checkValidity({ row: { validFrom, validTo } }: Wanted<GraphEdgeEntity>, path: string): void {
  if (!validFrom || !validTo || validFrom < validTo) return;
  throw invalid(memberAt(path, "validTo"), "must be after validFrom, or null");
}

/** What the database refused, in the words of the inputs. */
export async function explained(
  db: ScopedDb,
  method: string,
  { error, wanted }: { error: unknown; wanted: readonly Wanted<GraphEdgeEntity>[] },
  options: CallOptions,
): Promise<unknown> {
  if (!hasCode(error, "validation", "in_use") || error.cause === undefined) return error;
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
  return missingReference(db, method, { cause, references: wanted.flatMap(endsOf), otherwise }, options);
}

const endsOf = ({ row, path }: Wanted<GraphEdgeEntity>): Reference[] =>
  (["from", "to"] as const).map((end) => ({
    what: "node",
    rows: nodeRows,
    id: row[end]!,
    field: memberAt(path, end),
  }));

export const EDGES = collection({
  place: "graph.edges",
  what: "edge",
  table: graphEdge,
  key: "id",
  page: listEdges,
});

/** One row more than the page holds tells whether there is another page. */
function listEdges(db: ScopedDb, query: GraphEdgeListQuery, options: CallOptions): PageRequest<GraphEdge> {
  const call = { method: "list", Input: GraphEdgeListInput, query, options };
  return paged(db, call, async (input, { limit, cursor }, options) => {
    const { limit: _limit, cursor: _cursor, ...filter } = input;
    const from = filter.from?.toLowerCase();
    const to = filter.to?.toLowerCase();
    const id = db.queryId("list", { ...filter, from, to });
    const conditions: Sql[] = [];
    if (from !== undefined) conditions.push(sql`e.from_id = ${uuid(from)}`);
    if (to !== undefined) conditions.push(sql`e.to_id = ${uuid(to)}`);
    if (filter.type !== undefined) conditions.push(sql`e.type = ${name(filter.type)}`);
    if (cursor !== undefined) conditions.push(sql`e.id > ${uuid(idOf(id, cursor))}`);
    const order = from === undefined && to === undefined ? ID : SORTED_ID;
    const statement = sql`
      select ${graphEdge.columns.as("e")} from ${graphEdge.name} as e
      where ${db.inScope("e")} and ${all(conditions)} order by ${order} limit ${integer(limit + 1)}`;
    const rows = await db.all("list", statement, graphEdge.columns, { options });
    return pageOf(rows, { query: id, limit, keyOf: (row) => [row.id] });
  });
}

const ID = raw("e.id");
/**
 * Of a node's edges: as an expression it keeps a planner without statistics from reading all edges
 * of the scope in the order of their ids.
 */
const SORTED_ID = raw("coalesce(e.id, e.id)");

function idOf(query: string, cursor: string): string {
  const [id] = decodeCursor(query, cursor, ["string"]) as [string];
  if (!isUuid(id)) throw malformedCursor();
  return id;
}
