import { array, assert, double, property } from "fast-check";
import { Histogram } from "../../../benchmarks/measure/histogram";

const durations = array(double({ min: 0, max: 60_000, noNaN: true }), { minLength: 1, maxLength: 300 });

function filled(values: readonly number[]): Histogram {
  const histogram = new Histogram();
  for (const value of values) histogram.record(value);
  return histogram;
}

test("a quantile exceeds that of the sorted values by at most 1/128 and a tenth of a microsecond", () => {
  const share = double({ min: 0, max: 1, noNaN: true });
  assert(
    property(durations, share, (values, at) => {
      const sorted = [...values].sort((a, b) => a - b);
      const exact = sorted[Math.max(1, Math.ceil(at * sorted.length)) - 1]!;
      const found = filled(values).quantile(at);
      expect(found).toBeGreaterThanOrEqual(exact);
      expect(found).toBeLessThanOrEqual(exact * (1 + 1 / 128) + 0.0002);
    }),
  );
});

test("the sum of two histograms is the histogram of all values", () => {
  assert(
    property(durations, durations, (some, others) => {
      const sum = filled(some);
      sum.add(filled(others));
      const all = filled([...some, ...others]);
      expect(sum.buckets()).toEqual(all.buckets());
      expect({ ...sum.latency(), mean: 0 }).toEqual({ ...all.latency(), mean: 0 });
      expect(sum.latency().mean).toBeCloseTo(all.latency().mean, 6);
    }),
  );
});

test("exported buckets hold every value at or below their edge and above the one before, in order", () => {
  assert(
    property(durations, (values) => {
      const buckets = filled(values).buckets();
      let below = -1;
      for (const [edge, calls] of buckets) {
        expect(edge).toBeGreaterThan(below);
        // Values are rounded up to tenths of a microsecond.
        const rounded = values.map((value) => Math.ceil(value * 10_000) / 10_000);
        expect(rounded.filter((value) => value > below && value <= edge)).toHaveLength(calls);
        below = edge;
      }
      expect(buckets.reduce((sum, [, calls]) => sum + calls, 0)).toBe(values.length);
    }),
  );
});

test("the mean and the longest are exact, even beyond the last bucket", () => {
  const { mean, max, p999 } = filled([1, 2, 600_000]).latency();
  expect({ mean, max }).toEqual({ mean: 200_001, max: 600_000 });
  expect(p999).toBeGreaterThan(100_000);
});

test("an empty histogram has no latency", () => {
  expect(new Histogram().latency()).toEqual({ mean: 0, p50: 0, p90: 0, p95: 0, p99: 0, p999: 0, max: 0 });
  expect(new Histogram().buckets()).toEqual([]);
});
