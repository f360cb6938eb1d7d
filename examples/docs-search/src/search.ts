import { asContext, type RetrievalContext, type RetrievalHit, type Scope } from "unified-store";
import type { Arguments } from "./arguments";

/**
 * Meaning counts more than words. In reference docs the words of a question, such as "how" and "I",
 * are rare, so the search by words takes them for telling ones.
 */
export const WEIGHTS = { dense: 0.7, lexical: 0.3 };

/** A found chunk, with its place in a file. */
export interface Passage {
  source: string;
  /** The line of the file where it begins, from 1. */
  line: number;
  headings: string[];
  text: string;
  score: number;
  /** Cosine similarity to the question; null: it has no vector yet. */
  cosine: number | null;
  /** BM25 of the question's words, as a part of the best possible. */
  lexical: number;
  /** Words of the question that it has. */
  words: string[];
}

/** How an answer was found. */
export interface Ran {
  milliseconds: number;
  model: string | null;
  /** How vectors were compared. */
  path: string | null;
  /** Candidates by each of the two searches; null: it did not run. */
  candidates: { words: number | null; meaning: number | null };
  /** Chunks with a vector, and without. */
  vectors: number;
  pending: number;
  skipped: string[];
}

export interface Answer {
  question: string;
  passages: Passage[];
  /** What would go into a prompt; null: not asked for. `sources` are its passages, in its order. */
  prompt: { text: string; tokens: number; sources: Passage[] } | null;
  ran: Ran;
}

/** Searches the documents of a scope by words and by meaning. */
export async function answer(
  scope: Scope,
  question: string,
  { limit, context }: Pick<Arguments, "limit" | "context">,
): Promise<Answer> {
  const started = performance.now();
  const query = { text: question, in: ["chunks"], limit, weights: WEIGHTS } as const;
  const { hits, notes } = await scope.retrieval.search(query);
  const milliseconds = Math.round(performance.now() - started);
  const { vectors, pending } = (await scope.retrieval.status()).sources.chunks;
  const { lexical = null, dense = null, path = null } = notes.legs.chunks ?? {};
  const passages = await passagesOf(scope, hits);
  const packed = context === null ? null : asContext(hits, { maxTokens: context });
  return {
    question,
    passages,
    prompt: packed && promptOf(packed, passages, hits),
    ran: {
      milliseconds,
      model: notes.model,
      path,
      candidates: { words: lexical, meaning: dense },
      vectors,
      pending,
      skipped: notes.skipped,
    },
  };
}

async function passagesOf(scope: Scope, hits: readonly RetrievalHit<"chunks">[]): Promise<Passage[]> {
  const sources = [...new Set(hits.map(({ item }) => item.source))];
  const texts = await Promise.all(sources.map((source) => scope.documents.text(source)));
  const textOf = new Map(sources.map((source, i) => [source, texts[i] ?? ""]));
  return hits.map(({ item, score, parts }) => ({
    source: item.source,
    line: textOf.get(item.source)!.slice(0, item.start).split("\n").length,
    headings: item.headings,
    text: item.text,
    score,
    cosine: parts.cosine,
    lexical: parts.lexical,
    words: parts.words,
  }));
}

function promptOf(
  { text, tokens, hits: packed }: RetrievalContext,
  passages: readonly Passage[],
  hits: readonly RetrievalHit[],
): Answer["prompt"] {
  const byId = new Map(hits.map(({ id }, i) => [id, passages[i]!]));
  return { text, tokens, sources: packed.map(({ id }) => byId.get(id)!) };
}
