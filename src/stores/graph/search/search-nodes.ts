import type { CallOptions } from "../../../core/call/deadline";
import type { PageRequest } from "../../../db/pages/page";
import { paged } from "../../../db/pages/paged";
import type { ScopedDb } from "../../../db/scoped";
import { filterRules, type Retrievable } from "../../../db/search/retrievable";
import { checkSearchText } from "../../../db/search/search";
import { searcher } from "../../../db/search/search-page";
import { all, name, type Sql, sql } from "../../../dialect/sql";
import { GraphNodeSearchInput } from "../inputs";
import { graphNode, nodeRows, searchedNodes } from "../node";
import type { GraphNode, GraphNodeFilter, GraphNodeSearchQuery } from "../types";

const search = searcher(graphNode, "n", "updatedAt");

export function searchNodes(
  db: ScopedDb,
  query: GraphNodeSearchQuery,
  options: CallOptions,
): PageRequest<GraphNode> {
  return paged(db, { method: "search", Input: GraphNodeSearchInput, query, options }, (call, input, at) => {
    const { text, mode = "any" } = input;
    checkSearchText(text);
    const id = call.queryId(input, { mode });
    return search(call, { ...at, text, mode, where: conditions(input), query: id });
  });
}

/** Conditions of a filter. The alias of the node is `n`. */
const conditions = ({ type }: GraphNodeFilter): Sql =>
  all(type === undefined ? [] : [sql`n.type = ${name(type)}`]);

/** Nodes in a retrieval. */
export const RETRIEVABLE_NODES: Retrievable<GraphNode, GraphNodeFilter> = {
  table: graphNode,
  alias: "n",
  searched: searchedNodes,
  rows: nodeRows,
  filter: filterRules(GraphNodeSearchInput),
  conditions,
  timeOf: ({ updatedAt }) => updatedAt,
};
