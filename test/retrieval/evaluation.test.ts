import fc from "fast-check";
import { evaluationPage, evaluationTable, type RetrievalEvaluation } from "../../src";
import { bootstrapped } from "../../src/retrieval/evaluation/bootstrap";
import { figuresOf, percentile } from "../../src/retrieval/evaluation/figures";
import { halvesOf } from "../../src/retrieval/evaluation/tune";

const hit = (id: string) => ({ in: "memory" as const, id });
const judged = (id: string, relevance: number) => ({ ...hit(id), relevance });

test("figures of one query, computed by hand", () => {
  // Gains of 7, 0 and 1 at ranks 1, 2 and 3; at best 7, 3 and 1.
  const judgments = [judged("a", 3), judged("b", 2), judged("c", 1), judged("d", 0)];
  const figures = figuresOf([hit("a"), hit("d"), hit("c")], judgments, 3);
  expect(figures.ndcg).toBeCloseTo((7 + 1 / 2) / (7 + 3 / Math.log2(3) + 1 / 2), 12);
  expect(figures).toMatchObject({ recall: 2 / 3, mrr: 1 });
  expect(figuresOf([hit("d"), hit("x"), hit("b")], judgments, 3).mrr).toBe(1 / 3);
  expect(figuresOf([hit("d"), hit("x"), hit("b")], judgments, 2)).toEqual({ ndcg: 0, recall: 0, mrr: 0 });
  // The same id in another source is another row.
  expect(figuresOf([{ in: "messages", id: "a" }], judgments, 3).ndcg).toBe(0);
});

test("nDCG is 1 for the ideal order, lower for any other, and never outside 0 to 1", () => {
  const relevances = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(relevances, fc.integer({ min: 1, max: 15 }), (list, k) => {
      fc.pre(list.some((each) => each > 0));
      const judgments = list.map((relevance, i) => judged(String(i), relevance));
      const ideal = [...judgments].sort((a, b) => b.relevance - a.relevance);
      expect(figuresOf(ideal, judgments, k).ndcg).toBeCloseTo(1, 12);
      const { ndcg, recall, mrr } = figuresOf(judgments, judgments, k);
      for (const figure of [ndcg, recall, mrr]) {
        expect(figure).toBeGreaterThanOrEqual(0);
        expect(figure).toBeLessThanOrEqual(1 + 1e-12);
      }
    }),
  );
});

test("percentiles are by the nearest rank", () => {
  const values = [5, 1, 4, 2, 3];
  expect([0.5, 0.95, 0, 1].map((part) => percentile(values, part))).toEqual([3, 5, 1, 5]);
});

test("the bootstrap's interval holds the mean, is the same each time, and narrows with queries", () => {
  const before = Array.from({ length: 200 }, (_, i) => (i % 10) / 20);
  const after = before.map((each, i) => each + (i % 3 === 0 ? 0.3 : -0.05));
  const whole = bootstrapped(before, after);
  expect(whole).toEqual(bootstrapped(before, after));
  expect(whole.low).toBeGreaterThan(0);
  expect(whole.low).toBeLessThan(whole.ndcg);
  expect(whole.high).toBeGreaterThan(whole.ndcg);
  const few = bootstrapped(before.slice(0, 20), after.slice(0, 20));
  expect(few.high - few.low).toBeGreaterThan(2 * (whole.high - whole.low));
  // The interval of 95 % of a normal mean: 1.96 standard errors to either side.
  const error = Math.sqrt((0.35 ** 2 * (1 / 3) * (2 / 3)) / 200);
  expect(whole.high - whole.low).toBeGreaterThan(2 * 1.96 * error * 0.8);
  expect(whole.high - whole.low).toBeLessThan(2 * 1.96 * error * 1.2);
  expect(bootstrapped(before, before)).toEqual({ ndcg: 0, low: 0, high: 0 });
});

test("halves: a query stays in its half whatever else is judged, and both are about as large", () => {
  const queries = Array.from({ length: 400 }, (_, i) => ({ text: `query ${i}`, judgments: [] }));
  const [first, second] = halvesOf(queries);
  expect(first.length + second.length).toBe(400);
  expect(Math.abs(first.length - second.length)).toBeLessThan(60);
  expect(halvesOf(first.toReversed())).toEqual([first.toReversed(), []]);
});

const EVALUATION: RetrievalEvaluation = {
  k: 10,
  queries: 120,
  skipped: 3,
  configs: [
    {
      name: "default",
      version: null,
      ndcg: 0.4,
      recall: 0.51234,
      mrr: 0.6,
      latencyMs: { p50: 1.234, p95: 12.34 },
      difference: null,
    },
    {
      name: "<b>\u0007support",
      version: 7,
      ndcg: 0.436,
      recall: 0.5,
      mrr: 0.61,
      latencyMs: { p50: 2, p95: 20 },
      difference: { ndcg: 0.034, low: -0.01, high: 0.0781 },
    },
  ],
};

test("the table has a line for each configuration, and narrow terminals keep the nDCG", () => {
  expect(evaluationTable(EVALUATION).split("\n")).toEqual([
    "configuration   nDCG@10  recall@10    MRR  p50 ms  p95 ms  nDCG difference, 95 %",
    "──────────────  ───────  ─────────  ─────  ──────  ──────  ───────────────────────",
    "default           0.400      0.512  0.600    1.23    12.3",
    "<b>\ufffdsupport v7    0.436      0.500  0.610    2.00    20.0  +0.034 [-0.010, +0.078]",
    "120 queries, 3 without a relevant row left out",
  ]);
  const narrow = evaluationTable(EVALUATION, { columns: 24 });
  expect(narrow).toContain("0.436");
  for (const line of narrow.split("\n").slice(0, 4)) expect(line.length).toBeLessThanOrEqual(24);
});

test("the page escapes names, loads nothing, and has the figures of the table", () => {
  const page = evaluationPage(EVALUATION, { title: "A & B" });
  expect(page).toContain("A &amp; B");
  expect(page).toContain("&lt;b&gt;\ufffdsupport v7");
  expect(page).not.toContain("<b>");
  expect(page).toContain("default-src &#39;none&#39;");
  expect(page).not.toMatch(/<script|https?:|@import|url\(/);
  expect(page).toContain("light-dark(");
  for (const figure of ["0.436", "0.512", "+0.034 [-0.010, +0.078]", "12.3"]) expect(page).toContain(figure);
});
