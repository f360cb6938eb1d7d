import { invalid } from "../../core/errors";
import { nameProblem } from "../../core/input/rules";
import { isObject, memberOf, membersOf } from "../../core/input/snapshot";

/** What the embedder is asked with. */
export interface EmbedOptions {
  /** Ends the request: the caller's signal, or the embedder's `timeoutMs`. */
  signal: AbortSignal;
  /** Some models embed a query in another way than the texts that it is to find. */
  purpose: "document" | "query";
}

/** Turns texts into vectors; made by the application, given to `UnifiedStoreManager.open`. */
export interface Embedder {
  /** Names the model, such as `text-embedding-3-small`; vectors of different models never mix. */
  model: string;
  /** Numbers of each vector, 1 to 16,384. */
  dimensions: number;
  /**
   * Gives a vector for each text, in their order. Left out where vectors are always given with the
   * rows: then only a search by `vector` uses them.
   */
  embed?(
    texts: string[],
    options: EmbedOptions,
  ): Promise<readonly (readonly number[] | Float32Array)[]> | readonly (readonly number[] | Float32Array)[];
  /** Texts of one request, 1 to 2,048. Default 64. */
  batchSize?: number | undefined;
  /** How often a request is made before its error is thrown, 1 to 10. Default 3. */
  maxAttempts?: number | undefined;
  /** Milliseconds of one request. Default 30,000. */
  timeoutMs?: number | undefined;
  /**
   * The cosine of texts that have nothing in common, from -1 to 0.99: it counts as 0 in a score.
   * Some models squeeze all cosines into 0.7 to 1. Default 0.
   */
  baseline?: number | undefined;
}

/** An embedder as it is used: checked, with its defaults. */
export type CheckedEmbedder = Required<Omit<Embedder, "embed">> & Pick<Embedder, "embed">;

const MEMBERS: ReadonlySet<string> = new Set([
  "model",
  "dimensions",
  "embed",
  "batchSize",
  "maxAttempts",
  "timeoutMs",
  "baseline",
]);

/**
 * Checked copies of one embedder or several, each member read once.
 *
 * @throws UnifiedStoreError `validation`, naming the member as `embedder.dimensions`
 */
export function checkEmbedders(given: unknown): CheckedEmbedder[] {
  const list: unknown[] = Array.isArray(given) ? given : [given];
  if (list.length === 0) throw invalid("embedder", "must have at least one embedder: leave it out for none");
  const path = (i: number): string => (Array.isArray(given) ? `embedder[${i}]` : "embedder");
  const checked = list.map((each, i) => checkEmbedder(each, path(i)));
  const names = checked.map(({ model }) => model);
  const twice = names.findIndex((model, i) => names.indexOf(model) !== i);
  if (twice >= 0) throw invalid(memberOf(path(twice), "model"), "is the model of another embedder as well");
  return checked;
}

function checkEmbedder(given: unknown, path: string): CheckedEmbedder {
  if (!isObject(given))
    throw invalid(path, "must be an object such as { model, dimensions, embed(texts, { signal }) }");
  const members = membersOf(given, MEMBERS, path, (member) =>
    invalid(memberOf(path, member), `is not known here: use ${[...MEMBERS].join(", ")}`),
  ) as unknown as Embedder;
  const {
    model,
    dimensions,
    embed,
    batchSize = 64,
    maxAttempts = 3,
    timeoutMs = 30_000,
    baseline = 0,
  } = members;
  const problem = nameProblem(model);
  if (problem) throw invalid(memberOf(path, "model"), problem);
  const whole = (value: number, member: string, most: number): void => {
    if (!(Number.isInteger(value) && value >= 1 && value <= most))
      throw invalid(memberOf(path, member), `must be a whole number from 1 to ${most}`);
  };
  whole(dimensions, "dimensions", 16_384);
  whole(batchSize, "batchSize", 2048);
  whole(maxAttempts, "maxAttempts", 10);
  whole(timeoutMs, "timeoutMs", 0x7fffffff);
  if (embed !== undefined && typeof embed !== "function")
    throw invalid(memberOf(path, "embed"), "must be a function that gives a vector for each text");
  if (typeof baseline !== "number" || !(baseline >= -1 && baseline <= 0.99))
    throw invalid(memberOf(path, "baseline"), "must be a number from -1 to 0.99");
  return {
    model,
    dimensions,
    batchSize,
    maxAttempts,
    timeoutMs,
    baseline,
    // As a method of the caller's object.
    ...(embed && { embed: (texts, options) => embed.call(given, texts, options) }),
  };
}
