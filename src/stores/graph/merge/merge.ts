import { hasCode, invalid } from "../../../core/errors";
import { validate } from "../../../core/input/validation";
import { JsonText } from "../../../core/json/json";
import type { Call } from "../../../db/call";
import { selection } from "../../../db/table";
import { AnyOf, FOR_UPDATE, name, RowColumns, Rows, raw, sql, uuid } from "../../../dialect/sql";
import { GraphMergeInput } from "../inputs";
import { graphNode, typedNode } from "../node";
import { ofListed } from "../periods/rows";
import { provenance } from "../provenance";
import { changedEntry } from "../search/entries";
import type { GraphAttrs, GraphMergeResult, GraphNode } from "../types";
import { alias, aliasRows, missingNode } from "./aliases";
import { moveEdges } from "./edges";
import type { Ends, United } from "./unite";

const NOTHING = selection<Record<string, never>>({});
const PAIR = new RowColumns([
  ["from_id", "uuid"],
  ["to_id", "uuid"],
]);
const ALIAS_COLUMNS = alias.rowColumns(["id", "nodeId", "type", "name", "mergedAt"]);
const SUCCESSOR = { own: raw("t.edge_id"), listed: raw("v.from_id") };
const COUNTED_UP = raw("version = version + 1");
const MOST_ATTEMPTS = 5;

/** Merges nodes into one, in one transaction. A deadlock with another merge begins it again. */
export async function mergeNodes(call: Call, given: unknown): Promise<GraphMergeResult> {
  const input = validate(GraphMergeInput, given, "");
  const into = input.into.toLowerCase();
  const from = [...new Set(input.from.map((id) => id.toLowerCase()))];
  const itself = input.from.findIndex((id) => id.toLowerCase() === into);
  if (itself >= 0) throw invalid(`from[${itself}]`, "must be another node than into");
  const attrs = input.attrs === undefined ? undefined : JsonText.of(input.attrs, "attrs");
  for (let attempt = 1; ; attempt++) {
    try {
      return await call.transaction((tx) => merge(tx, { from, into, attrs }));
    } catch (error) {
      if (!hasCode(error, "serialization") || call.inTransaction || attempt === MOST_ATTEMPTS) throw error;
    }
  }
}

interface Merge {
  from: readonly string[];
  into: string;
  /** The attributes of the survivor, if they are given. */
  attrs: JsonText | undefined;
}

async function merge(tx: Call, { from, into, attrs }: Merge): Promise<GraphMergeResult> {
  const locked = await lockNodes(tx, [...from, into]);
  const survivor = locked.get(into);
  if (survivor === undefined) throw await missingNode(tx, into, "into");
  const nodes = from.flatMap((id) => locked.get(id) ?? []);
  if (nodes.length < from.length) await checkMergedBefore(tx, { from, into, locked });
  const nothing = { node: survivor, merged: 0, moved: 0, united: 0, loops: 0 };
  if (nodes.length === 0) return nothing;
  const ends: Ends = { merged: new Set(nodes.map(({ id }) => id)), into, now: tx.now() };
  const { moved, loops, successors } = await moveEdges(tx, ends);
  await moveProvenance(tx, ends, successors);
  await noteAliases(tx, ends, nodes);
  const node = await changeSurvivor(tx, ends, survivor, await attrsOf(tx, survivor, nodes, attrs));
  const own = new AnyOf("uuid", [...ends.merged]);
  await tx.all(sql`delete from ${graphNode.name} where ${tx.inScope()} and id ${own}`, NOTHING);
  return { node, merged: nodes.length, moved, united: successors.length, loops };
}

/** Reads and locks nodes, also against new edges. */
async function lockNodes(tx: Call, ids: readonly string[]): Promise<Map<string, GraphNode>> {
  const statement = sql`
    select ${graphNode.columns.as("t")} from ${graphNode.name} as t
    where ${tx.inScope("t")} and t.id ${new AnyOf("uuid", ids)} order by t.id${FOR_UPDATE}`;
  return new Map((await tx.all(statement, graphNode.columns)).map((node) => [node.id, node]));
}

