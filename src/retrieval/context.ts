import { invalid } from "../core/errors";
import { isArray, isObject } from "../core/input/snapshot";
import type { RetrievalHit } from "./types";

export interface RetrievalContextOptions {
  /** Most tokens of the whole text, 1 or more. */
  maxTokens: number;
  /** Counts the tokens of a text. Default: one for four characters, which fits English. */
  count?: ((text: string) => number) | undefined;
  /**
   * What a hit is called in the line before its text. Default: the source of a chunk's document;
   * of other hits `in` and the id.
   */
  label?: ((hit: RetrievalHit) => string) | undefined;
}

/** Hits as one text for a prompt. */
export interface RetrievalContext {
  text: string;
  tokens: number;
  /** The hits that the text has, in its order. */
  hits: RetrievalHit[];
}

const sourceOf = (hit: RetrievalHit): string =>
  hit.in === "chunks" ? hit.item.source : `${hit.in} ${hit.id}`;

const estimate = (text: string): number => Math.ceil(text.length / 4);

/**
 * Packs hits into a text for a prompt, best first, each behind a line with its number and label.
 * A hit that does not fit is left out, and smaller ones behind it may still fit.
 *
 * @throws UnifiedStoreError `validation`
 * @example
 * const { hits } = await acme.retrieval.search({ text: "How are whales classified?" });
 * const { text } = asContext(hits, { maxTokens: 2000 });
 */
export function asContext(hits: readonly RetrievalHit[], options: RetrievalContextOptions): RetrievalContext {
  if (!isArray(hits)) throw invalid("hits", "must be the hits of a search");
  if (!isObject(options)) throw invalid("options", "must be an object such as { maxTokens: 2000 }");
  const { maxTokens, count = estimate, label = sourceOf } = options;
  if (!(Number.isInteger(maxTokens) && maxTokens >= 1))
    throw invalid("maxTokens", "must be a whole number of 1 or more");
  let text = "";
  let tokens = 0;
  const taken: RetrievalHit[] = [];
  for (const hit of hits) {
    const block = `[${taken.length + 1}] ${label(hit)}\n${hit.text}`;
    const longer = text === "" ? block : `${text}\n\n${block}`;
    const counted = count(longer);
    if (!(counted <= maxTokens)) continue;
    [text, tokens] = [longer, counted];
    taken.push(hit);
  }
  return { text, tokens, hits: taken };
}
