import type {
  AnalyticsBucket,
  AnalyticsCall,
  AnalyticsCallGroup,
  AnalyticsCallSummary,
  AnalyticsFigures,
} from "../../src/stores/analytics/types";

const DAY = 86_400_000;

/** The start of the bucket that contains a time. */
export function startOf(bucket: AnalyticsBucket, createdAt: Date): Date {
  const whole = (ms: number): Date => new Date(Math.floor(createdAt.getTime() / ms) * ms);
  const day = whole(DAY);
  switch (bucket) {
    case "minute":
      return whole(60_000);
    case "hour":
      return whole(3_600_000);
    case "day":
      return day;
    case "week":
      return new Date(day.getTime() - ((day.getUTCDay() + 6) % 7) * DAY);
    case "month":
      // `Date.UTC` reads years before 100 as years of the 20th century.
      return new Date(day.getTime() - (day.getUTCDate() - 1) * DAY);
  }
}

/** In billionths, each rounded; null if there are none. */
export function sumOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  if (known.length === 0) return null;
  let billionths = 0n;
  for (const value of known) {
    const whole = Math.floor(value);
    billionths += BigInt(whole) * 1_000_000_000n + BigInt(Math.floor((value - whole) * 1e9 + 0.5));
  }
  return Number(`${billionths}e-9`);
}

/** By nearest rank. */
export function figuresOf(values: readonly (number | null)[]): AnalyticsFigures | null {
  const sum = sumOf(values);
  if (sum === null) return null;
  const sorted = values.filter((value) => value !== null).sort((x, y) => x - y);
  const count = sorted.length;
  const rank = (percent: number): number => sorted[Math.ceil((percent * count) / 100) - 1]!;
  return {
    sum,
    mean: sum / count,
    min: sorted[0]!,
    p50: rank(50),
    p95: rank(95),
    p99: rank(99),
    max: sorted[count - 1]!,
  };
}

/** By code point, false before true, and null last. */
function compare(x: unknown, y: unknown): number {
  if (x === y) return 0;
  if (x === null) return 1;
  if (y === null) return -1;
  if (typeof x === "string") return Buffer.compare(Buffer.from(x), Buffer.from(y as string));
  return (x as number) < (y as number) ? -1 : 1;
}

/** The expected result of `summarize` for these calls. */
export function summaryOf(
  calls: readonly AnalyticsCall[],
  { bucket, groupBy = [] }: { bucket?: AnalyticsBucket; groupBy?: readonly AnalyticsCallGroup[] },
): AnalyticsCallSummary[] {
  const groups = new Map<string, { key: unknown[]; of: AnalyticsCall[] }>();
  for (const call of calls) {
    const begins = bucket ? startOf(bucket, call.createdAt).getTime() : null;
    const key = [begins, ...groupBy.map((each) => call[each])];
    const group = groups.get(JSON.stringify(key)) ?? { key, of: [] };
    groups.set(JSON.stringify(key), group);
    group.of.push(call);
  }
  const sorted = [...groups.values()].sort(
    (x, y) => x.key.map((part, i) => compare(part, y.key[i])).find((order) => order !== 0) ?? 0,
  );
  return sorted.map(({ key: [begins, ...names], of }) => {
    const succeeded = of.filter(({ success }) => success === true).length;
    const failed = of.filter(({ success }) => success === false).length;
    return {
      bucket: begins === null ? null : new Date(begins as number),
      group: Object.fromEntries(groupBy.map((each, i) => [each, names[i]])),
      calls: of.length,
      succeeded,
      failed,
      successRate: succeeded + failed === 0 ? null : succeeded / (succeeded + failed),
      tokensIn: sumOf(of.map(({ tokensIn }) => tokensIn)),
      tokensOut: sumOf(of.map(({ tokensOut }) => tokensOut)),
      costUsd: sumOf(of.map(({ costUsd }) => costUsd)),
      latency: figuresOf(of.map(({ latencyMs }) => latencyMs)),
    };
  });
}
