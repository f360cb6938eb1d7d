import type { Measurement, Report, Settings } from "../../../benchmarks/types";

/**
 * The subject, for an operation with 1000 calls per second. Its ratio has figures that no test
 * reads.
 */
export function measurement(fields: Partial<Measurement> = {}): Measurement {
  const ms = 1;
  return {
    engine: "SQLite 3.0",
    store: "a",
    operation: "a.get",
    contender: "subject",
    loop: "closed",
    records: 100,
    workers: 5,
    rate: null,
    count: 1000,
    failures: 0,
    failureCodes: {},
    successRate: 1,
    seconds: 1,
    throughput: 1000,
    latency: { mean: ms, p50: ms, p90: ms, p95: ms, p99: ms, p999: ms, max: ms },
    histogram: [[ms, 1000]],
    overTime: { sliceMs: 1000, calls: [1000] },
    rounds: Array.from({ length: 5 }, () => ({ throughput: 1000, p99: ms })),
    ratio: { throughput: 1, low: 1, high: 1, p99: 1 },
    ...fields,
  };
}

export const report = (measurements: Measurement[], settings: Partial<Settings> = {}): Report => ({
  format: 1,
  startedAt: "2026-01-01T00:00:00.000Z",
  finishedAt: "2026-01-01T00:05:00.000Z",
  facts: [["machine", "a fast one"]],
  settings: {
    records: [100],
    workers: 5,
    stores: ["a"],
    rate: null,
    seconds: 0.5,
    targetP99Ms: 100,
    ...settings,
  },
  measurements,
});
