import { analyticsCallTable } from "../../../entities/analytics";
import type { Scope } from "../../../src/scope";
import { callMaker } from "../../../src/stores/analytics/calls";
import type { AnalyticsCallInput } from "../../../src/stores/analytics/types";
import { filler } from "../fill";
import { idOf, timeOf, unit } from "../rows";
import { numbers } from "../sentences";
import { FilledTable } from "../table";

const TASKS = ["summarise", "debate", "routing", "extract", "chat"] as const;
const MODELS = ["model-1", "model-2", "model-3"] as const;

/** The data of the nth call. Three of a hundred calls failed. Most were fast, a few slow. */
export function callMade(n: number): AnalyticsCallInput {
  const tokensIn = Math.floor(unit(n) * 6000);
  const tokensOut = Math.floor(unit(n + 1) * 2000);
  return {
    task: TASKS[n % TASKS.length]!,
    model: MODELS[Math.floor(unit(n + 2) * MODELS.length)]!,
    provider: "provider",
    tokensIn,
    tokensOut,
    costUsd: (tokensIn + 4 * tokensOut) / 1e6,
    latencyMs: Math.round(-Math.log(1 - unit(n + 3)) * 2e6) / 1000,
    success: unit(n + 4) >= 0.03,
    toolset: ["search", "sql"],
  };
}

/** The nth call, with its id and time. */
const callRow = (n: number): AnalyticsCallInput => ({
  id: idOf("call", n),
  createdAt: timeOf(n),
  ...callMade(n),
});

export const addAnalytics = (scope: Scope, from: number, to: number): Promise<unknown> =>
  scope.analytics.calls.addMany(numbers(from, to).map(callRow));

const CALL = FilledTable.of(analyticsCallTable);

export const fillAnalytics = filler({
  tables: [CALL],
  make: (n, { db, emit }) => emit(CALL, callMaker.row(db, callRow(n))),
});
