import {
  type MemoryClusterEntity,
  type MemoryClusterItemEntity,
  memoryClusterItemTable,
  memoryClusterTable,
} from "../../../../entities/memory";
import type { Call } from "../../../db/call";
import { foundRow } from "../../../db/search/found-row";
import { ID, selection, Table } from "../../../db/table";
import { AnyOf, integer, name, Rows, raw, sql, TableName } from "../../../dialect/sql";
import { item } from "../item";
import type { ItemVector } from "../vector-pages";
import type { MemoryCluster, MemoryClusterItem } from "./types";

export const cluster = new Table<MemoryClusterEntity, MemoryCluster>(memoryClusterTable);
export const member = new Table<MemoryClusterItemEntity, MemoryClusterItem>(memoryClusterItemTable);

const CLUSTER = [
  "id",
  "label",
  "words",
  "size",
  "model",
  "centroid",
  "threshold",
  "k",
  "createdAt",
  "updatedAt",
] as const;
const MEMBER = ["itemId", "clusterId", "similarity", "textHash", "assignedAt"] as const;
const CLUSTER_COLUMNS = cluster.rowColumns(CLUSTER);
const MEMBER_COLUMNS = member.rowColumns(MEMBER);
const LABEL_COLUMNS = cluster.rowColumns(["id", "label", "words"]);
const labelled = foundRow("c", "v.id");
const NOTHING = selection<Record<string, never>>({});
/** Clusters of one statement: 200 centroids of 384 dimensions are 600 kB in it. */
const PORTION = 200;

const REPLACE_CLUSTER = raw(`on conflict (tenant_id, workspace_id, id) do update set
  centroid = excluded.centroid, model = excluded.model, threshold = excluded.threshold, k = excluded.k,
  updated_at = excluded.updated_at`);
const REPLACE_MEMBER = raw(`on conflict (tenant_id, workspace_id, item_id) do update set
  cluster_id = excluded.cluster_id, similarity = excluded.similarity, text_hash = excluded.text_hash,
  assigned_at = excluded.assigned_at`);
const TEXTS = new TableName("memory_item_search");

/** All clusters of the scope, the oldest first. */
export function allClusters(call: Call): Promise<MemoryCluster[]> {
  const statement = sql`
    select ${cluster.columns.sql} from ${cluster.name} where ${call.inScope()} order by created_at, id`;
  return call.all(statement, cluster.columns);
}

/** Writes clusters; those that are there keep their label, size and time of creation. */
export async function putClusters(call: Call, rows: readonly MemoryCluster[]): Promise<void> {
  for (let at = 0; at < rows.length; at += PORTION) {
    const some = rows.slice(at, at + PORTION).map((row) => CLUSTER.map((property) => row[property]));
    const statement = sql`
      insert into ${cluster.name} (tenant_id, workspace_id, ${CLUSTER_COLUMNS.names})
      select ${cluster.param("tenant", call.tenant)}, ${cluster.param("workspace", call.workspace)}, ${CLUSTER_COLUMNS.names}
      from ${new Rows(CLUSTER_COLUMNS, some, "clusters")} as v where true ${REPLACE_CLUSTER}`;
    await call.all(statement, NOTHING);
  }
}

/** An item in its new cluster; null: in none. */
export interface Assignment {
  item: ItemVector;
  clusterId: string | null;
  similarity: number;
}

/** Writes one page of assignments. An item that was removed meanwhile takes none. */
export async function assign(call: Call, assignments: readonly Assignment[]): Promise<void> {
  const now = call.now();
  const members = assignments.filter(({ clusterId }) => clusterId !== null);
  const rows = members.map(({ item, clusterId, similarity }) => [
    item.id,
    clusterId,
    similarity,
    item.hash,
    now,
  ]);
  if (rows.length > 0) {
    const statement = sql`
      insert into ${member.name} (tenant_id, workspace_id, ${MEMBER_COLUMNS.names})
      select ${member.param("tenant", call.tenant)}, ${member.param("workspace", call.workspace)}, ${MEMBER_COLUMNS.names}
      from ${new Rows(MEMBER_COLUMNS, rows, "members")} as v where exists (
        select 1 from ${item.name} as m where ${call.inScope("m")} and m.id = v.item_id
      ) and exists (select 1 from ${cluster.name} as c where ${call.inScope("c")} and c.id = v.cluster_id)
      ${REPLACE_MEMBER}`;
    await call.all(statement, NOTHING);
  }
  const out = assignments.filter(({ clusterId }) => clusterId === null).map((each) => each.item.id);
  if (out.length > 0) {
    const statement = sql`
      delete from ${member.name} where ${call.inScope()} and item_id ${new AnyOf("uuid", out)}`;
    await call.all(statement, NOTHING);
  }
}

