import type { EmbeddingModelRow } from "../../../entities/embedding";
import { hasCode, invalid, notFound, type UnifiedStoreError } from "../../core/errors";
import { checkVector } from "../../core/vectors/vector";
import type { Call } from "../../db/call";
import { shapeOf } from "../../db/embedding/default-model";
import { activeModel, agreeing, modelsOf } from "../../db/embedding/models";
import type { CheckedQuery } from "../query";
import type { RetrievalNotes } from "../types";
import type { Sought } from "./legs";

/** What the dense leg searches for, or why it does not run. */
export type DenseLeg =
  | { sought: NonNullable<Sought["dense"]>; skipped: null; failure: null }
  | {
      sought: null;
      /** For `notes.skipped`. */
      skipped: string;
      /** The embedder's error, which the words of the query make up for. */
      failure: UnifiedStoreError | null;
    };

const without = (why: string, failure: UnifiedStoreError | null = null): DenseLeg => ({
  sought: null,
  skipped: `dense: ${why}`,
  failure,
});

/**
 * The vector of the query and its model.
 *
 * @param wordsAlone the page before was answered without the embedder: this one must be too
 */
export async function denseLeg(
  call: Call,
  query: CheckedQuery,
  { wordsAlone }: { wordsAlone: boolean },
): Promise<DenseLeg> {
  if (query.weights.dense === 0) return without("its weight is 0");
  const model = await modelOf(call, query);
  if (model === null) {
    if (query.vector !== null)
      throw invalid("vector", "has nothing to be compared with: no row has a vector yet");
    const { clients } = call.embeddings;
    return without(
      clients.size === 0
        ? "the manager has no embedder"
        : "no text of the tenant has a vector yet: call embedPending",
    );
  }
  const found = (vector: Float32Array): DenseLeg => ({
    sought: { model, vector },
    skipped: null,
    failure: null,
  });
  if (query.vector !== null) return found(checkVector(query.vector, "vector", model));
  const client = call.embeddings.clients.get(model.name);
  if (!client?.embeds)
    return without(`the manager has no embedder for the model ${JSON.stringify(model.name)}`);
  agreeing(call, model, shapeOf(client));
  if (wordsAlone) return without("the embedder failed for the first page");
  try {
    return found(await client.ofQuery(query.text!, call.signal));
  } catch (error) {
    const words = query.weights.lexical !== 0;
    // Another page has scores of meaning already: those of words alone would not follow them.
    if (!words || query.cursor !== undefined || call.signal?.aborted || !hasCode(error, "connection"))
      throw error;
    return without("the embedder failed, so that words decide alone", error);
  }
}

/** The model of the dense leg; null where the tenant has none. */
export async function modelOf(
  call: Call,
  { model }: Pick<CheckedQuery, "model">,
): Promise<EmbeddingModelRow | null> {
  if (model === null) return activeModel(call);
  const found = (await modelsOf(call)).find(({ name }) => name === model);
  if (found === undefined) throw notFound("embedding model of this name", undefined, "model");
  return found;
}

/** Tells where the dense leg ran and had nothing to compare with. */
export function noteMissingVectors(notes: RetrievalNotes, query: CheckedQuery): void {
  const counts = Object.values(notes.legs).map(({ dense }) => dense);
  if (counts.some((count) => count === null || count > 0)) return;
  const isFiltered = query.sources.some((source) => query.where[source] !== undefined);
  const rows = isFiltered ? "no row that passes the filters" : "no row of the sources in this workspace";
  notes.skipped.push(`dense: ${rows} has a vector of the model: call embedPending if texts are pending`);
}
