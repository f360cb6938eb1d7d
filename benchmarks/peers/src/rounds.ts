import { setImmediate } from "node:timers/promises";

/**
 * Measures ratios, not speeds. The subject and its baselines alternate in short rounds. A temporary
 * slowdown of the machine affects all of them, and the median of the rounds' ratios ignores the
 * rounds that were disturbed.
 */

/** One competitor of a case. `call` receives the number of the caller, from 0. */
export interface Contender {
  name: string;
  call(caller: number): unknown;
  /** Of an approximate search: the share of the true results that it finds. */
  recall?: number;
  /** Before each of its turns, not timed. */
  before?(): unknown;
  /** After each of its turns, not timed. */
  after?(): unknown;
}

export interface Baseline extends Contender {
  /** Minimum ratio to the baseline. Without it, the row is only informative. */
  target?: number | undefined;
}

export interface Case {
  name: string;
  /** Number of concurrent callers. */
  callers: number;
  /** Unit of work of one call: `1 call`, or `1000 rows`. */
  unit: { name: string; perCall: number };
  /** Length of a turn: a time, or a number of calls if calls are long or make data grow. */
  turn: { ms: number } | { calls: number };
  subject: Contender;
  baselines: Baseline[];
}

/** The subject against one baseline: medians over the rounds. */
export interface Comparison {
  case: string;
  callers: number;
  /** The baseline's name. */
  against: string;
  unit: string;
  /** Per second. */
  subject: number;
  baseline: number;
  /**
   * Median of the rounds' ratios, which may differ from the ratio of the medians; and the
   * quartiles.
   */
  ratio: number;
  low: number;
  high: number;
  /**
   * The same ratio in calls per second of this process's own CPU time. Other processes hardly
   * disturb it, but it ignores waiting.
   */
  cpuRatio: number;
  target: number | undefined;
  met: boolean;
  /** Of searches that are approximate. */
  recall?: { subject: number; baseline: number };
  /** Every round, in order. */
  rounds: { subject: Rate[]; baseline: Rate[] };
}

/** Units per second, by the clock and by this process's CPU time. */
export interface Rate {
  clock: number;
  cpu: number;
}

export interface Effort {
  /** At least five. */
  rounds: number;
  /** Warm-up rounds before them, not counted. */
  warmUpRounds: number;
  /** Factor for the turns of the cases. */
  scale: number;
}

export async function measure(
  measured: Case,
  { rounds, warmUpRounds, scale }: Effort,
): Promise<Comparison[]> {
  const contenders: Contender[] = [measured.subject, ...measured.baselines];
  const { turn } = measured;
  const short =
    "ms" in turn ? { ms: turn.ms * scale } : { calls: Math.max(1, Math.round(turn.calls * scale)) };
  // The first rounds compile code, prepare statements on every connection and fill caches. They are
  // not counted, and are never shortened if a turn is a time.
  const warmUp = "ms" in turn ? turn : short;
  const rates = contenders.map((): Rate[] => []);
  for (let round = -warmUpRounds; round < rounds; round++) {
    for (let i = 0; i < contenders.length; i++) {
      // Each contender goes first, and last, equally often.
      const at = (i + round + warmUpRounds) % contenders.length;
      const rate = await take(contenders[at]!, { ...measured, turn: round < 0 ? warmUp : short });
      if (round >= 0) rates[at]!.push(rate);
    }
  }
  return measured.baselines.map((baseline, i) => compare(measured, baseline, rates[0]!, rates[i + 1]!));
}

type Turn = Pick<Case, "turn" | "callers" | "unit">;

/** Units per second in one turn. */
async function take(contender: Contender, { turn, callers, unit }: Turn): Promise<Rate> {
  // Calls to SQLite never leave the thread: without this pause, Ctrl-C would wait for the end of
  // the run.
  await setImmediate();
  await contender.before?.();
  // No gc() here. A forced full collection discards compiled code that has not run for a few turns.
  // It made all contenders half as fast, in proportion to their amount of code.
  const until = "ms" in turn ? performance.now() + turn.ms : Number.POSITIVE_INFINITY;
  const most = "calls" in turn ? turn.calls : Number.POSITIVE_INFINITY;
  let calls = 0;
  const work = async (caller: number): Promise<void> => {
    while (calls < most && performance.now() < until) {
      calls++;
      // A synchronous answer is awaited like any other. Otherwise a synchronous contender would
      // have one caller, and the subject many.
      await contender.call(caller);
    }
  };
  const start = performance.now();
  const cpuBefore = process.cpuUsage();
  await Promise.all(Array.from({ length: callers }, (_, caller) => work(caller)));
  const cpu = process.cpuUsage(cpuBefore);
  const seconds = (performance.now() - start) / 1000;
  await contender.after?.();
  const units = calls * unit.perCall;
  return { clock: units / seconds, cpu: units / ((cpu.user + cpu.system) / 1e6) };
}

function compare(measured: Case, against: Baseline, subject: Rate[], baseline: Rate[]): Comparison {
  const ratios = subject.map(({ clock }, round) => clock / baseline[round]!.clock);
  const ratio = median(ratios);
  const { recall } = measured.subject;
  return {
    case: measured.name,
    callers: measured.callers,
    against: against.name,
    unit: measured.unit.name,
    subject: median(subject.map(({ clock }) => clock)),
    baseline: median(baseline.map(({ clock }) => clock)),
    ratio,
    low: quantile(ratios, 0.25),
    high: quantile(ratios, 0.75),
    cpuRatio: median(subject.map(({ cpu }, round) => cpu / baseline[round]!.cpu)),
    target: against.target,
    met: against.target === undefined || ratio >= against.target,
    ...(recall !== undefined &&
      against.recall !== undefined && { recall: { subject: recall, baseline: against.recall } }),
    rounds: { subject, baseline },
  };
}

const median = (values: readonly number[]): number => quantile(values, 0.5);

/** Quantile by linear interpolation between the two nearest values. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  const below = sorted[Math.floor(at)]!;
  return below + (sorted[Math.ceil(at)]! - below) * (at % 1);
}
