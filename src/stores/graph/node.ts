import { type GraphNodeEntity, graphNodeTable } from "../../../entities/graph";
import { decodeCursor, malformedCursor } from "../../core/cursor";
import type { CallLimits, CallOptions } from "../../core/deadline";
import { successor } from "../../core/prefix";
import { nameProblem } from "../../core/rules";
import { validate } from "../../core/validation";
import { collection } from "../../db/collection";
import { conformed } from "../../db/conform";
import { lookup } from "../../db/lookup";
import { type PageRequest, pageOf } from "../../db/page";
import { paged } from "../../db/paged";
import { rowMaker } from "../../db/row-maker";
import type { RowDefaults, ScopedDb } from "../../db/scoped";
import { Table } from "../../db/table";
import { all, integer, name, type Sql, sql } from "../../dialect/sql";
import { GraphNodeListInput } from "./inputs";
import type { GraphNode, GraphNodeInput, GraphNodeListQuery } from "./types";
import type { Upsertable } from "./upsert";
import { type Wanted, wantedRow } from "./wanted";

export const graphNode = new Table<GraphNodeEntity, GraphNode>(graphNodeTable);

export const nodeRows = lookup(graphNode, "id");

const MAKER = rowMaker<typeof graphNodeTable, GraphNode, GraphNodeInput>(graphNodeTable);
const ALL = ["id", "type", "name", "attrs", "version", "createdAt", "updatedAt", "schemaVersion"] as const;
const KEY = ["type", "name"] as const;

export const nodeTarget: Upsertable<GraphNodeEntity, GraphNode> = {
  table: graphNode,
  what: "node",
  key: KEY,
  keyColumns: graphNode.rowColumns(KEY),
  all: ALL,
  allColumns: graphNode.rowColumns(ALL),
  insertOne: graphNode.inserter(["tenant", "workspace", ...ALL]),
  changeable: ["attrs", "schemaVersion"],
};

export const nodeKey = ({ type, name }: { type: string; name: string }): string => `${type}\0${name}`;

/** @param path of the input in errors, such as `nodes[3]`; empty for a single one */
export const wantedNode = (db: RowDefaults, given: unknown, path = ""): Wanted<GraphNodeEntity> =>
  wantedOf(db, validate(MAKER.input, given, path), path);

/** The same with attributes as the schema of the node's type makes them. */
export async function typedNode(
  db: ScopedDb,
  input: GraphNodeInput,
  { signal }: CallLimits,
  path = "",
): Promise<Wanted<GraphNodeEntity>> {
  const at = path === "" ? "" : `${path}.`;
  return wantedOf(
    db,
    await conformed(db, graphNode.typed!, input, { path: at, absent: "kept", signal }),
    path,
  );
}

/** @param input as `validate` gave it */
export function wantedOf(db: RowDefaults, input: GraphNodeInput, path: string): Wanted<GraphNodeEntity> {
  const { given, ...wanted } = wantedRow(MAKER, db, input, path);
  // Attributes without a schema take the place of those with one, and its version goes with those.
  const members = given.has("attrs") ? new Set([...given, "schemaVersion"]) : given;
  return { ...wanted, given: members, key: nodeKey(wanted.row) } as Wanted<GraphNodeEntity>;
}

/** The rules of a node. */
export const nodeRules = MAKER.input;

export const NODES = collection({
  place: "graph.nodes",
  what: "node",
  table: graphNode,
  key: "id",
  page: listNodes,
});

/** One row more than the page holds tells whether there is another page. */
function listNodes(db: ScopedDb, query: GraphNodeListQuery, options: CallOptions): PageRequest<GraphNode> {
  const call = { method: "list", Input: GraphNodeListInput, query, options };
  return paged(db, call, async (input, { limit, cursor }, options) => {
    const id = db.queryId("list", input);
    const after = cursor === undefined ? null : keyOf(id, cursor);
    const statement = sql`
      select ${graphNode.columns.as("n")} from ${graphNode.name} as n
      where ${db.inScope("n")} and ${nodesOfPage(input, after)} order by n.type, n.name limit ${integer(limit + 1)}`;
    const rows = await db.all("list", statement, graphNode.columns, { options });
    return pageOf(rows, { query: id, limit, keyOf: (row) => [row.type, row.name] });
  });
}

function keyOf(query: string, cursor: string): [string, string] {
  const key = decodeCursor(query, cursor, ["string", "string"]) as [string, string];
  if (key.some((part) => nameProblem(part) !== null)) throw malformedCursor();
  return key;
}

/**
 * At most one lower bound a column: an index takes only one, and reads what the other leaves out.
 */
function nodesOfPage({ type, namePrefix }: GraphNodeListQuery, after: [string, string] | null): Sql {
  const given: Sql[] = [];
  if (type !== undefined) given.push(sql`n.type = ${name(type)}`);
  if (after && type !== undefined) given.push(sql`n.name > ${name(after[1])}`);
  if (after && type === undefined) given.push(sql`(n.type, n.name) > (${name(after[0])}, ${name(after[1])})`);
  if (namePrefix !== undefined) {
    // Behind a cursor of the same type every name is past the prefix's beginning.
    if (!after || type === undefined) given.push(sql`n.name >= ${name(namePrefix)}`);
    const end = successor(namePrefix);
    if (end !== null) given.push(sql`n.name < ${name(end)}`);
  }
  return all(given);
}
