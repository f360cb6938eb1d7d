import { createHash } from "node:crypto";
import { invalid } from "../../core/errors";
import { checkName } from "../../core/input/arguments";
import { isObject } from "../../core/input/snapshot";
import type { Call } from "../../db/call";
import { configNamed } from "../configs/cached-config";
import {
  checkConfigSettings,
  type RetrievalConfigInput,
  type RetrievalConfigSettings,
} from "../configs/settings";
import { bootstrapped } from "./bootstrap";
import { checkK } from "./evaluate";
import { meanFigures, meanOf, rounded } from "./figures";
import { type Axis, axesOf } from "./grid";
import { judgedQueries, object } from "./judged";
import { ndcgsOf, type Run, runQueries } from "./run";
import type { RetrievalJudged, RetrievalJudgedQuery, RetrievalTuneHalf, RetrievalTuning } from "./types";

/** Writes the found settings, and returns the version. */
export type SaveConfig = (input: RetrievalConfigInput) => Promise<{ name: string; version: number }>;

/** Finds settings on one half of the judged queries, and reports on both. */
export async function tune(call: Call, given: unknown, save: SaveConfig): Promise<RetrievalTuning> {
  const query = object(given, "", ["dataset", "log", "config", "over", "k", "save"]);
  const k = checkK(query.k);
  const axes = axesOf(query.over);
  const saveAs = query.save === undefined ? null : checkName(query.save, "save");
  const from = await startingSettings(call, query.config);
  const { queries, skipped } = await judgedQueries(call, query as RetrievalJudged);
  const [tuned, heldOut] = halvesOf(queries);
  if (tuned.length === 0 || heldOut.length === 0)
    throw invalid(query.dataset === undefined ? "log" : "dataset", "has too few queries for two halves");
  const search = await coordinateSearch(call, { from, axes, queries: tuned, k });
  const { settings, trials } = search;
  const before = await runQueries(call, from, { queries: heldOut, k });
  const after = await runQueries(call, settings, { queries: heldOut, k });
  return {
    k,
    skipped,
    settings,
    tuned: halfOf(search.before, search.after),
    heldOut: halfOf(before, after),
    trials,
    saved: saveAs === null ? null : await saved(save, { ...settings, name: saveAs }),
  };
}

async function saved(save: SaveConfig, input: RetrievalConfigInput): Promise<RetrievalTuning["saved"]> {
  const { name, version } = await save(input);
  return { name, version };
}

async function startingSettings(call: Call, given: unknown): Promise<RetrievalConfigSettings> {
  if (given === undefined) return {};
  if (typeof given === "string") return (await configNamed(call, given)).settings;
  if (!isObject(given)) throw invalid("config", "must be the name of a configuration, or its settings");
  return checkConfigSettings(given, "config");
}

/**
 * Two halves by a bit of the text's hash: a query stays in its half whatever else is judged, and
 * the same text is never in both.
 */
export function halvesOf(
  queries: readonly RetrievalJudgedQuery[],
): [RetrievalJudgedQuery[], RetrievalJudgedQuery[]] {
  const isFirst = ({ text }: RetrievalJudgedQuery): boolean =>
    createHash("sha256").update(text).digest()[0]! % 2 === 0;
  return [queries.filter(isFirst), queries.filter((each) => !isFirst(each))];
}

interface Search {
  from: RetrievalConfigSettings;
  axes: readonly Axis[];
  queries: readonly RetrievalJudgedQuery[];
  k: number;
}

/**
 * Coordinate search: the best value of one member, then of the next with the former ones kept. Only
 * a better nDCG replaces what was found before, so that ties keep the settings to start from.
 */
async function coordinateSearch(call: Call, { from, axes, queries, k }: Search) {
  const before = await runQueries(call, from, { queries, k });
  let best = { settings: from, run: before };
  const ndcgOf = (run: Run): number => rounded(meanOf(ndcgsOf(run)));
  const trials = [{ settings: from, ndcg: ndcgOf(before) }];
  for (const axis of axes) {
    const { settings: kept } = best;
    for (const value of axis) {
      const settings = withoutUndefined({ ...kept, ...value });
      const run = await runQueries(call, settings, { queries, k });
      trials.push({ settings, ndcg: ndcgOf(run) });
      if (ndcgOf(run) > ndcgOf(best.run)) best = { settings, run };
    }
  }
  return { settings: best.settings, before, after: best.run, trials };
}

const withoutUndefined = (settings: RetrievalConfigSettings): RetrievalConfigSettings =>
  Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));

const halfOf = (before: Run, after: Run): RetrievalTuneHalf => ({
  queries: before.figures.length,
  before: meanFigures(before.figures),
  after: meanFigures(after.figures),
  difference: bootstrapped(ndcgsOf(before), ndcgsOf(after)),
});
