import { invalid } from "../../core/errors";
import { elementsOf, isObject, memberOf, membersOf } from "../../core/input/snapshot";
import type { Call } from "../../db/call";
import { ensureModel, modelsOf } from "../../db/embedding/models";
import { countPending, countVectors, embedBatch } from "../../db/vectors/pending";
import { type RetrievalSource, SOURCE_NAMES, sourceOf } from "../sources";

export interface EmbedPendingQuery {
  /** Model to fill. Default: that of the manager's first embedder. */
  model?: string | undefined;
  /** Sources whose texts are embedded. Default: all. */
  in?: readonly RetrievalSource[] | undefined;
  /** Most texts of this call, 1 to 1,000,000. Default 10,000. */
  limit?: number | undefined;
  /** Texts that are claimed at once, 1 to 1,000. Default: the embedder's `batchSize`. */
  batchSize?: number | undefined;
}

export interface EmbedPendingResult {
  /** Vectors that were written. */
  embedded: number;
  /** True if no text of the scope is pending that another worker does not have. */
  done: boolean;
}

export interface RetrievalStatus {
  /** The model that is counted; null: the tenant has none. */
  model: string | null;
  /** By source: rows that a search by meaning finds, and rows that have no vector yet. */
  sources: { [S in RetrievalSource]: { vectors: number; pending: number } };
}

const MEMBERS: ReadonlySet<string> = new Set(["model", "in", "limit", "batchSize"]);

function checked(given: unknown): EmbedPendingQuery {
  if (!isObject(given)) throw invalid("query", "must be an object");
  const query: EmbedPendingQuery = membersOf(given, MEMBERS, "", (name) =>
    invalid(memberOf("", name), `is not known here: use ${[...MEMBERS].join(", ")}`),
  );
  const { model, limit, batchSize } = query;
  if (model !== undefined && typeof model !== "string") throw invalid("model", "must be the name of a model");
  for (const [field, value, most] of [
    ["limit", limit, 1_000_000],
    ["batchSize", batchSize, 1000],
  ] as const)
    if (value !== undefined && !(Number.isInteger(value) && value >= 1 && value <= most))
      throw invalid(field, `must be a whole number from 1 to ${most}`);
  const sources = query.in === undefined ? undefined : elementsOf(query.in, SOURCE_NAMES.length * 2);
  if (sources === null || sources?.some((each) => !SOURCE_NAMES.includes(each as RetrievalSource)))
    throw invalid("in", `must be a list of ${SOURCE_NAMES.join(", ")}`);
  return { ...query, in: sources as RetrievalSource[] | undefined };
}

/** Embeds the texts of a scope that have no vector of the model, batch by batch. */
export async function embedPending(call: Call, given: EmbedPendingQuery): Promise<EmbedPendingResult> {
  const query = checked(given);
  const { clients } = call.embeddings;
  const client = query.model === undefined ? [...clients.values()][0] : clients.get(query.model);
  if (client === undefined || !client.embeds)
    throw invalid("model", "needs an embedder with embed(): open the manager with { embedder }");
  const { embedder } = client;
  const model = await ensureModel(call, {
    name: embedder.model,
    dimensions: embedder.dimensions,
    baseline: embedder.baseline,
  });
  const { limit = 10_000, batchSize = embedder.batchSize } = query;
  let [embedded, claimed] = [0, 0];
  for (const name of query.in ?? SOURCE_NAMES) {
    const { searched } = sourceOf(name);
    for (;;) {
      call.signal?.throwIfAborted();
      if (claimed >= limit) return { embedded, done: false };
      const size = Math.min(batchSize, limit - claimed);
      const batch = await embedBatch(call, { searched, model, client }, size);
      if (batch.claimed === 0) break;
      claimed += batch.claimed;
      embedded += batch.embedded;
    }
  }
  return { embedded, done: true };
}

/** Counts vectors and pending texts of a scope by source. */
export async function statusOf(call: Call, wanted: string | undefined): Promise<RetrievalStatus> {
  const models = await modelsOf(call);
  const [own] = call.embeddings.clients.keys();
  const active = models.find(({ state }) => state === "active");
  const model = wanted ?? active?.name ?? own ?? null;
  const sources = {} as RetrievalStatus["sources"];
  for (const name of SOURCE_NAMES) {
    const { table } = sourceOf(name).searched;
    const vectors = model === null ? 0 : await countVectors(call, table, model);
    sources[name] = { vectors, pending: await countPending(call, table, model ?? "") };
  }
  return { model, sources };
}
