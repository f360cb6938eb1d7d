import { types } from "node:util";
import { toAbortSignal } from "../../core/call/deadline";
import { Countdown, type StopSignal } from "../../core/call/stop-signal";
import { elementsOf } from "../../core/input/snapshot";
import type { RetrievalRerank } from "../types";
import type { Candidate } from "./candidate";

/** The scores of a rerank hook, or why there are none. */
export type Reranked = { scores: readonly number[] } | { skipped: string };

/**
 * Asks the caller's reranker. A search does not fail with it: an error, a wrong answer or too long
 * a wait gives a reason, and the order of before stays.
 */
export async function rerank(
  hook: RetrievalRerank,
  query: string,
  candidates: readonly Candidate[],
  { timeoutMs, signal: outer }: { timeoutMs: number; signal: StopSignal | undefined },
): Promise<Reranked> {
  const ends = new Countdown(outer ? [outer] : [], performance.now() + timeoutMs);
  const signal = toAbortSignal(ends);
  const over = new Promise<"late">((resolve) => {
    signal.addEventListener("abort", () => resolve("late"), { once: true });
  });
  const given = candidates.map(({ source, id, text, score }) => ({ in: source.name, id, text, score }));
  try {
    const asked = Promise.resolve(hook(query, given, { signal }));
    const scores = await Promise.race([asked, over]);
    asked.catch(() => undefined);
    outer?.throwIfAborted();
    if (scores === "late") return { skipped: `rerank: took longer than ${timeoutMs} ms` };
    const list = elementsOf(scores, candidates.length) ?? [];
    const fits = list.length === candidates.length && list.every((score) => Number.isFinite(score));
    return fits
      ? { scores: list as number[] }
      : { skipped: "rerank: must give one finite number for each candidate" };
  } catch (error) {
    outer?.throwIfAborted();
    return { skipped: `rerank: threw ${types.isNativeError(error) ? error.name : typeof error}` };
  } finally {
    ends.clear();
  }
}