/** Deletes clusters, with the memberships in them. */
export async function removeClusters(call: Call, ids: readonly string[]): Promise<number> {
  if (ids.length === 0) return 0;
  const statement = sql`
    delete from ${cluster.name} where ${call.inScope()} and id ${new AnyOf("uuid", ids)} returning id`;
  return (await call.all(statement, ID)).length;
}

/**
 * Takes archived items out, counts the items of each cluster, and deletes empty clusters.
 *
 * @returns the number of deleted clusters
 */
export async function settleSizes(call: Call): Promise<number> {
  const archived = sql`
    delete from ${member.name} where ${call.inScope()} and item_id in (
      select m.id from ${item.name} as m where ${call.inScope("m")} and m.archived)`;
  await call.all(archived, NOTHING);
  const counted = sql`
    update ${cluster.name} as c set size = (
      select count(*) from ${member.name} as x where ${call.inScope("x")} and x.cluster_id = c.id
    ) where ${call.inScope("c")}`;
  await call.all(counted, NOTHING);
  const empty = sql`delete from ${cluster.name} where ${call.inScope()} and size = 0 returning id`;
  return (await call.all(empty, ID)).length;
}

const TEXT = selection<{ id: string; text: string }>({ id: "uuid", text: "name" });
/** Characters of a text that count for labels. */
const MOST_TEXT = 2000;

/**
 * Texts of each cluster's most central items, so many for each. The scope depends on the item (see
 * `foundRow`): a planner may otherwise rank the items anew for each text, 14 s for 2,000 items.
 */
export function centralTexts(call: Call, each: number): Promise<{ id: string; text: string }[]> {
  const statement = sql`
    select r.cluster_id, substr(e.search_text, 1, ${integer(MOST_TEXT)}) from (
      select x.cluster_id, x.item_id, row_number() over (
        partition by x.cluster_id order by x.similarity desc, x.item_id desc) as place
      from ${member.name} as x where ${call.inScope("x")}
    ) as r join ${TEXTS} as e on e.tenant_id = case when r.item_id is not null then ${name(call.tenant)} end
    and e.workspace_id = case when r.item_id is not null then ${name(call.workspace)} end
    and e.item_id = r.item_id and (r.item_id is null or ${call.inScope("e")})
    where r.place <= ${integer(each)} order by r.cluster_id, r.place, e.part`;
  return call.all(statement, TEXT);
}

/** Texts of items without a cluster, by their ids. */
export async function textsOutside(call: Call, most: number): Promise<string[]> {
  const statement = sql`
    select e.item_id, substr(e.search_text, 1, ${integer(MOST_TEXT)}) from ${TEXTS} as e
    where ${call.inScope("e")} and not exists (
      select 1 from ${member.name} as x where ${call.inScope("x")} and x.item_id = e.item_id)
    order by e.item_id, e.part limit ${integer(most)}`;
  return (await call.all(statement, TEXT)).map(({ text }) => text);
}

/** Writes the labels that have changed. */
export async function putLabels(call: Call, words: ReadonlyMap<string, readonly string[]>): Promise<void> {
  if (words.size === 0) return;
  const rows = [...words].map(([id, each]) => [id, each.join(", "), each]);
  const statement = sql`
    update ${cluster.name} as c set label = v.label, words = v.words
    from ${new Rows(LABEL_COLUMNS, rows, "labels")} as v where ${labelled(call)}`;
  await call.all(statement, NOTHING);
}
