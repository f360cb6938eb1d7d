import { invalid, UnifiedStoreError } from "../../core/errors";
import { validate } from "../../core/input/validation";
import type { Call } from "../../db/call";
import { modelsOf } from "../../db/embedding/models";
import { countVectors } from "../../db/vectors/pending";
import {
  createSketchIndex,
  dropEmptySketchIndexes,
  LEAST_INDEXED,
  sketchIndexProblem,
  sketchPlace,
} from "../../db/vectors/sketch-indexes";
import { OptimizeInput } from "../inputs";
import { type RetrievalSource, SOURCE_NAMES, sourceOf } from "../sources";
import type { EmbeddingModel } from "./models";

export interface OptimizeQuery {
  /** Sources whose vectors get an index. Default: all. */
  in?: readonly RetrievalSource[] | undefined;
  /** Default: the active model. */
  model?: string | undefined;
}

/** What one source has now. */
export interface OptimizedSource {
  /** `created`: made by this call; `existing`: it was there; `none`: see `reason`. */
  state: "created" | "existing" | "none";
  /** Why there is none; null where there is one. */
  reason: string | null;
}

export interface OptimizeResult {
  /** The model whose vectors have the indexes; null: the tenant has none. */
  model: string | null;
  /** By source, those that were asked for. */
  sources: { [S in RetrievalSource]?: OptimizedSource };
  /** How many indexes without vectors were dropped. */
  dropped: number;
}

const BUILDING = "another session builds an index on this table, or cleans it: call optimize again later";

export async function optimize(call: Call, given: OptimizeQuery): Promise<OptimizeResult> {
  const { in: names = SOURCE_NAMES, model: wanted } = validate(OptimizeInput, given, "");
  if (call.inTransaction)
    throw new UnifiedStoreError(
      "conflict",
      "an index cannot be made in a transaction: call optimize outside",
    );
  const models = await modelsOf(call);
  const model = models.find(({ name, state }) =>
    wanted === undefined ? state === "active" : name === wanted,
  );
  if (wanted !== undefined && !model) throw invalid("model", "is not a model of this tenant");
  const problem = await sketchIndexProblem(call);
  const dropped = problem === null ? await dropEmptySketchIndexes(call) : [];
  const result: OptimizeResult = { model: model?.name ?? null, sources: {}, dropped: dropped.length };
  for (const name of new Set(names)) {
    const reason = problem ?? (model ? null : "the tenant has no model yet");
    result.sources[name] = reason === null ? await ofSource(call, name, model!) : { state: "none", reason };
  }
  return result;
}

async function ofSource(call: Call, name: RetrievalSource, model: EmbeddingModel): Promise<OptimizedSource> {
  const { table } = sourceOf(name).searched;
  const vectors = await countVectors(call, table, model.name);
  if (vectors < LEAST_INDEXED)
    return {
      state: "none",
      reason: `${vectors} vectors are compared as fast: an index pays from ${LEAST_INDEXED}`,
    };
  const state = await createSketchIndex(call, sketchPlace(call, table, model));
  return state === "building" ? { state: "none", reason: BUILDING } : { state, reason: null };
}
