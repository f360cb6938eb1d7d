import type { MigrationReport, SourceReport, TableReport } from "unified-store/migrate";
import { bold, format, line, table } from "./terminal";

/** The result of each table, one line each; `reportText` has more details. */
export function showReport({ sources, startedAt, finishedAt }: MigrationReport): void {
  const rows = sum(sources.flatMap(({ tables }) => tables.map(({ sourceRows }) => sourceRows)));
  const seconds = (Date.parse(finishedAt ?? startedAt) - Date.parse(startedAt)) / 1000;
  table([["", "file", "table", "rows", "", "moved", "to", "verified", ""], ...sources.flatMap(linesOf)]);
  const speed = `${seconds.toFixed(1)} s, ${format(rows / seconds)} rows/s`;
  line(bold(`All ${format(rows)} rows of ${sources.length} files moved and verified in ${speed}`));
  const lossy = sources.flatMap(({ tables }) =>
    tables.flatMap(({ coercions }) => coercions.filter((each) => each.lossy)),
  );
  const [most] = lossy.toSorted((a, b) => b.count - a.count);
  if (most)
    line(
      `${format(sum(lossy.map(({ count }) => count)))} lossy coercions, such as ${format(most.count)} × ${most.name}`,
    );
}

const linesOf = ({ tier, name, tables }: SourceReport): (string | number)[][] =>
  tables.map((each, i) => {
    const file = i === 0 ? [tier, name] : ["", ""];
    const verified = each.verified ? "✓" : "✗";
    return [...file, each.table, each.sourceRows, "→", each.moved, each.target, verified, remarkOf(each)];
  });

function remarkOf({ unchanged, duplicates, updated, kept }: TableReport): string {
  const remarks = [
    duplicates > 0 && `${format(duplicates)} duplicates`,
    unchanged > 0 && `${format(unchanged)} there already`,
    updated > 0 && `${format(updated)} updated`,
    kept > 0 && `${format(kept)} left alone`,
  ];
  return remarks.filter(Boolean).join(", ");
}

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
