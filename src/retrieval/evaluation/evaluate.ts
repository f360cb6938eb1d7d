import { invalid } from "../../core/errors";
import { elementsOf } from "../../core/input/snapshot";
import type { Call } from "../../db/call";
import { configNamed } from "../configs/cached-config";
import { checkConfigInput, type RetrievalConfigSettings } from "../configs/settings";
import { bootstrapped } from "./bootstrap";
import { meanFigures, percentile } from "./figures";
import { judgedQueries, object } from "./judged";
import { ndcgsOf, type Run, runQueries } from "./run";
import type { RetrievalConfigFigures, RetrievalEvaluation, RetrievalJudged } from "./types";

const MOST_CONFIGS = 20;
const DEFAULTS = [{ name: "default" }];

/** A configuration to compare. */
export interface Compared {
  name: string;
  version: number | null;
  settings: RetrievalConfigSettings;
}

/** Runs judged queries under each configuration. */
export async function evaluate(call: Call, given: unknown): Promise<RetrievalEvaluation> {
  const query = object(given, "", ["dataset", "log", "configs", "k"]);
  const k = checkK(query.k);
  const configs = await comparedConfigs(call, query.configs ?? DEFAULTS);
  const { queries, skipped } = await judgedQueries(call, query as RetrievalJudged);
  const runs: Run[] = [];
  for (const { settings } of configs) runs.push(await runQueries(call, settings, { queries, k }));
  return {
    k,
    queries: queries.length,
    skipped,
    configs: configs.map(({ name, version }, i): RetrievalConfigFigures => {
      const run = runs[i]!;
      return {
        name,
        version,
        ...meanFigures(run.figures),
        latencyMs: { p50: percentile(run.latencies, 0.5), p95: percentile(run.latencies, 0.95) },
        difference: i === 0 ? null : bootstrapped(ndcgsOf(runs[0]!), ndcgsOf(run)),
      };
    }),
  };
}

async function comparedConfigs(call: Call, given: unknown): Promise<Compared[]> {
  const list = elementsOf(given, MOST_CONFIGS);
  if (list === null || list.length === 0)
    throw invalid("configs", `must be a list of 1 to ${MOST_CONFIGS} configurations`);
  const configs: Compared[] = [];
  for (const [i, each] of list.entries()) {
    const field = `configs[${i}]`;
    configs.push(
      typeof each === "string"
        ? await configNamed(call, each, field)
        : { ...checkConfigInput(each, field), version: null },
    );
  }
  return configs;
}

/** @throws UnifiedStoreError `validation` */
export function checkK(k: unknown = 10): number {
  if (!(Number.isInteger(k) && (k as number) >= 1 && (k as number) <= 100))
    throw invalid("k", "must be a whole number from 1 to 100");
  return k as number;
}
