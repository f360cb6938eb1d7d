import type { Latency, Measurement, Report } from "../../../benchmarks/types";

/** Sample reports: log-normal latencies with a tail, and rounds with small differences. */

const OPERATIONS: Record<string, readonly (readonly [name: string, ms: number, growth: number])[]> = {
  memory: [
    ["get", 0.04, 0.01],
    ["getMany", 0.12, 0.02],
    ["list", 0.2, 0.03],
    ["search", 0.9, 0.3],
    ["add", 0.35, 0.05],
    ["addMany", 2.6, 0.06],
    ["update", 0.3, 0.04],
    ["touch", 0.16, 0.03],
    ["remove", 0.22, 0.04],
  ],
  debates: [
    ["add", 0.2, 0.02],
    ["turns.add", 0.24, 0.02],
    ["votes.add", 0.2, 0.02],
    ["transcript", 0.32, 0.03],
    ["tally", 0.18, 0.03],
    ["search", 0.7, 0.35],
    ["conclude", 0.25, 0.02],
  ],
  graph: [
    ["nodes.upsert", 0.22, 0.02],
    ["edges.upsert", 0.26, 0.03],
    ["nodes.get", 0.05, 0.01],
    ["neighbors", 0.45, 0.08],
    ["traverse", 2.2, 0.16],
    ["shortestPath", 1.8, 0.22],
    ["provenance.list", 0.09, 0.02],
  ],
  profiles: [
    ["put", 0.24, 0.02],
    ["get", 0.05, 0.01],
    ["list", 0.2, 0.03],
    ["search", 0.6, 0.28],
    ["remove", 0.2, 0.02],
  ],
};

const ENGINES = [
  { title: "SQLite 3.53.0", slower: 0.35, spread: 0.22 },
  { title: "PostgreSQL 18.4", slower: 1.4, spread: 0.34 },
];

export function sampleReport(records: number[], engines = ENGINES): Report {
  const random = randomFrom(7);
  const workers = 8;
  const measurements = engines.flatMap(({ title, slower, spread }) =>
    records.flatMap((count) =>
      Object.entries(OPERATIONS).flatMap(([store, operations]) =>
        [
          ...operations.map(([name, ...rest]) => [`${store}.${name}`, ...rest] as const),
          mixOf(store),
        ].flatMap(([operation, ms, growth]) => {
          const median = ms * slower * (count / 100) ** growth;
          const cost = 1.03 + random() * 0.12;
          const load = { engine: title, store, operation, records: count, workers };
          const baseline = measurement(random, { ...load, contender: "baseline" }, median, spread);
          const subject = measurement(random, { ...load, contender: "subject" }, median * cost, spread);
          const width = 0.02 + random() * 0.05;
          const throughput = subject.throughput / baseline.throughput;
          subject.ratio = {
            throughput,
            low: throughput * (1 - width),
            high: throughput * (1 + width),
            p99: subject.latency.p99 / baseline.latency.p99,
          };
          return [subject, baseline];
        }),
      ),
    ),
  );
  return reportOf(measurements, records);
}

const mixOf = (store: string) => [`${store} mix`, 0.3, 0.1] as const;

export const reportOf = (measurements: Measurement[], records: number[]): Report => ({
  format: 1,
  startedAt: "2026-03-01T09:30:12.512Z",
  finishedAt: "2026-03-01T09:52:40.001Z",
  facts: [
    ["machine", "2 × Example CPU at 2.9 GHz, 24 GiB, linux 6.1 x64; load 0.20 0.31 0.28"],
    ["software", "node 20.20.2, pg 8.23.1, better-sqlite3 12.11.1"],
    ["SQLite", "3.53.0, WAL, synchronous = normal, cache_size 64 MiB"],
    ["PostgreSQL", "18.4, shared_buffers 128 MB, synchronous_commit on, pool of 8"],
  ],
  settings: {
    records,
    workers: 8,
    stores: Object.keys(OPERATIONS),
    rate: null,
    seconds: 4,
    targetP99Ms: 10,
  },
  measurements,
});

type Load = Pick<Measurement, "engine" | "store" | "operation" | "records" | "workers" | "contender">;

/** Log-normal around the median; one call in a hundred is several times slower. */
export function measurement(random: () => number, load: Load, median: number, spread: number): Measurement {
  const calls = 300;
  const latencies = Array.from({ length: calls }, () => {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const tail = random() < 0.012 ? 2 + 5 * random() : 1;
    return median * Math.exp(spread * normal) * tail;
  }).sort((a, b) => a - b);
  const mean = latencies.reduce((sum, each) => sum + each, 0) / calls;
  const seconds = 4.03;
  const throughput = (1000 / mean) * Math.min(load.workers, 2);
  const count = Math.round(throughput * seconds);
  const sliceMs = 100;
  const slices = Math.ceil((seconds * 1000) / sliceMs);
  return {
    ...load,
    loop: "closed",
    rate: null,
    count,
    failures: 0,
    failureCodes: {},
    successRate: 1,
    seconds,
    throughput,
    latency: latencyOf(latencies, mean),
    histogram: histogramOf(latencies, count / calls),
    overTime: {
      sliceMs,
      calls: Array.from({ length: slices }, (_, i) => {
        const part = i === slices - 1 ? 0.3 : 1;
        const stall = random() < 0.02 ? 0.6 : 1;
        return Math.round(((throughput * sliceMs) / 1000) * part * stall * (0.93 + 0.12 * random()));
      }),
    },
    rounds: Array.from({ length: 5 }, () => ({ throughput, p99: latencies[Math.floor(calls * 0.99)]! })),
    ratio: null,
  };
}

function latencyOf(sorted: readonly number[], mean: number): Latency {
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
  return {
    mean,
    p50: at(0.5),
    p90: at(0.9),
    p95: at(0.95),
    p99: at(0.99),
    p999: at(0.999),
    max: sorted.at(-1)!,
  };
}

/** About 30 buckets for a factor of two. */
function histogramOf(sorted: readonly number[], weight: number): [number, number][] {
  const bins = new Map<number, number>();
  for (const each of sorted) {
    const bin = Math.ceil(Math.log2(each) * 30);
    bins.set(bin, (bins.get(bin) ?? 0) + 1);
  }
  return [...bins].map(([bin, calls]) => [2 ** (bin / 30), Math.round(calls * weight)]);
}

/** Mulberry32. */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
