import { isFigure } from "../../src/presentation/figures";
import type { Measurement, Report } from "../types";

/** Subject and baseline for one operation under one load. */
export interface Pair {
  readonly engine: string;
  readonly store: string;
  readonly operation: string;
  readonly records: number;
  readonly subject: Measurement | null;
  readonly baseline: Measurement | null;
}

/** A report in the order of the page. */
export interface View {
  readonly report: Report;
  readonly engines: readonly string[];
  readonly stores: readonly string[];
  /** Ascending. */
  readonly records: readonly number[];
  /** Closed loops with the settings' number of workers. */
  readonly closed: readonly Pair[];
  readonly open: readonly Pair[];
}

export function viewOf(report: Report): View {
  const { measurements, settings } = report;
  const engines = distinct(measurements.map(({ engine }) => engine));
  const stores = distinct(measurements.map(({ store }) => store));
  const inOrder = [...measurements].sort(
    (a, b) => stores.indexOf(a.store) - stores.indexOf(b.store) || Number(isMix(b)) - Number(isMix(a)),
  );
  const closed = pairs(inOrder.filter((each) => each.loop === "closed" && each.workers === settings.workers));
  const open = pairs(inOrder.filter(({ loop }) => loop === "open"));
  return {
    report,
    engines,
    stores,
    records: distinct([...closed, ...open].map(({ records }) => records)).sort((a, b) => a - b),
    closed,
    open,
  };
}

/** True for the mix of a store's operations. */
export const isMix = ({ operation, store }: { operation: string; store: string }): boolean =>
  operation === `${store} mix`;

/** `get` of `memory.get`, `mix` of `memory mix`. */
export const shortName = ({ operation, store }: { operation: string; store: string }): string =>
  operation.startsWith(store) && operation.length > store.length + 1
    ? operation.slice(store.length + 1)
    : operation;

/** True if there are latencies to show: failed calls have none. */
export const succeeded = ({ count, failures, latency }: Measurement): boolean =>
  count > 0 && failures < count && isFigure(latency.p99) && latency.p99 > 0;

/** Both sides of the measured pairs. */
export const measured = (all: readonly Pair[]): Measurement[] =>
  all.flatMap(({ subject, baseline }) => [subject, baseline]).filter((each) => each !== null);

export const distinct = <T>(values: readonly T[]): T[] => [...new Set(values)];

function pairs(measurements: readonly Measurement[]): Pair[] {
  const found: Pair[] = [];
  for (const each of measurements) {
    const { engine, store, operation, records, contender } = each;
    // A second measurement of the same operation, for example at another rate, makes another pair.
    const at = found.findIndex(
      (pair) =>
        pair[contender] === null &&
        pair.engine === engine &&
        pair.store === store &&
        pair.operation === operation &&
        pair.records === records,
    );
    const pair = found[at] ?? { engine, store, operation, records, subject: null, baseline: null };
    found[at < 0 ? found.length : at] = { ...pair, [contender]: each };
  }
  return found;
}
