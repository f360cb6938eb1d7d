import { writeFileSync } from "node:fs";
import type { Facts } from "../types";
import { left, table } from "./format";

/** One figure that is asked, and what was measured. */
export interface MeasuredTarget {
  what: string;
  asked: string;
  measured: string;
  met: boolean;
}

const verdict = ({ met }: MeasuredTarget): string => (met ? "pass" : "MISS");

export const outcomeLine = (outcome: MeasuredTarget): string =>
  `${verdict(outcome)}  ${outcome.what}: ${outcome.measured}`;

/** All of them as a table, and with `json` in a file. */
export function publishOutcomes(
  outcomes: readonly MeasuredTarget[],
  { facts, rows, json }: { facts: Facts; rows: number; json: string | null },
): void {
  const columns = [left("what"), left("asked"), left("measured"), left("")];
  const lines = outcomes.map((each) => [each.what, each.asked, each.measured, verdict(each)]);
  console.log(`\n${table(columns, lines)}`);
  if (json !== null)
    writeFileSync(json, `${JSON.stringify({ at: new Date(), facts, rows, outcomes }, null, 2)}\n`);
}
