import { type GraphNodeAliasEntity, graphNodeAliasTable } from "../../../../entities/graph";
import type { CallOptions } from "../../../core/call/deadline";
import { notFound, UnifiedStoreError } from "../../../core/errors";
import type { Call } from "../../../db/call";
import { Collection, collection } from "../../../db/collection";
import { lookup } from "../../../db/lookup";
import { lister } from "../../../db/pages/keyset-by-time";
import type { PageRequest } from "../../../db/pages/page";
import { paged } from "../../../db/pages/paged";
import type { ScopeContext } from "../../../db/scoped";
import { Table } from "../../../db/table";
import { sql, uuid } from "../../../dialect/sql";
import { GraphAliasListInput } from "../inputs";
import type { GraphAlias, GraphAliasListQuery, GraphNodeId } from "../types";

export const alias = new Table<GraphNodeAliasEntity, GraphAlias>(graphNodeAliasTable);
export const aliasRows = lookup(alias, "id");
const oldestFirst = lister(alias, "a", "mergedAt");

const ALIASES = collection({
  name: "graph.aliases",
  what: "alias",
  table: alias,
  key: "id",
  page: (db, query: GraphAliasListQuery, options) =>
    paged(db, { method: "list", Input: GraphAliasListInput, query, options }, (call, input, at) => {
      const nodeId = input.nodeId.toLowerCase();
      const where = sql`a.node_id = ${uuid(nodeId)}`;
      return oldestFirst(call, { ...at, where, order: "oldest", query: call.queryId({ nodeId }) });
    }),
});

/** The error for a node that does not exist. It names the node that it was merged into. */
export async function missingNode(call: Call, id: string, field = "id"): Promise<UnifiedStoreError> {
  const merged = await aliasRows.one(call, id);
  if (merged === null) return notFound(`node ${id}`, undefined, field);
  const message = `there is no node ${id} in this scope any more: it was merged into node ${merged.nodeId}`;
  return new UnifiedStoreError("not_found", message, { field });
}

/**
 * Aliases: the nodes that `nodes.merge` has merged into others, by their former ids. Reached as
 * `scope.graph.aliases`.
 */
export class GraphAliases extends Collection<GraphAlias, GraphAliasListQuery, GraphNodeId> {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, ALIASES);
  }

  /**
   * Reads the alias of a former node id; null when no node with this id was merged. A later merge
   * of the surviving node updates the alias, so `nodeId` always names an existing node.
   *
   * @throws UnifiedStoreError `validation` when the id is not a UUID
   * @example
   * const alias = await acme.graph.aliases.get(oldId);
   * const node = await acme.graph.nodes.get(alias?.nodeId ?? oldId);
   */
  override get(id: GraphNodeId, options: CallOptions = {}): Promise<GraphAlias | null> {
    return super.get(id, options);
  }

  /**
   * Lists the nodes that were merged into a node, oldest merge first, page by page.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * for await (const { type, name } of acme.graph.aliases.list({ nodeId: ada.id }))
   *   console.log(type, name);
   */
  override list(query: GraphAliasListQuery, options: CallOptions = {}): PageRequest<GraphAlias> {
    return super.list(query, options);
  }

  /**
   * Forgets a former node id. Its edges stay with the surviving node.
   *
   * @returns whether it existed
   * @throws UnifiedStoreError `validation`
   * @example
   * const existed = await acme.graph.aliases.remove(oldId);
   */
  override remove(id: GraphNodeId, options: CallOptions = {}): Promise<boolean> {
    return super.remove(id, options);
  }
}
