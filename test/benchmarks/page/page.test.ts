import { page } from "../../../benchmarks/page";
import type { Measurement, Report } from "../../../benchmarks/types";
import { tagsOf } from "../../presentation/tags";
import { reportOf, sampleReport } from "./sample";

const three = sampleReport([100, 500, 1000]);
const one = sampleReport([1000]);

/** A report of one engine and one number of records, with changed measurements. */
const changed = (change: (measurement: Measurement, i: number) => Measurement): Report =>
  reportOf(one.measurements.slice(0, 20).map(change), [1000]);

const failed = (each: Measurement): Measurement => ({
  ...each,
  count: 12,
  failures: 12,
  failureCodes: { UNAVAILABLE: 11, TIMEOUT: 1 },
  successRate: 0,
  throughput: 0,
  latency: JSON.parse('{"mean":null,"p50":null,"p90":null,"p95":null,"p99":null,"p999":null,"max":null}'),
  histogram: [],
  ratio: null,
});

const filled = (each: Measurement, value: number): Measurement => ({
  ...each,
  throughput: value,
  latency: { mean: value, p50: value, p90: value, p95: value, p99: value, p999: value, max: value },
  histogram: [[value, 10]],
  ratio: each.ratio && { throughput: value, low: value / 2, high: value * 2, p99: value },
});

const REPORTS: Record<string, Report> = {
  "three numbers of records": three,
  "up to five million records": sampleReport([10_000, 100_000, 1_000_000, 5_000_000]),
  "one number of records": one,
  "one engine": reportOf(
    three.measurements.filter(({ engine }) => engine.startsWith("SQLite")),
    [100, 500, 1000],
  ),
  "engines with other numbers of records": reportOf(
    three.measurements.filter(({ engine, records }) => engine.startsWith("SQLite") || records === 100),
    [100, 500, 1000],
  ),
  "no measurements": reportOf([], [100]),
  "nothing set": { ...reportOf([], []), facts: [], startedAt: "?", finishedAt: "" },
  "only the subject, without ratios": changed((each) => ({ ...each, contender: "subject", ratio: null })),
  "only the baseline": changed((each) => ({ ...each, contender: "baseline", ratio: null })),
  "some failures": changed((each) => ({
    ...each,
    failures: 3,
    failureCodes: { CONFLICT: 3 },
    successRate: 0.999,
  })),
  "no successes": changed(failed),
  "one without successes": changed((each, i) => (i === 0 ? failed(each) : each)),
  "open loops": changed((each, i) =>
    i % 3 === 0 ? { ...each, loop: "open", rate: 250.5, workers: i } : each,
  ),
  "open loops alone": changed((each) => ({ ...each, loop: "open", rate: 1e5 })),
  "other workers": changed((each, i) => ({ ...each, workers: i })),
  "huge values": changed((each) => filled(each, 1e250)),
  "tiny values": changed((each) => filled(each, 1e-250)),
  zeros: changed((each) => filled(each, 0)),
  "no numbers": changed((each, i) => filled(each, [Number.NaN, Number.POSITIVE_INFINITY, -1][i % 3]!)),
  "no time": changed((each) => ({ ...each, seconds: 0, overTime: { sliceMs: 0, calls: [] } })),
  "sixty operations": reportOf(
    Array.from({ length: 6 }, (_, i) =>
      three.measurements
        .filter(({ store, operation }) => store === "memory" && operation !== "memory mix")
        .map((each) => ({ ...each, operation: `${each.operation}${i}WithALongName` })),
    ).flat(),
    [100, 500, 1000],
  ),
};

describe.each(Object.entries(REPORTS))("the page of a report with %s", (_, report) => {
  const text = page(report);

  it("has balanced tags and unique ids", () => {
    const { ids, unbalanced } = tagsOf(text);
    expect(unbalanced).toEqual([]);
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
  });

  it("names every operation, engine, fact and failure", () => {
    const expected = report.measurements.flatMap(({ operation, engine, failureCodes }) => [
      `data-operation="${operation}"`,
      engine,
      ...Object.keys(failureCodes),
    ]);
    for (const each of new Set(expected)) expect(text).toContain(each);
    for (const [label, fact] of report.facts) expect(text).toContain(`<dt>${label}</dt><dd>${fact}</dd>`);
  });

  it("shows no undefined, null or NaN", () => {
    const shown = text.replace(/<script>.*<\/script>/s, "");
    expect(shown).not.toMatch(/NaN|Infinity|undefined|\[object|>null</);
  });

  it("loads no resources", () => {
    expect(text).not.toMatch(/https?:|@import|url\(|<(?:img|iframe|object|embed)\b/i);
    expect(text.match(/\b(?:src|srcset)=/g)).toBeNull();
    expect(text.match(/href="[^#"][^"]*"/g)).toEqual(['href="data:,"']);
  });

  it("is deterministic", () => {
    expect(page(structuredClone(report))).toBe(text);
  });
});

describe("a page", () => {
  it("shows that the target was met", () => {
    const text = page({ ...one, settings: { ...one.settings, targetP99Ms: 1e6 } });
    expect(text).toContain("✓ Passed");
    expect(text).not.toContain('aria-label="miss"');
  });

  it("shows the measurements that missed it", () => {
    const text = page({ ...one, settings: { ...one.settings, targetP99Ms: 0.0001 } });
    expect(text).toContain("✗ Missed");
    expect(text).not.toContain('aria-label="pass"');
  });

  it("counts a failed call as a miss", () => {
    const with1000 = (failures: number) =>
      page(changed((each, i) => (i === 0 ? { ...each, count: 1000, failures } : each)));
    expect(with1000(0)).toContain("✓ Passed");
    expect(with1000(10)).toContain("10 of 1,000 calls failed");
    expect(with1000(10)).toContain("✗ Missed");
  });

  it("says that growth needs two numbers of records", () => {
    expect(page(one)).toContain("growth needs two numbers of records");
    expect(page(three)).not.toContain("growth needs two numbers of records");
  });

  it("escapes outside data", () => {
    const hostile = `</script><img src=x onerror="alert('1')">&\u0000\u2028\ud800`;
    const text = page({
      ...changed((each) => ({
        ...each,
        engine: hostile,
        store: hostile,
        operation: hostile,
        failures: 1,
        failureCodes: { [hostile]: 1 },
      })),
      startedAt: hostile,
      facts: [[hostile, hostile]],
    });
    for (const each of ["<img", 'onerror="', "\u0000", "\u2028", "\ud800"]) expect(text).not.toContain(each);
    expect(text).toContain(
      "&lt;/script&gt;&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;\ufffd\ufffd\ufffd",
    );
    expect(tagsOf(text).unbalanced).toEqual([]);
  });
});
