import type {
  AnalyticsCall,
  AnalyticsCallInput,
  AnalyticsCallSummary,
} from "../../../src/stores/analytics/types";
import { type Baseline, newId } from "../baseline";

/** A call to write, as the baseline makes it, and its cells in the order of the statement. */
export function newCall(
  { codec }: Baseline,
  input: AnalyticsCallInput,
): { call: AnalyticsCall; cells: unknown[] } {
  const call: AnalyticsCall = {
    id: newId(),
    createdAt: new Date(),
    task: input.task,
    model: input.model,
    provider: input.provider ?? null,
    profileId: input.profileId ?? null,
    tokensIn: input.tokensIn ?? null,
    tokensOut: input.tokensOut ?? null,
    costUsd: input.costUsd ?? null,
    latencyMs: input.latencyMs ?? null,
    success: input.success ?? null,
    toolset: (input.toolset ?? null) as AnalyticsCall["toolset"],
  };
  const cells = [
    call.id,
    call.task,
    call.model,
    call.provider,
    call.profileId,
    call.tokensIn,
    call.tokensOut,
    call.costUsd,
    call.latencyMs,
    call.success === null ? null : codec.flag(call.success),
    call.toolset === null ? null : JSON.stringify(call.toolset),
    codec.instant(call.createdAt),
  ];
  return { call, cells };
}

/** Columns of a call in order. `unknown`: the engines write these values differently. */
type CallColumns = [
  string,
  string,
  string,
  string | null,
  string | null,
  unknown,
  unknown,
  number | null,
  number | null,
  unknown,
  string | null,
  unknown,
];

const whole = (value: unknown): number | null => (value === null ? null : Number(value));

export const callReader =
  ({ codec }: Baseline) =>
  (columns: unknown[]): AnalyticsCall => {
    const row = columns as CallColumns;
    return {
      id: row[0],
      task: row[1],
      model: row[2],
      provider: row[3],
      profileId: row[4],
      tokensIn: whole(row[5]),
      tokensOut: whole(row[6]),
      costUsd: row[7],
      latencyMs: row[8],
      success: row[9] === null ? null : codec.isSet(row[9]),
      toolset: row[10] === null ? null : JSON.parse(row[10]),
      createdAt: codec.date(row[11]),
    };
  };

/** A sum from its parts before and after the decimal point, in billionths. */
const sumOf = (before: unknown, behind: unknown): number =>
  Number(`${BigInt(before as string) * 1_000_000_000n + BigInt(behind as string)}e-9`);

/** Summary of an hour, whose calls have all figures here. */
export const hourReader =
  ({ codec }: Baseline) =>
  (row: unknown[]): AnalyticsCallSummary => {
    const [calls, known] = [Number(row[1]), Number(row[2])];
    const [min, max, p50, p95, p99] = row.slice(3, 8) as [number, number, number, number, number];
    const [succeeded, told] = [Number(row[10]), Number(row[11])];
    const sum = sumOf(row[8], row[9]);
    return {
      bucket: codec.date(row[0]),
      group: {},
      calls,
      succeeded,
      failed: told - succeeded,
      successRate: succeeded / told,
      tokensIn: Number(row[12]),
      tokensOut: Number(row[13]),
      costUsd: sumOf(row[14], row[15]),
      latency: { sum, mean: sum / known, min, p50, p95, p99, max },
    };
  };
