import type { Tier } from "../read/step";
import type { MigrationReport, TableReport } from "./types";

/** Sums over the tables of a run. */
export interface Totals {
  files: number;
  /** Files that the run has not come to: nothing is known of their rows. */
  waiting: number;
  tables: number;
  rows: number;
  moved: number;
  quarantined: number;
  unchanged: number;
  duplicates: number;
  updated: number;
  kept: number;
  /** Tables that were verified, and those among them with rows that differ. */
  verified: number;
  failed: number;
  differing: number;
  /** Null while it runs. */
  seconds: number | null;
}

/**
 * What was made of groups of rows is verified as tables are, but its rows are not counted twice.
 */
export function totalsOf({ sources, startedAt, finishedAt }: MigrationReport): Totals {
  const tables = sources.flatMap((source) => source.tables);
  const all = [...tables, ...sources.flatMap(({ derived }) => derived)];
  const failed = all.filter(({ verified }) => verified === false);
  const seconds = finishedAt === null ? Number.NaN : (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000;
  return {
    files: sources.length,
    waiting: sources.filter((source) => source.tables.length === 0).length,
    tables: all.length,
    rows: sumOf(tables, "sourceRows"),
    moved: sumOf(tables, "moved"),
    quarantined: sumOf(tables, "quarantined"),
    unchanged: sumOf(tables, "unchanged"),
    duplicates: sumOf(tables, "duplicates"),
    updated: sumOf(tables, "updated"),
    kept: sumOf(tables, "kept"),
    verified: all.filter(({ verified }) => verified !== null).length,
    failed: failed.length,
    differing: sumOf(failed, "differing"),
    seconds: Number.isFinite(seconds) ? Math.max(0, seconds) : null,
  };
}

type Count = {
  [Key in keyof TableReport]: TableReport[Key] extends number ? Key : never;
}[keyof TableReport];

export const sumOf = (tables: readonly TableReport[], count: Count): number =>
  tables.reduce((sum, table) => sum + table[count], 0);

/** Rows that were read in a second; null where that took no time. */
export const rowsPerSecond = (rows: number, seconds: number | null): number | null =>
  seconds === null || seconds <= 0 || rows === 0 ? null : rows / seconds;

/** The tiers, the critical one first, and what they mean. */
const TIERS: readonly { tier: Tier; meaning: string }[] = [
  { tier: "P0", meaning: "critical" },
  { tier: "P1", meaning: "important" },
  { tier: "P2", meaning: "nice to have" },
];

/** Those tiers that have sources, with them. */
export const byTier = <S extends { tier: Tier }>(
  sources: readonly S[],
): { tier: Tier; meaning: string; sources: S[] }[] =>
  TIERS.map((each) => ({ ...each, sources: sources.filter(({ tier }) => tier === each.tier) })).filter(
    (each) => each.sources.length > 0,
  );
