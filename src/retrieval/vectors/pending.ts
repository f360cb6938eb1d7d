import type { UnifiedStoreError } from "../../core/errors";
import { validate } from "../../core/input/validation";
import type { Call } from "../../db/call";
import { shapeOf } from "../../db/embedding/default-model";
import { PROBES } from "../../db/embedding/embed-each";
import { ensureModel, modelsOf } from "../../db/embedding/models";
import { countPending, countVectors, embedBatch, type FailedText, release } from "../../db/vectors/pending";
import { PendingWalk } from "../../db/vectors/pending-walk";
import { EmbedPendingInput, RetrievalStatusInput } from "../inputs";
import { type RetrievalSource, SOURCE_NAMES, sourceOf } from "../sources";
import { checkModelKnown, embedderFor } from "./embedder-for";

export interface EmbedPendingQuery {
  /**
   * Model to fill, of an embedder of the manager. Default: the tenant's active model where the
   * manager has its embedder, else that of the manager's first embedder.
   */
  model?: string | undefined;
  /** Sources whose texts are embedded. Default: all. */
  in?: readonly RetrievalSource[] | undefined;
  /** Most texts of this call, 1 to 1,000,000; those that fail do not count. Default 10,000. */
  limit?: number | undefined;
  /** Texts that are claimed at once, 1 to 1,000. Default: the embedder's `batchSize`. */
  batchSize?: number | undefined;
}

export interface EmbedPendingResult {
  /** Vectors that were written. */
  embedded: number;
  /** True if no text of the scope is pending but those of `failed` and of other workers. */
  done: boolean;
  /** Texts that the embedder refused. They stay pending: each later call tries them again. */
  failed: EmbedFailure[];
}

/** A text that could not be embedded. */
export interface EmbedFailure {
  in: RetrievalSource;
  /** Id of its row. */
  id: string;
  /** Part of the row that has the text; empty: the row has one text. */
  part: string;
  /** Why, without the text. The embedder's own error is its `cause`. */
  error: UnifiedStoreError;
}

export interface RetrievalStatus {
  /** The model that is counted; null: the tenant has none. */
  model: string | null;
  /** By source: rows that a search by meaning finds, and rows that have no vector yet. */
  sources: { [S in RetrievalSource]: { vectors: number; pending: number } };
}

/**
 * Embeds the texts of a scope that have no vector of the model, batch by batch. A text that the
 * embedder refuses is passed over: the walk goes on to its end. Where it refuses whole batches, the
 * rest of that source is left, and the call throws after the other sources.
 */
export async function embedPending(call: Call, given: EmbedPendingQuery): Promise<EmbedPendingResult> {
  const query = validate(EmbedPendingInput, given, "");
  const client = await embedderFor(call, query.model);
  const model = await ensureModel(call, shapeOf(client));
  const { limit = 10_000, batchSize = client.embedder.batchSize } = query;
  const result: EmbedPendingResult = { embedded: 0, done: true, failed: [] };
  let taken = 0;
  let failure: UnifiedStoreError | null = null;
  let inDoubt = false;
  for (const name of new Set(query.in ?? SOURCE_NAMES)) {
    const { searched } = sourceOf(name);
    const walk = new PendingWalk();
    const passed: FailedText[] = [];
    /** Texts in a row that failed where no other did not. */
    let inVain = 0;
    try {
      for (;;) {
        call.signal?.throwIfAborted();
        if (taken >= limit) return { ...result, done: false };
        const size = Math.min(batchSize, limit - taken);
        const batch = await embedBatch(call, { searched, model, client, inDoubt }, size, walk);
        const { failed, claimed } = batch;
        passed.push(...failed);
        result.failed.push(...failed.map((each) => failureIn(call, name, each)));
        result.embedded += batch.embedded;
        inVain = failed.length === claimed ? inVain + claimed : 0;
        const given = batch.failure ?? (inVain >= PROBES ? failed[0]!.error : null);
        inDoubt = claimed === 0 ? inDoubt : given !== null;
        failure ??= given;
        // Other sources may have texts that it takes, and must not wait for those of this one.
        if (claimed === 0 || given !== null) break;
        taken += claimed - failed.length;
      }
    } finally {
      await release(call.withoutLimits(), searched.table, model, passed).catch(() => undefined);
    }
  }
  if (failure !== null) throw failure;
  // Not one text of several, or the only one: so it was always told.
  if (taken === 0 && result.failed.length > 0) throw result.failed[0]!.error;
  return result;
}

const failureIn = (call: Call, name: RetrievalSource, { id, part, error }: FailedText): EmbedFailure => ({
  in: name,
  id,
  part,
  error: error.located(call.operationContext),
});

/** Counts vectors and pending texts of a scope by source. */
export async function statusOf(call: Call, given: object): Promise<RetrievalStatus> {
  const { model: wanted } = validate(RetrievalStatusInput, given, "");
  if (wanted !== undefined) await checkModelKnown(call, wanted);
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
