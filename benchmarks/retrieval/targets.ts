import { availableParallelism } from "node:os";
import { NEIGHBORS } from "../fill/made-vectors";
import { median } from "../measure/statistics";
import type { MeasuredTarget } from "../report/outcomes";
import { type Effort, rate, ratioOf, timed } from "./measure";
import type { Subject } from "./subject";

const CALLERS = 8;
const ms = (value: number): string => `${value.toFixed(1)} ms`;

/** Nearest neighbors by vector: the median of one caller, and recall against exact cosines. */
export async function vectorTarget(
  subject: Subject,
  effort: Effort,
  asked: { ms: number; recall: number },
): Promise<MeasuredTarget> {
  const { queries } = subject.data;
  const [timing] = await timed([(i) => subject.dense(queries[i % queries.length]!)], effort);
  const recall = await recallOf(subject);
  return {
    what: `${subject.title}: ${NEIGHBORS} nearest of ${count(subject)} vectors`,
    asked: `${ms(asked.ms)}, recall ${asked.recall}`,
    measured: `${ms(timing!.median)} (${subject.path}), recall ${recall.toFixed(3)}`,
    met: timing!.median <= asked.ms && recall >= asked.recall,
  };
}

async function recallOf(subject: Subject): Promise<number> {
  const { queries } = subject.data;
  let found = 0;
  for (const query of queries) {
    const places = new Set(await subject.dense(query));
    found += query.nearest.filter((place) => places.has(place)).length;
  }
  return found / (queries.length * NEIGHBORS);
}

/** Several callers: half of what one caller's rate on each core would be. */
export async function callersTarget(subject: Subject, { rounds, calls }: Effort): Promise<MeasuredTarget> {
  const { queries } = subject.data;
  const search = (i: number): Promise<unknown> => subject.dense(queries[i % queries.length]!);
  const cores = Math.min(CALLERS, availableParallelism());
  const shares: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const alone = await rate(search, 1, calls);
    shares.push((await rate(search, CALLERS, calls * 2)) / (alone * cores));
  }
  const share = median(shares);
  return {
    what: `${subject.title}: the same by ${CALLERS} callers on ${cores} cores`,
    asked: "0.50 of one caller's rate on each core",
    measured: share.toFixed(2),
    met: share >= 0.5,
  };
}

/** Words, any of them: `memory.search`. */
export async function wordsTarget(subject: Subject, effort: Effort): Promise<MeasuredTarget> {
  const { queries } = subject.data;
  const calls = Math.max(effort.calls, queries.length);
  const [timing] = await timed([(i) => subject.words(queries[i % queries.length]!)], { ...effort, calls });
  return {
    what: `${subject.title}: any word of ${count(subject)} texts`,
    asked: "3.0 ms, p99 15.0 ms",
    measured: `${ms(timing!.median)}, p99 ${ms(timing!.p99)}`,
    met: timing!.median <= 3 && timing!.p99 <= 15,
  };
}

/** Both legs in one search, against the sum of searches by one leg. */
export async function hybridTarget(subject: Subject, effort: Effort): Promise<MeasuredTarget> {
  const { queries } = subject.data;
  const query = (i: number) => queries[i % queries.length]!;
  const [both, lexical, dense] = await timed(
    [(i) => subject.hybrid(query(i)), (i) => subject.lexical(query(i)), (i) => subject.dense(query(i))],
    effort,
  );
  const ratio = median(
    both!.medians.map((time, round) => time / (lexical!.medians[round]! + dense!.medians[round]!)),
  );
  return {
    what: `${subject.title}: hybrid, against the sum of its legs`,
    asked: "1.20 times",
    measured: `${ratio.toFixed(2)} times (${ms(both!.median)}; words ${ms(lexical!.median)}, vectors ${ms(dense!.median)})`,
    met: ratio <= 1.2,
  };
}

/** `memory.add` with a vector and without. */
export async function addTarget(subject: Subject, effort: Effort): Promise<MeasuredTarget> {
  const calls = effort.calls * 10;
  const [with_, without] = await timed([() => subject.add(true), () => subject.add(false)], {
    ...effort,
    calls,
  });
  const ratio = ratioOf(with_!, without!);
  return {
    what: `${subject.title}: adding an item with a vector`,
    asked: "1.30 times without",
    measured: `${ratio.toFixed(2)} times (${with_!.median.toFixed(2)} ms)`,
    met: ratio <= 1.3,
  };
}

const count = ({ data }: Subject): string => data.texts.length.toLocaleString("en-GB");
