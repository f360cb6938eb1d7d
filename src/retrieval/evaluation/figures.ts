import type { RetrievalFigures, RetrievalJudgment } from "./types";

/** One hit or judgment by its row. */
export const rowKey = ({ in: source, id }: { in: string; id: string }): string =>
  `${source} ${id.toLowerCase()}`;

const gain = (relevance: number): number => 2 ** relevance - 1;
/** @param rank from 1 */
const discounted = (relevance: number, rank: number): number => gain(relevance) / Math.log2(rank + 1);

/** Figures of one query. @param hits in order; at most `k` of them count */
export function figuresOf(
  hits: readonly { in: string; id: string }[],
  judgments: readonly RetrievalJudgment[],
  k: number,
): RetrievalFigures {
  const relevance = new Map(judgments.map((each) => [rowKey(each), each.relevance]));
  const found = hits.slice(0, k).map((hit) => relevance.get(rowKey(hit)) ?? 0);
  const best = [...relevance.values()].filter((each) => each > 0).sort((a, b) => b - a);
  const sum = (list: readonly number[]): number =>
    list.reduce((total, each, i) => total + discounted(each, i + 1), 0);
  const first = found.findIndex((each) => each > 0);
  return {
    ndcg: sum(found) / sum(best.slice(0, k)),
    recall: found.filter((each) => each > 0).length / best.length,
    mrr: first < 0 ? 0 : 1 / (first + 1),
  };
}

/** Means over queries, to the sixth digit. */
export function meanFigures(all: readonly RetrievalFigures[]): RetrievalFigures {
  const mean = (member: keyof RetrievalFigures): number => rounded(meanOf(all.map((each) => each[member])));
  return { ndcg: mean("ndcg"), recall: mean("recall"), mrr: mean("mrr") };
}

export const meanOf = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, each) => sum + each, 0) / values.length;

export const rounded = (value: number): number => Math.round(value * 1e6) / 1e6;

/** Percentile by the nearest rank. @param part 0 to 1 */
export function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? 0;
}
