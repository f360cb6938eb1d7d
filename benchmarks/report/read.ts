import { readFileSync } from "node:fs";
import { CannotRun, reasonOf } from "../cannot-run";
import type { Report } from "../types";

/** @throws CannotRun if the file is missing or was not written by `--json` */
export function readReport(file: string): Report {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new CannotRun(
      `The earlier run cannot be read: ${reasonOf(error)}. Write one with \`unified-store bench --json ${file}\`.`,
    );
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {}
  if (!isReport(value))
    throw new CannotRun(
      `${file} is not the report of an earlier run: \`unified-store bench --json FILE\` of this version did not write it. Write it again.`,
    );
  return value;
}

/** Checks only the members that a comparison reads. */
function isReport(value: unknown): value is Report {
  const { format, settings, measurements } = (value ?? {}) as Partial<Report>;
  return (
    format === 1 &&
    typeof settings === "object" &&
    settings !== null &&
    ["workers", "seconds"].every((name) => typeof settings[name as "workers"] === "number") &&
    Array.isArray(measurements) &&
    measurements.length > 0 &&
    measurements.every(isMeasurement)
  );
}

function isMeasurement(value: unknown): boolean {
  const each = (value ?? {}) as Record<string, unknown>;
  return (
    ["engine", "operation", "contender", "loop"].every((name) => typeof each[name] === "string") &&
    ["records", "count", "failures", "successRate"].every((name) => typeof each[name] === "number") &&
    Array.isArray(each.rounds) &&
    each.rounds.length > 0 &&
    each.rounds.every((round) => typeof round?.throughput === "number" && typeof round?.p99 === "number")
  );
}
