import { invalid } from "../../core/errors";
import { validate } from "../../core/input/validation";
import type { Call } from "../../db/call";
import { ensureModel, modelsOf } from "../../db/embedding/models";
import { countPending, countVectors, embedBatch } from "../../db/vectors/pending";
import { PendingWalk } from "../../db/vectors/pending-walk";
import { EmbedPendingInput, RetrievalStatusInput } from "../inputs";
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

/** Embeds the texts of a scope that have no vector of the model, batch by batch. */
export async function embedPending(call: Call, given: EmbedPendingQuery): Promise<EmbedPendingResult> {
  const query = validate(EmbedPendingInput, given, "");
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
    const walk = new PendingWalk();
    for (;;) {
      call.signal?.throwIfAborted();
      if (claimed >= limit) return { embedded, done: false };
      const size = Math.min(batchSize, limit - claimed);
      const batch = await embedBatch(call, { searched, model, client }, size, walk);
      if (batch.claimed === 0) break;
      claimed += batch.claimed;
      embedded += batch.embedded;
    }
  }
  return { embedded, done: true };
}

/** Counts vectors and pending texts of a scope by source. */
export async function statusOf(call: Call, given: object): Promise<RetrievalStatus> {
  const { model: wanted } = validate(RetrievalStatusInput, given, "");
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
