import type { EmbeddingModelRow } from "../../../../entities/embedding";
import { invalid } from "../../../core/errors";
import { validate } from "../../../core/input/validation";
import type { Call } from "../../../db/call";
import { activeModel } from "../../../db/embedding/models";
import { type Sql, sql } from "../../../dialect/sql";
import { vectorPages } from "../vector-pages";
import { breathing } from "./breath";
import { Centroid, nearestOf, unitOf } from "./centroid";
import { allClusters, assign, member, putClusters, removeClusters, settleSizes } from "./cluster";
import { MemoryClusterBuildInput } from "./inputs";
import { kMeans } from "./k-means";
import { labelClusters } from "./label";
import { Leaders } from "./leaders";
import { matched } from "./match";
import type { MemoryCluster, MemoryClusterBuildQuery, MemoryClusterBuildResult } from "./types";

/** Items of one page: 750 kB of vectors of 384 dimensions. */
const PAGE = 500;
/** Vectors in memory at once, of which k-means finds the centroids: 6 MB at 384 dimensions. */
const MOST_SAMPLED = 4096;

interface Plan {
  model: EmbeddingModelRow;
  threshold: number | null;
  k: number | null;
  minSize: number;
  /** The clusters that are there. */
  before: readonly MemoryCluster[];
  /** Every item is assigned again. */
  full: boolean;
}

/**
 * Builds clusters in two passes over the vectors, page by page, and writes each page on its own.
 * The first pass finds the centroids, the second assigns the items. So at most 2,000 centroids, a
 * sample of 4,096 vectors and a page are in memory. Where it was stopped, the next build goes on
 * with the items that have no cluster.
 */
export async function buildClusters(
  call: Call,
  query: MemoryClusterBuildQuery,
): Promise<MemoryClusterBuildResult> {
  const {
    threshold = null,
    k = null,
    minSize = 2,
    full = false,
  } = validate(MemoryClusterBuildInput, query, "");
  if ((threshold === null) === (k === null))
    throw invalid("threshold", "or k must be given, exactly one of the two");
  const model = await activeModel(call);
  const before = await allClusters(call);
  if (model === null) return { clusters: before.length, added: 0, removed: 0, assigned: 0, unassigned: 0 };
  const same = before.every(
    (each) => each.model === model.name && each.threshold === threshold && each.k === k,
  );
  const isFirst = before.length === 0 || (k !== null && before.length < k);
  const plan = { model, threshold, k, minSize, before, full: full || !same || isFirst };
  const centroids = await centroidsOf(call, plan);
  const clusters = clustersOf(call, plan, centroids);
  await putClusters(call, clusters);
  const counts = await assignAll(call, plan, clusters);
  const known = new Set(before.map(({ id }) => id));
  const kept = new Set(clusters.map(({ id }) => id));
  const replaced = await removeClusters(
    call,
    before.flatMap(({ id }) => (kept.has(id) ? [] : [id])),
  );
  await settleSizes(call);
  const after = await labelClusters(call);
  const added = after.filter(({ id }) => !known.has(id)).length;
  const removed = Math.max(replaced, before.length + added - after.length);
  return { clusters: after.length, added, removed, ...counts };
}

/** The condition of items that a build that is not full looks at. */
const unassigned = (call: Call): Sql => sql`not exists (
  select 1 from ${member.name} as x where ${call.inScope("x")} and x.item_id = v.item_id
  and x.text_hash = v.text_hash)`;

const pagesOf = (call: Call, { model, full }: Plan) =>
  vectorPages(call, { model, where: full ? undefined : unassigned(call) }, PAGE);

/** First pass: the centroids, those that are there already first. */
async function centroidsOf(call: Call, plan: Plan): Promise<Centroid[]> {
  const { full, k, threshold, before, minSize } = plan;
  const breathe = breathing(call.signal);
  if (full && k !== null) return kMeansOf(call, plan, k);
  const seeds = full ? [] : before.map(({ centroid, size }) => new Centroid(centroid, Math.max(size, 1)));
  const leaders = new Leaders(seeds, threshold);
  for await (const page of pagesOf(call, plan))
    for (const { vector } of page) {
      leaders.add(unitOf(vector));
      await breathe();
    }
  return leaders.clusters(minSize);
}

/**
 * k-means over a sample. Where that is not everything, one pass moves the centroids to the means.
 */
async function kMeansOf(call: Call, plan: Plan, k: number): Promise<Centroid[]> {
  const breathe = breathing(call.signal);
  const { units, total } = await sample(call, plan);
  const centroids = await kMeans(units, k, breathe);
  if (total <= units.length) return centroids;
  for (const each of centroids) each.empty();
  for await (const page of pagesOf(call, plan))
    for (const { vector } of page) {
      const unit = unitOf(vector);
      centroids[nearestOf(centroids, unit).at]!.collect(unit);
      await breathe();
    }
  for (const each of centroids) each.settle();
  return centroids;
}

/**
 * Every nth vector, where n doubles each time that the sample is full: spread over all items in the
 * order of their ids, and the same on every run.
 */
async function sample(call: Call, plan: Plan): Promise<{ units: Float32Array[]; total: number }> {
  let units: Float32Array[] = [];
  let every = 1;
  let total = 0;
  for await (const page of pagesOf(call, plan))
    for (const { vector } of page) {
      if (total++ % every !== 0) continue;
      if (units.length === MOST_SAMPLED) {
        units = units.filter((_, i) => i % 2 === 0);
        every *= 2;
        if ((total - 1) % every !== 0) continue;
      }
      units.push(unitOf(vector));
    }
  return { units, total };
}

/** The rows of the centroids. A centroid that was there before keeps its cluster. */
function clustersOf(call: Call, plan: Plan, centroids: readonly Centroid[]): MemoryCluster[] {
  const { model, threshold, k, full } = plan;
  const before = plan.before.filter((each) => each.model === model.name);
  const places = full ? matched(centroids, before) : centroids.map((_, i) => (i < before.length ? i : -1));
  const now = call.now();
  const made = {
    label: "",
    words: [],
    size: 0,
    model: model.name,
    threshold,
    k,
    createdAt: now,
    updatedAt: now,
  };
  return centroids.map(({ direction: centroid }, i) => {
    const known = places[i] === -1 ? undefined : before[places[i]!]!;
    return { ...made, id: known?.id ?? call.newId(), centroid };
  });
}

/** Second pass: each item into the nearest cluster, if that is near enough. */
async function assignAll(
  call: Call,
  plan: Plan,
  clusters: readonly MemoryCluster[],
): Promise<{ assigned: number; unassigned: number }> {
  const directions = clusters.map(({ centroid }) => ({ direction: centroid }));
  const least = plan.threshold ?? -1;
  const breathe = breathing(call.signal);
  let [assigned, unassigned] = [0, 0];
  for await (const page of pagesOf(call, plan)) {
    const assignments = [];
    for (const item of page) {
      const { at, cosine: similarity } = nearestOf(directions, unitOf(item.vector));
      const clusterId = at >= 0 && similarity >= least ? clusters[at]!.id : null;
      assignments.push({ item, clusterId, similarity });
      await breathe();
    }
    await assign(call, assignments);
    const out = assignments.filter(({ clusterId }) => clusterId === null).length;
    unassigned += out;
    assigned += page.length - out;
  }
  return { assigned, unassigned };
}
