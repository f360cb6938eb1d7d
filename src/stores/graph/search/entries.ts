import { inPortions } from "../../../db/batching/portions";
import type { Call } from "../../../db/call";
import { upsertRows } from "../../../db/collections/natural-key";
import { merged, type RowChange } from "../../../db/collections/upsert";
import type { GivenVectors } from "../../../db/vectors/given-vectors";
import { ReturnedRows, RowColumns, Rows, sql } from "../../../dialect/sql";
import { graphNode, nodeEntry, nodesByName } from "../node";
import type { GraphNode } from "../types";

type IndexWrite = ReturnType<Call["index"]>;

/** The rows that an upsert returns, in the order of the table's columns. */
const RETURNED = new ReturnedRows(
  graphNode.rowColumns(["id", "type", "name", "attrs", "version", "createdAt", "updatedAt", "schemaVersion"]),
);
const ENTRY = new RowColumns([
  ["given", "uuid"],
  ["type", "name"],
  ["name", "name"],
  ["whole", "flag"],
]);

/**
 * The search entries of an upsert of nodes. The id of an existing node is known only when the
 * statement returns it, so entries find their nodes by type and name. They are numbered, since
 * inputs may give one id to several existing nodes. An input without attributes has the text of a
 * new node: it is not written for an existing one, whose version is above 1.
 *
 * @param vectors in the order of the changes
 */
export function nodeIndex(
  call: Call,
  changes: readonly RowChange[],
  vectors: GivenVectors | null,
): IndexWrite {
  const vectorOf = new Map<string, Float32Array | undefined>();
  for (const [i, { key, given }] of changes.entries())
    if (given.has("attrs")) vectorOf.set(key, vectors?.vectors[i]);
  const nodes = merged(changes).map(({ key, row, given }) => ({
    node: row as unknown as GraphNode,
    vector: vectorOf.get(key),
    whole: given.has("attrs"),
  }));
  const entries = nodes.map(({ node, vector }, i) => ({ ...nodeEntry(node), id: numbered(i), vector }));
  const list = new Rows(
    ENTRY,
    nodes.map(({ node: { type, name }, whole }, i) => [numbered(i), type, name, whole]),
  );
  const items = sql`(
    select w.given, m.id from ${list} as w join ${RETURNED} as m on m.type = w.type and m.name = w.name
    where w.whole or m.version = 1)`;
  const index = call.index(graphNode.name.name, entries, { model: vectors?.model, replaces: true });
  return { ...index, items };
}

const numbered = (place: number): string => `00000000-0000-0000-0000-${place.toString(16).padStart(12, "0")}`;

/** The search entry of a node whose attributes have changed. */
export const changedEntry = (call: Call, node: GraphNode): IndexWrite =>
  call.index(graphNode.name.name, [nodeEntry(node)], { replaces: true });

/** Upserts nodes with their search entries; where the texts are long, in portions. */
export function upsertNodes(
  call: Call,
  changes: readonly RowChange[],
  vectors: GivenVectors | null,
): Promise<GraphNode[]> {
  const vectorOf = new Map(changes.map((change, i) => [change, vectors?.vectors[i]]));
  const entriesOf = (change: RowChange) => {
    const entry = nodeEntry(change.row as unknown as GraphNode);
    return [{ ...entry, vector: vectorOf.get(change) }];
  };
  return inPortions(call, { rows: changes, entriesOf }, (tx, portion) => {
    const own = vectors && { ...vectors, vectors: portion.map((change) => vectorOf.get(change)) };
    return upsertRows(tx, nodesByName, portion, nodeIndex(tx, portion, own));
  });
}
