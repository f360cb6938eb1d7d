import type { StopSignal } from "../../core/call/stop-signal";
import { UnifiedStoreError } from "../../core/errors";
import { type EmbeddingClient, isMisshapen } from "./embedding-client";

/** So many texts of a failed request are tried alone before the embedder counts as failing. */
export const PROBES = 8;

/** The vector of a text, or why it has none. */
export type Embedded = Float32Array | UnifiedStoreError;

/** The embedder seems to fail for every text. */
export class EmbedderFailure {
  constructor(readonly error: UnifiedStoreError) {}
}

export interface EmbedEachOptions {
  signal?: StopSignal | undefined;
  /** The embedder has just failed: one attempt and one text tell whether it still does. */
  inDoubt?: boolean | undefined;
}

/**
 * A vector for each text, in their order. One text that the embedder refuses does not keep the
 * others of its request from theirs: the request is made again in smaller parts, once each.
 *
 * @throws UnifiedStoreError `validation` when the embedder gives no list of vectors; the signal's
 * reason
 */
export async function embedEach(
  client: EmbeddingClient,
  texts: readonly string[],
  options: EmbedEachOptions = {},
): Promise<Embedded[] | EmbedderFailure> {
  const { batchSize } = client.embedder;
  const all: Embedded[] = [];
  for (let from = 0; from < texts.length; from += batchSize) {
    const given = await embedRequest(client, texts.slice(from, from + batchSize), options);
    if (given instanceof EmbedderFailure) return given;
    all.push(...given);
  }
  return all;
}

async function embedRequest(
  client: EmbeddingClient,
  texts: readonly string[],
  { signal, inDoubt = false }: EmbedEachOptions,
): Promise<Embedded[] | EmbedderFailure> {
  const first = client.ofTexts(texts, { signal, ...(inDoubt && { maxAttempts: 1 }) });
  const whole = await orFailure(first, signal);
  if (!(whole instanceof UnifiedStoreError)) return whole;
  if (texts.length === 1) return [whole];
  const results = new Map<number, Embedded>();
  const attempt = async (places: readonly number[]): Promise<boolean> => {
    const asked = places.map((i) => texts[i]!);
    const given = await orFailure(client.ofTexts(asked, { signal, maxAttempts: 1 }), signal);
    if (!(given instanceof UnifiedStoreError))
      for (const [i, vector] of given.entries()) results.set(places[i]!, vector);
    else if (places.length === 1) results.set(places[0]!, given);
    return !(given instanceof UnifiedStoreError);
  };
  const halve = async (places: readonly number[]): Promise<void> => {
    if (places.length === 0 || (await attempt(places)) || places.length === 1) return;
    const half = places.length >> 1;
    await halve(places.slice(0, half));
    await halve(places.slice(half));
  };
  let works = false;
  for (const place of probesOf(texts.length, inDoubt ? 1 : PROBES)) {
    works = await attempt([place]);
    if (works) break;
  }
  if (!works && results.size < texts.length) return new EmbedderFailure(whole);
  await halve([...texts.keys()].filter((i) => !results.has(i)));
  return texts.map((_, i) => results.get(i)!);
}

/** Places that are spread over a request: neighbors often are of one kind, such as too long. */
function probesOf(count: number, most: number): number[] {
  const probes = Math.min(most, count);
  return Array.from({ length: probes }, (_, i) => Math.floor((i * count) / probes));
}

/** An error that may be one text's. All others are thrown. */
async function orFailure<T>(
  work: Promise<T>,
  signal: StopSignal | undefined,
): Promise<T | UnifiedStoreError> {
  try {
    return await work;
  } catch (error) {
    if (signal?.aborted || !(error instanceof UnifiedStoreError) || isMisshapen(error)) throw error;
    return error;
  }
}
