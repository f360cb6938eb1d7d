import type { Debate, DebateEvent } from "../../../src/stores/debates/types";
import type { Baseline } from "../baseline";

/** Columns of a debate in order. `unknown`: the engines write these values differently. */
type DebateColumns = [string, string, number, string | null, string | null, unknown, unknown, number];

export const debateReader =
  ({ codec: { date } }: Baseline) =>
  (columns: unknown[]): Debate => {
    const row = columns as DebateColumns;
    return {
      id: row[0],
      query: row[1],
      rounds: row[2],
      panel: row[3] === null ? null : JSON.parse(row[3]),
      finalOutput: row[4],
      createdAt: date(row[5]),
      concludedAt: row[6] === null ? null : date(row[6]),
      version: row[7],
    };
  };

/** An event of any kind: its role, its other names, its text. The figures of a turn come last. */
type EventColumns = [
  DebateEvent["kind"],
  string,
  string,
  number,
  unknown,
  string,
  string,
  string,
  number | null,
  number | null,
  number | null,
];

export const eventReader =
  ({ codec: { date } }: Baseline) =>
  (columns: unknown[]): DebateEvent => {
    const row = columns as EventColumns;
    const shared = { id: row[1], debateId: row[2], round: row[3], createdAt: date(row[4]) };
    if (row[0] === "critique")
      return { kind: "critique", ...shared, from: row[5], to: row[6], content: row[7] };
    if (row[0] === "vote") return { kind: "vote", ...shared, voter: row[5], chosen: row[6], reason: row[7] };
    return {
      kind: "turn",
      ...shared,
      role: row[5],
      model: row[6],
      output: row[7],
      costUsd: row[8],
      latencyMs: row[9],
      confidence: row[10],
    };
  };
