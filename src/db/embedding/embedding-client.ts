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

/** Asks one embedder: in batches, with retries, and once for each query. */
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
    const [vector] = await this.request([text], "query", signal);
    this.queries.set(text, vector!);
    return vector!;
  }

  forgetQueries(): void {
    this.queries.clear();
  }

  /** A vector for each text, in their order. */
  async ofTexts(texts: readonly string[], signal?: StopSignal): Promise<Float32Array[]> {
    const { batchSize } = this.embedder;
    const vectors: Float32Array[] = [];
    for (let from = 0; from < texts.length; from += batchSize)
      vectors.push(...(await this.request(texts.slice(from, from + batchSize), "document", signal)));
    return vectors;
  }

  private async request(
    texts: readonly string[],
    purpose: EmbedOptions["purpose"],
    signal?: StopSignal,
  ): Promise<Float32Array[]> {
    const { maxAttempts } = this.embedder;
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
    const list = elementsOf(given, MOST_GIVEN) ?? [];
    if (list.length !== wanted)
      throw new UnifiedStoreError(
        "validation",
        `embedder.embed of ${JSON.stringify(name)} must give a vector for each text: it gave ${list.length} for ${wanted}`,
        { field: "embedder.embed" },
      );
    return list.map((each, i) => checkVector(each, `embedder.embed(…)[${i}]`, { name, dimensions }));
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