/** A repeated merge is no mistake: nodes that were merged into the same survivor may be missing. */
async function checkMergedBefore(
  tx: Call,
  { from, into, locked }: Pick<Merge, "from" | "into"> & { locked: ReadonlyMap<string, GraphNode> },
): Promise<void> {
  const missing = from.filter((id) => !locked.has(id));
  const aliases = await aliasRows.many(tx, missing);
  for (const [i, id] of missing.entries())
    if (aliases[i]?.nodeId !== into) throw await missingNode(tx, id, `from[${from.indexOf(id)}]`);
}

async function moveProvenance(tx: Call, ends: Ends, successors: United["successors"]): Promise<void> {
  const own = new AnyOf("uuid", [...ends.merged]);
  await tx.all(
    sql`update ${provenance.name} set node_id = ${uuid(ends.into)} where ${tx.inScope()} and node_id ${own}`,
    NOTHING,
  );
  if (successors.length === 0) return;
  await tx.all(
    sql`
      update ${provenance.name} as t set edge_id = v.to_id from ${new Rows(PAIR, successors)} as v
      where ${ofListed(tx, SUCCESSOR)}`,
    NOTHING,
  );
}

/** Aliases of the merged nodes themselves move too, so that none leads to a deleted node. */
async function noteAliases(
  tx: Call,
  { merged, into, now }: Ends,
  nodes: readonly GraphNode[],
): Promise<void> {
  const own = new AnyOf("uuid", [...merged]);
  await tx.all(
    sql`update ${alias.name} set node_id = ${uuid(into)} where ${tx.inScope()} and node_id ${own}`,
    NOTHING,
  );
  const rows = new Rows(
    ALIAS_COLUMNS,
    nodes.map(({ id, type, name }) => [id, into, type, name, now]),
  );
  await tx.all(
    sql`
      insert into ${alias.name} (tenant_id, workspace_id, ${ALIAS_COLUMNS.names})
      select ${name(tx.tenant)}, ${name(tx.workspace)}, ${ALIAS_COLUMNS.names} from ${rows} as v where true
      order by v.ordinal
      on conflict (tenant_id, workspace_id, id) do update
      set node_id = excluded.node_id, type = excluded.type, name = excluded.name, merged_at = excluded.merged_at`,
    NOTHING,
  );
}

/** The new attributes of the survivor; null where they stay. */
async function attrsOf(
  tx: Call,
  survivor: GraphNode,
  nodes: readonly GraphNode[],
  given: JsonText | undefined,
): Promise<{ attrs: JsonText; schemaVersion: number | null } | null> {
  const { type, name, attrs } = survivor;
  const filled: GraphAttrs = Object.assign({}, ...[...nodes].reverse().map((node) => node.attrs), attrs);
  if (given === undefined && Object.keys(filled).length === Object.keys(attrs).length) return null;
  const input = { type, name, attrs: given === undefined ? filled : (given.value() as GraphAttrs) };
  const whole = tx.hasSchemas("nodes") ? await typedNode(tx, input, "") : input;
  const { schemaVersion = null } = whole as { schemaVersion?: number | null };
  return { attrs: JsonText.of(whole.attrs, "attrs"), schemaVersion };
}

async function changeSurvivor(
  tx: Call,
  { into, now }: Ends,
  survivor: GraphNode,
  changes: { attrs: JsonText; schemaVersion: number | null } | null,
): Promise<GraphNode> {
  const set = graphNode.assign({ ...changes, updatedAt: now } as never);
  const index = changes ? changedEntry(tx, { ...survivor, attrs: changes.attrs as never }) : undefined;
  const statement = sql`
    update ${graphNode.name} set ${set}, ${COUNTED_UP}
    where ${tx.inScope()} and id = ${uuid(into)} returning ${graphNode.columns.sql}`;
  return (await tx.first(statement, graphNode.columns, { index }))!;
}
