import { types } from "node:util";
import { pause, toAbortSignal } from "../../core/call/deadline";
import { Countdown, type StopSignal } from "../../core/call/stop-signal";
import { UnifiedStoreError } from "../../core/errors";
import { elementsOf } from "../../core/input/snapshot";
import { checkVector } from "../../core/vectors/vector";
import type { CheckedEmbedder, EmbedOptions } from "./embedder";
import { QueryCache } from "./query-cache";

/** Vectors of one answer that are read: a batch has fewer. */
const MOST_GIVEN = 100_000;

/** First pause between two attempts, in milliseconds; it doubles, and half of it is random. */
const FIRST_PAUSE_MS = 200;

const ANSWER = "embedder.embed";

/** Whether an embedder gave something else than a vector for each text: no text is to blame. */
export const isMisshapen = (error: UnifiedStoreError): boolean => error.field === ANSWER;

/** Of one request for texts. */
export interface TextsOptions {
  signal?: StopSignal | undefined;
  /** How often it is made. Default: as the embedder says. */
  maxAttempts?: number | undefined;
}

/** Asks one embedder: with retries, and once for each query. */
export class EmbeddingClient {
  private readonly queries = new QueryCache();

  constructor(readonly embedder: CheckedEmbedder) {}

  /** Whether it can embed: otherwise vectors are given with the rows. */
  get embeds(): boolean {
    return this.embedder.embed !== undefined;
  }

  /**
   * The vector of a query. Those of the last 1,000 different queries are kept, since a model gives
   * a text the same vector each time.
   *
   * @throws UnifiedStoreError `connection` when the embedder fails; `validation` when it gives
   * something else than vectors of its dimensions
   */
  async ofQuery(text: string, signal?: StopSignal): Promise<Float32Array> {
    const known = this.queries.get(text);
    if (known) return known;
    const [vector] = await this.request([text], "query", { signal });
    this.queries.set(text, vector!);
    return vector!;
  }

  forgetQueries(): void {
    this.queries.clear();
  }

  /**
   * A vector for each text, in their order, by one request.
   *
   * @throws UnifiedStoreError as `ofQuery`; the signal's reason
   */
  ofTexts(texts: readonly string[], options: TextsOptions = {}): Promise<Float32Array[]> {
    return this.request(texts, "document", options);
  }

  private async request(
    texts: readonly string[],
    purpose: EmbedOptions["purpose"],
    { signal, maxAttempts = this.embedder.maxAttempts }: TextsOptions,
  ): Promise<Float32Array[]> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.attempt(texts, purpose, signal);
      } catch (error) {
        if (error instanceof UnifiedStoreError) throw error;
        signal?.throwIfAborted();
        if (attempt >= maxAttempts) throw this.failed(attempt, error);
        await pause(FIRST_PAUSE_MS * 2 ** (attempt - 1) * (0.5 + Math.random() / 2), signal);
      }
    }
  }

  private async attempt(
    texts: readonly string[],
    purpose: EmbedOptions["purpose"],
    outer?: StopSignal,
  ): Promise<Float32Array[]> {
    const { embed, timeoutMs } = this.embedder;
    const ends = new Countdown(outer ? [outer] : [], performance.now() + timeoutMs);
    const signal = toAbortSignal(ends);
    const over = new Promise<never>((_, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    });
    over.catch(() => undefined);
    try {
      // An embedder that does not heed its signal is given up all the same.
      const given = await Promise.race([embed!([...texts], { signal, purpose }), over]);
      return this.checked(given, texts.length);
    } finally {
      ends.clear();
    }
  }

  private checked(given: unknown, wanted: number): Float32Array[] {
    const { model: name, dimensions } = this.embedder;
    const list = elementsOf(given, MOST_GIVEN);
    // A list of numbers is one vector, given without a list around it.
    const isOne = list === null || types.isTypedArray(given) || (list.length > 0 && list.every(isNumber));
    if (isOne || list.length !== wanted)
      throw new UnifiedStoreError(
        "validation",
        `${ANSWER} of ${JSON.stringify(name)} must give a list of vectors, one for each text; ` +
          `it gave ${isOne ? whatOf(given, list) : `${list.length} for ${wanted}`}`,
        { field: ANSWER },
      );
    return list.map((each, i) => checkVector(each, `${ANSWER}(…)[${i}]`, { name, dimensions }));
  }

  /** Neither the texts nor the embedder's own message, which may quote them. */
  private failed(attempts: number, cause: unknown): UnifiedStoreError {
    const { model } = this.embedder;
    const what = cause instanceof Error ? cause.name : typeof cause;
    const times = attempts === 1 ? "once" : `${attempts} times`;
    return new UnifiedStoreError(
      "connection",
      `the embedder of ${JSON.stringify(model)} failed ${times}, at last with ${what}: see the error's cause`,
      { cause, retryable: true },
    );
  }
}

const isNumber = (value: unknown): boolean => typeof value === "number";

/** What an embedder gave in place of a list of vectors, without its contents. */
function whatOf(given: unknown, list: readonly unknown[] | null): string {
  if (types.isTypedArray(given)) return `one vector of ${given.length} numbers`;
  if (list !== null) return `one vector of ${list.length} numbers`;
  return given === null ? "null" : typeof given === "object" ? "an object" : typeof given;
}
