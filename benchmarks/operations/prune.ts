import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { UnifiedStoreManager } from "../../src";
import { measureOpen } from "../measure/open";
import { median } from "../measure/statistics";
import { Callers } from "./callers";

export interface PruneEffort {
  rounds: number;
  /** Milliseconds of each part of a round. */
  ms: number;
  /** Calls in a second. */
  rate: number;
}

interface Figures {
  /** Milliseconds. */
  p50: number;
  p99: number;
}

/** Medians of the rounds. */
export interface PruneFigures {
  alone: Figures;
  beside: Figures;
  /** Of the rounds' ratios. */
  p99Ratio: number;
  /** Rows that were deleted in a second. */
  deletedPerSecond: number;
}

const CLI = join(__dirname, "../../../../../dist/src/cli/main.js");
/** More rows than a pruning deletes in a second. */
const ROWS_PER_SECOND = 20_000;

/** Begins a pruning. @returns what stops it */
export type Begin = (stores: UnifiedStoreManager) => () => Promise<void>;

/** `unified-store prune` in a process of its own, as an operator runs it. */
export const asProcess =
  (url: string): Begin =>
  () => {
    const child = spawn(process.execPath, [CLI, "prune", "--to", url, "--yes", "--quiet"], {
      stdio: ["ignore", "ignore", "ignore"],
    });
    const ended = once(child, "close");
    return async () => {
      child.kill("SIGTERM");
      await ended;
    };
  };

/** `stores.retention.prune` in the callers' own process. */
export const inProcess: Begin = (stores) => {
  const stop = new AbortController();
  const pruning = stores.retention.prune({ signal: stop.signal }).catch(() => undefined);
  return async () => {
    stop.abort();
    await pruning;
  };
};

/**
 * Callers at a constant rate, in each round first alone and then beside a pruning that has more to
 * delete than it can.
 */
export async function measurePrune(
  stores: UnifiedStoreManager,
  begin: Begin,
  { rounds, ms, rate }: PruneEffort,
): Promise<PruneFigures> {
  const callers = new Callers(stores);
  await callers.fill();
  for (const [store, what] of [
    ["analytics", "calls"],
    ["conversations", "messages"],
  ] as const)
    await stores.retention.put({ store, what, maxAgeMs: 86_400_000 });
  const measure = async (): Promise<Figures> => {
    const { histogram } = await measureOpen(() => callers.call(), { rate, ms, sliceMs: ms });
    return { p50: histogram.quantile(0.5), p99: histogram.quantile(0.99) };
  };
  const oldRows = async (): Promise<number> => (await stores.tenant("old").stats()).rows;
  const found: { alone: Figures; beside: Figures; deleted: number }[] = [];
  for (let round = -1; round < rounds; round++) {
    await callers.age(Math.ceil((ms / 1000 + 2) * ROWS_PER_SECOND));
    const alone = await measure();
    const before = await oldRows();
    const stop = begin(stores);
    while (!(await stores.retention.status())?.running) await new Promise((go) => setTimeout(go, 20));
    const since = performance.now();
    const beside = await measure();
    await stop();
    const seconds = (performance.now() - since) / 1000;
    const left = await oldRows();
    if (left === 0) throw new Error("the pruning came to its end before the callers: it needs more rows");
    // The first round warms up.
    if (round >= 0) found.push({ alone, beside, deleted: (before - left) / seconds });
    await stores.retention.prune({ share: 1 });
  }
  const of = (part: "alone" | "beside"): Figures => ({
    p50: median(found.map((each) => each[part].p50)),
    p99: median(found.map((each) => each[part].p99)),
  });
  return {
    alone: of("alone"),
    beside: of("beside"),
    p99Ratio: median(found.map(({ alone, beside }) => beside.p99 / alone.p99)),
    deletedPerSecond: median(found.map(({ deleted }) => deleted)),
  };
}
