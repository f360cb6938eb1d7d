import { invalid, UnifiedStoreError } from "../../core/errors";
import { elementsOf, isObject, memberOf, membersOf } from "../../core/input/snapshot";
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

const MEMBERS: ReadonlySet<string> = new Set(["in", "model"]);
const BUILDING = "another session builds an index on this table, or cleans it: call optimize again later";

export async function optimize(call: Call, given: OptimizeQuery): Promise<OptimizeResult> {
  const { sources, model: wanted } = checked(given);
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
  for (const name of sources) {
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

function checked(given: unknown): { sources: readonly RetrievalSource[]; model: string | undefined } {
  if (!isObject(given)) throw invalid("query", "must be an object");
  const { in: names, model } = membersOf(given, MEMBERS, "", (name) =>
    invalid(memberOf("", name), `is not known here: use ${[...MEMBERS].join(", ")}`),
  ) as { in?: unknown; model?: unknown };
  if (model !== undefined && typeof model !== "string") throw invalid("model", "must be the name of a model");
  if (names === undefined) return { sources: SOURCE_NAMES, model };
  const sources = elementsOf(names, SOURCE_NAMES.length * 2);
  if (sources === null || sources.some((each) => !SOURCE_NAMES.includes(each as RetrievalSource)))
    throw invalid("in", `must be a list of ${SOURCE_NAMES.join(", ")}`);
  return { sources: [...new Set(sources as RetrievalSource[])], model };
}
