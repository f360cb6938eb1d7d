import { figure, percent, WIDTH } from "../../../benchmarks/report/format";
import { reportText } from "../../../benchmarks/report/text";
import { measurement, report } from "./reports";

const slow = { mean: 90, p50: 90, p90: 95, p95: 98, p99: 101, p999: 140, max: 150 };

test("the targets come first: operations as rows, numbers of records as columns, pass or MISS", () => {
  const text = reportText(
    report([
      measurement(),
      measurement({ records: 500, latency: slow }),
      measurement({ operation: "a.put", failures: 2, failureCodes: { timeout: 2 } }),
      measurement({ operation: "a mix", loop: "open", failures: 3, failureCodes: { overload: 3 } }),
      measurement({ contender: "baseline", latency: slow }),
    ]),
  );
  expect(text.split("\n").slice(0, 5)).toEqual(
    [
      "SQLite 3.0: p99 < 100 ms at 100/500 records and 5 workers",
      "operation               100 records   500 records",
      "────────────────  ─────────────────  ────────────",
      "a.get                   1 ms  pass  101 ms  MISS",
      "a.put                2 failed  MISS",
    ].map((line) => expect.stringMatching(new RegExp(`^${line.replace(/ +/g, " +").replace(/─+/g, "─+")}$`))),
  );
  expect(text).toContain("2 of 3 measurements miss p99 < 100 ms or had failed calls");
  expect(text).toMatch(
    /Failed calls\n.*\n.*\n.*\nSQLite 3\.0 +a mix, open loop +100 +subject +overload +3 of 1000/,
  );
});

test("a p99 equal to the target misses it", () => {
  const text = reportText(report([measurement({ latency: { ...slow, p99: 100 } })]));
  expect(text).toContain("1 of 1 measurements miss");
});

test("it fits a terminal of 110 columns", () => {
  const long = measurement({
    operation: "profiles.setDefaultFor",
    count: 1_234_567,
    throughput: 123_456,
    successRate: 0.9999,
    latency: { ...slow, p50: 0.0123, p90: 0.123, p95: 1.23, p99: 12.3, p999: 12345, max: 123_456 },
  });
  const facts: [string, string][] = [["machine", "a word and another ".repeat(20)]];
  const text = reportText({ ...report([long]), facts });
  for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(WIDTH);
});

test("figures have three digits, and failures are never rounded to zero", () => {
  expect([0.0041234, 4.1234, 412.34, 41_234, Number.NaN].map(figure)).toEqual([
    "0.00412",
    "4.12",
    "412",
    "41200",
    "–",
  ]);
  expect([1, 0.99999, 0.5].map(percent)).toEqual(["100%", "99.9%", "50.0%"]);
});
