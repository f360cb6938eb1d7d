import { bucketOf } from "../../../src/stores/marketplace/rollouts";

/** 100,000 subjects. The buckets are deterministic, so these bounds hold always or never. */
const SUBJECTS = Array.from({ length: 100_000 }, (_, i) => `user-${i}`);
const bucketsOf = (rolloutId: string): number[] => SUBJECTS.map((subject) => bucketOf(rolloutId, subject));

test.each(["roll-0", "another"])("subjects are spread evenly in %s", (rollout) => {
  const buckets = bucketsOf(rollout);
  // Four standard deviations.
  for (const percent of [1, 5, 25, 50, 90]) {
    const spread = 4 * Math.sqrt(SUBJECTS.length * (percent / 100) * (1 - percent / 100));
    const part = buckets.filter((bucket) => bucket < percent * 100).length;
    expect(Math.abs(part - SUBJECTS.length * (percent / 100))).toBeLessThan(spread);
  }
  const tenths = Array.from({ length: 10 }, () => 0);
  for (const bucket of buckets) tenths[Math.floor(bucket / 1000)]!++;
  for (const tenth of tenths) expect(Math.abs(tenth - 10_000)).toBeLessThan(4 * Math.sqrt(9_000));
  expect(new Set(buckets).size).toBeGreaterThan(9_990);
});

test("rollouts are independent of each other: a quarter of a quarter is in both", () => {
  const [one, other] = [bucketsOf("roll-0"), bucketsOf("roll-1")];
  const both = one.filter((bucket, i) => bucket < 2500 && other[i]! < 2500);
  expect(Math.abs(both.length - SUBJECTS.length / 16)).toBeLessThan(
    4 * Math.sqrt(SUBJECTS.length * (15 / 256)),
  );
});

test("pairs of names with the same concatenation are different", () => {
  const pairs = [
    ["a", "bc"],
    ["ab", "c"],
    ["a:b", "c"],
    ["a", "b:c"],
    ["a/b", "c"],
    ["a", "/bc"],
  ] as const;
  expect(new Set(pairs.map(([rollout, subject]) => bucketOf(rollout, subject))).size).toBe(pairs.length);
});
