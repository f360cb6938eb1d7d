import { median, spread } from "../measure/statistics";
import { ratiosOf } from "../measure/summary";
import type { Measurement, Report } from "../types";
import { ofSubject } from "./target";

/**
 * Compares a run with an earlier one, measurement by measurement.
 *
 * If both runs have the baseline's figures, the ratio subject ÷ baseline is compared, round by
 * round, because another or a busier machine changes both. Otherwise throughput and p99 themselves
 * are compared. Each figure is the median of its rounds. Its spread is half the width of the middle
 * half of the rounds, as a share of the median. The spreads of two runs add up like independent
 * errors.
 *
 * With five rounds, one spread is about 1.2 standard errors of the median, so `SPREADS` of them are
 * nearly five standard errors. A run makes hundreds of comparisons, and rounds on a busy machine
 * are not normally distributed. Of 610 comparisons between runs of the same code on such a machine,
 * 14 were called worse at three spreads, 4 at four and 1 at five. Five rounds may be close together
 * by chance, so no spread counts for less than the usual spread of its engine and figure.
 *
 * The floor covers effects that the rounds of one run cannot show, such as the layout of code and
 * tables, which is random for each run.
 */
const SPREADS = 4;

/**
 * Minimum noise between two runs, as shares. p99 depends on a hundredth of a round's calls, so it
 * is noisier than a figure of all calls.
 */
const FLOOR = { throughput: 0.1, p99: 0.25 };

/** With fewer calls in a round, p99 is hardly more than the slowest call, and is not compared. */
const CALLS_A_ROUND = 100;

export interface Change {
  engine: string;
  operation: string;
  loop: Measurement["loop"];
  records: number;
  what: "throughput" | "p99" | "success rate";
  /**
   * Kind of the two figures: subject ÷ baseline, calls per second, milliseconds, or a share of all
   * calls.
   */
  basis: "baseline" | "absolute";
  before: number;
  now: number;
  /** The noise: a difference up to this share is not significant. */
  noise: number;
  verdict: "worse" | "better" | "same";
}

export interface Comparison {
  /** All comparisons, including unchanged ones. */
  changes: Change[];
  /** Measurements that could not be compared, and the reasons. */
  remarks: string[];
}

export function compareWithEarlierRun(report: Report, earlierRun: Report): Comparison {
  const remarks = differences(report, earlierRun);
  if (report.settings.workers !== earlierRun.settings.workers) return { changes: [], remarks };
  const earlier = new Map(ofSubject(earlierRun).map((each) => [keyOf(each), each]));
  const contrasts: Contrast[] = [];
  const unknown: string[] = [];
  let few = 0;
  for (const now of ofSubject(report)) {
    const before = earlier.get(keyOf(now));
    earlier.delete(keyOf(now));
    if (before === undefined) unknown.push(keyOf(now));
    else if (now.loop === "closed" || sameLoad(report, now, earlierRun, before)) {
      contrasts.push(...contrastsOf(pair(report, now), pair(earlierRun, before)));
      if (hasFewCalls(now) || hasFewCalls(before)) few++;
    }
  }
  if (unknown.length > 0) remarks.push(`not in the earlier run: ${some(unknown)}`);
  if (earlier.size > 0) remarks.push(`only in the earlier run: ${some([...earlier.keys()])}`);
  if (few > 0)
    remarks.push(
      `p99 of ${few} measurements is not compared: fewer than ${CALLS_A_ROUND} calls a round, see --seconds`,
    );
  return { changes: contrasts.map((each) => judged(each, usualSpread(each, contrasts))), remarks };
}

/** Two figures, before their noise is known. */
type Contrast = Omit<Change, "noise" | "verdict"> & { spread: number };

interface Pair {
  subject: Measurement;
  baseline: Measurement | undefined;
}

function pair({ measurements }: Report, subject: Measurement): Pair {
  const baseline = measurements.find(
    (each) => each.contender === "baseline" && keyOf(each) === keyOf(subject),
  );
  const comparable = subject.ratio !== null && baseline?.rounds.length === subject.rounds.length;
  return { subject, baseline: comparable ? baseline : undefined };
}

