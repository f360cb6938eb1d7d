import type { Measurement, Report } from "../types";
import { figure, left, right, table } from "./format";

export const ofSubject = ({ measurements }: Report): Measurement[] =>
  measurements.filter(({ contender }) => contender === "subject");

/** Only the subject in the closed loop has a target: the rate of an open loop is given. */
export const judged = (report: Report): Measurement[] =>
  ofSubject(report).filter(({ loop }) => loop === "closed");

/** Missed if the 99th percentile is not below the target, or if any call failed. */
export const missed = ({ count, failures, latency }: Measurement, targetP99Ms: number): boolean =>
  count === 0 || failures > 0 || !(latency.p99 < targetP99Ms);

export const labelOf = ({ operation, loop }: Pick<Measurement, "operation" | "loop">): string =>
  loop === "open" ? `${operation}, open loop` : operation;

/** One table for each engine: operations as rows, numbers of records as columns. */
export function targetTables(report: Report): string {
  const { targetP99Ms, workers } = report.settings;
  const all = judged(report);
  const engines = [...new Set(all.map(({ engine }) => engine))];
  return engines
    .map((engine) => {
      const here = all.filter((each) => each.engine === engine);
      const sizes = [...new Set(here.map(({ records }) => records))];
      const title = `${engine}: p99 < ${targetP99Ms} ms at ${sizes.join("/")} records and ${workers} workers`;
      const columns = [left("operation"), ...sizes.map((records) => right(`${records} records`))];
      const rows = [...new Set(here.map(labelOf))].map((label) => [
        label,
        ...sizes.map((records) => {
          const found = here.find((each) => labelOf(each) === label && each.records === records);
          return found === undefined ? "" : cell(found, targetP99Ms);
        }),
      ]);
      const few = here.some(({ count }) => count < FEW);
      return `${title}\n${table(columns, rows)}${few ? `\n* of fewer than ${FEW} calls: hardly more than the slowest call; use more --seconds` : ""}`;
    })
    .join("\n\n");
}

const FEW = 100;

function cell(measurement: Measurement, targetP99Ms: number): string {
  const { count, failures, latency } = measurement;
  const p99 = `${count < FEW ? "*" : ""}${figure(latency.p99)} ms`;
  if (!missed(measurement, targetP99Ms)) return `${p99}  pass`;
  return failures > 0 ? `${failures} failed  MISS` : `${p99}  MISS`;
}
