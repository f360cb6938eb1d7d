import { type GraphNodeEntity, graphNodeTable } from "../../../entities/graph";
import type { CallOptions } from "../../core/call/deadline";
import { decodeCursor, malformedCursor } from "../../core/cursor";
import { invalid } from "../../core/errors";
import { nameProblem } from "../../core/input/rules";
import { validate } from "../../core/input/validation";
import type { Json, JsonText } from "../../core/json/json";
import { successor } from "../../core/prefix";
import { textOf } from "../../core/search-text";
import type { Call } from "../../db/call";
import { collection } from "../../db/collection";
import { byNaturalKey } from "../../db/collections/natural-key";
import type { RowChange } from "../../db/collections/upsert";
import { conformed } from "../../db/conform";
import { lookup } from "../../db/lookup";
import { pageOf } from "../../db/pages/keyset";
import type { PageRequest } from "../../db/pages/page";
import { paged } from "../../db/pages/paged";
import { rowMaker } from "../../db/row-maker";
import type { RowDefaults, ScopedDb } from "../../db/scoped";
import type { SearchEntry } from "../../db/search/search-rows";
import { searched } from "../../db/search/searched";
import { Table } from "../../db/table";
import { all, integer, name, type Sql, sql } from "../../dialect/sql";
import { GraphNodeListInput } from "./inputs";
import type { GraphNode, GraphNodeInput, GraphNodeKey, GraphNodeListQuery } from "./types";
import { wantedRow } from "./wanted";

export const graphNode = new Table<GraphNodeEntity, GraphNode>(graphNodeTable);

export const nodeRows = lookup(graphNode, "id");

/** The text of a node: its name and the strings and numbers of its attributes. */
export const nodeEntry = ({ id, name, attrs }: Pick<GraphNode, "id" | "name" | "attrs">): SearchEntry => {
  const text = textOf(attrs as Json | JsonText);
  return { id, part: "", text: text === "" ? name : `${name}\n${text}` };
};

export const searchedNodes = searched(graphNode, ["name", "attrs"], (row) => [nodeEntry(row)]);

const MAKER = rowMaker<typeof graphNodeTable, GraphNode, GraphNodeInput>(graphNodeTable);

export const nodesByName = byNaturalKey<GraphNodeEntity, GraphNode, GraphNodeKey>({
  definition: graphNodeTable,
  table: graphNode,
  what: "node",
  key: ["type", "name"],
  named: "type and name",
});

export const wantedNode = (defaults: RowDefaults, given: unknown): RowChange =>
  wantedOf(defaults, validate(MAKER.input, given, ""), "");

/** The input, with its attributes validated and converted by the schema of the node's type. */
export const typedNode = (call: Call, input: GraphNodeInput, path: string): Promise<GraphNodeInput> =>
  conformed(call, graphNode.typed!, input, { path, absent: "kept" });

/**
 * @param input returned by `validate`
 * @param path of the input in errors, such as `nodes[3].`
 */
export function wantedOf(defaults: RowDefaults, input: GraphNodeInput, path: string): RowChange {
  if (input.embedding && input.attrs === undefined)
    throw invalid(`${path}embedding`, "is the vector of the name and attrs: give attrs too");
  const { row, given } = wantedRow(MAKER, defaults, { input, path });
  // The schema version is replaced together with the attributes: null if the new ones have no
  // schema.
  const members = given.has("attrs") ? new Set([...given, "schemaVersion"]) : given;
  return { key: nodesByName.statements.keyOf(row), row, given: members, path };
}

/** Validation rules of a node. */
export const nodeRules = MAKER.input;

export const NODES = collection({
  name: "graph.nodes",
  what: "node",
  table: graphNode,
  key: "id",
  page: listNodes,
});

/**
 * Keyset pagination. It reads one row more than the page holds, to know whether a next page exists.
 */
function listNodes(db: ScopedDb, query: GraphNodeListQuery, options: CallOptions): PageRequest<GraphNode> {
  const called = { method: "list", Input: GraphNodeListInput, query, options };
  return paged(db, called, async (call, input, { limit, cursor }) => {
    const id = call.queryId(input);
    const after = cursor === undefined ? null : keyOf(id, cursor);
    const statement = sql`
      select ${graphNode.columns.as("n")} from ${graphNode.name} as n
      where ${call.inScope("n")} and ${nodesOfPage(input, after)} order by n.type, n.name limit ${integer(limit + 1)}`;
    const rows = await call.all(statement, graphNode.columns);
    return pageOf(rows, { query: id, limit, keyOf: (row) => [row.type, row.name] });
  });
}

function keyOf(query: string, cursor: string): [string, string] {
  const key = decodeCursor(query, cursor, ["string", "string"]) as [string, string];
  if (key.some((part) => nameProblem(part) !== null)) throw malformedCursor();
  return key;
}

/**
 * Conditions of a page, with at most one lower bound per column. An index scan uses only one of two
 * bounds, and reads the rows that the other one excludes.
 */
function nodesOfPage({ type, namePrefix }: GraphNodeListQuery, after: [string, string] | null): Sql {
  const given: Sql[] = [];
  if (type !== undefined) given.push(sql`n.type = ${name(type)}`);
  if (after && type !== undefined) given.push(sql`n.name > ${name(after[1])}`);
  if (after && type === undefined) given.push(sql`(n.type, n.name) > (${name(after[0])}, ${name(after[1])})`);
  if (namePrefix !== undefined) {
    // After a cursor of the same type, every name is already above the start of the prefix.
    if (!after || type === undefined) given.push(sql`n.name >= ${name(namePrefix)}`);
    const end = successor(namePrefix);
    if (end !== null) given.push(sql`n.name < ${name(end)}`);
  }
  return all(given);
}