function contrastsOf(now: Pair, before: Pair): Contrast[] {
  const { operation, records, loop, engine } = now.subject;
  const about = { engine, operation, loop, records };
  const hasBaselines = now.baseline !== undefined && before.baseline !== undefined;
  const [nowRounds, beforeRounds] = [now, before].map(({ subject, baseline }) =>
    hasBaselines ? ratiosOf(subject.rounds, baseline!.rounds) : subject.rounds,
  ) as [Measurement["rounds"], Measurement["rounds"]];
  const contrasts: Contrast[] = [];
  const figures: ("throughput" | "p99")[] = [];
  // The throughput of an open loop is its rate.
  if (loop === "closed") figures.push("throughput");
  if (!hasFewCalls(now.subject) && !hasFewCalls(before.subject)) figures.push("p99");
  for (const what of figures) {
    const nows = nowRounds.map((round) => round[what]);
    const befores = beforeRounds.map((round) => round[what]);
    // A round without success has neither figure; the success rate shows it.
    if (![...nows, ...befores].every((value) => Number.isFinite(value) && value > 0)) continue;
    contrasts.push({
      ...about,
      what,
      basis: hasBaselines ? "baseline" : "absolute",
      before: median(befores),
      now: median(nows),
      spread: Math.hypot(spread(nows), spread(befores)),
    });
  }
  if (now.subject.failures > 0 || before.subject.failures > 0) {
    const rates = { before: before.subject.successRate, now: now.subject.successRate };
    contrasts.push({ ...about, what: "success rate", basis: "absolute", ...rates, spread: 0 });
  }
  return contrasts;
}

const hasFewCalls = ({ count, rounds }: Measurement): boolean => count / rounds.length < CALLS_A_ROUND;

function usualSpread({ engine, what }: Contrast, all: readonly Contrast[]): number {
  return median(
    all.filter((each) => each.engine === engine && each.what === what).map((each) => each.spread),
  );
}

function judged({ spread, ...contrast }: Contrast, usual: number): Change {
  const { what, now, before } = contrast;
  // A failed call is never noise.
  const noise = what === "success rate" ? 0 : Math.max(FLOOR[what], SPREADS * Math.max(spread, usual));
  // By factors, so that twice as slow and twice as fast are the same distance.
  const gain = what === "p99" ? before / now : now / before;
  const verdict = gain > 1 + noise ? "better" : 1 / gain > 1 + noise ? "worse" : "same";
  return { ...contrast, noise, verdict };
}

/**
 * Open loops with different fixed rates are not comparable. Half of each run's closed loop is
 * comparable.
 */
function sameLoad(report: Report, now: Measurement, earlierRun: Report, before: Measurement): boolean {
  return (
    report.settings.rate === earlierRun.settings.rate && (now.ratio !== null || now.rate === before.rate)
  );
}

/**
 * `PostgreSQL memory.get at 500 records`: the version is left out, because another version is the
 * same engine.
 */
function keyOf({ engine, operation, loop, records }: Measurement): string {
  return `${nameOf(engine)} ${operation}${loop === "open" ? ", open loop," : ""} at ${records} records`;
}

const nameOf = (engine: string): string => engine.split(" ")[0]!;

const some = (names: string[]): string =>
  names.length > 3 ? `${names.slice(0, 3).join("; ")} and ${names.length - 3} more` : names.join("; ");

/** Settings and versions that differ between the two runs. */
function differences(report: Report, earlierRun: Report): string[] {
  const remarks: string[] = [];
  const [now, before] = [report.settings, earlierRun.settings];
  if (now.workers !== before.workers)
    remarks.push(`${now.workers} workers, the earlier run had ${before.workers}: nothing is compared`);
  if (now.seconds !== before.seconds)
    remarks.push(`${now.seconds} s each, the earlier run took ${before.seconds} s: its noise differs`);
  if (now.rate !== before.rate) {
    const [rate, earlier] = [now.rate, before.rate].map((each) => each ?? "half of the closed loop's");
    remarks.push(`open loops at rate ${rate}, the earlier run's at ${earlier}: they are not compared`);
  }
  for (const engine of enginesOf(report)) {
    const earlier = enginesOf(earlierRun).find((each) => nameOf(each) === nameOf(engine));
    if (earlier !== undefined && earlier !== engine)
      remarks.push(`${engine}, the earlier run ran on ${earlier}`);
  }
  return remarks;
}

const enginesOf = ({ measurements }: Report): string[] => [
  ...new Set(measurements.map(({ engine }) => engine)),
];
