import type { StoreStats, TenantErasure, TenantStats, TenantTableStats } from "../../manager";
import { bytes, NONE, plural, whole } from "../../presentation/figures";
import { left, right, table } from "../../presentation/terminal/table";
import { printable } from "../../presentation/terminal/width";

const time = (at: Date | null): string => at?.toISOString().slice(0, 19).replace("T", " ") ?? NONE;

const nameOf = ({ tenant, workspace }: { tenant: string; workspace: string | null }): string =>
  printable(workspace === null ? tenant : `${tenant}, workspace ${workspace}`);

/** The tables of one tenant, by store. */
export function tenantText(stats: TenantStats, columns: number): string {
  if (stats.rows === 0) return `${nameOf(stats)} has no rows.`;
  const rows = stats.stores.flatMap(({ store, tables }: StoreStats<TenantTableStats>) =>
    tables.map((each, i) => [
      i === 0 ? store : "",
      each.table,
      whole(each.rows),
      bytes(each.bytes),
      time(each.oldest),
      time(each.newest),
    ]),
  );
  const shape = [
    left("store"),
    left("table"),
    right("rows"),
    right("bytes"),
    left("oldest", { dispensable: 2 }),
    left("newest", { dispensable: 1 }),
  ];
  return `${table(shape, rows, columns)}\n${nameOf(stats)}: ${plural(stats.rows, "row")}, ${bytes(stats.bytes)}`;
}

/** A line for each tenant. */
export function allTenantsText(all: readonly TenantStats[], columns: number): string {
  if (all.length === 0) return "There are no tenants: the database has no rows.";
  const rows = all.map((each) => [
    printable(each.tenant),
    whole(each.rows),
    bytes(each.bytes),
    time(each.oldest),
    time(each.newest),
  ]);
  const shape = [
    left("tenant", { atLeast: 12 }),
    right("rows"),
    right("bytes"),
    left("oldest", { dispensable: 2 }),
    left("newest", { dispensable: 1 }),
  ];
  return table(shape, rows, columns);
}

/** The receipt for people. */
export function erasureText(receipt: TenantErasure): string {
  const { dryRun, deleted, rows, passes, remaining, complete } = receipt;
  const done = dryRun ? "would be deleted" : "deleted";
  const lines = [`${nameOf(receipt)}: ${plural(rows, "row")} ${done}`, ...counts(deleted)];
  if (receipt.redactedReports > 0)
    lines.push(`Examples were removed from ${plural(receipt.redactedReports, "report")} of data migrations.`);
  if (dryRun) return [...lines, "Nothing was deleted: this was a dry run."].join("\n");
  if (complete) return [...lines, "Counted again: nothing is left."].join("\n");
  return [
    ...lines,
    `Rows were written meanwhile, and are left after ${passes} passes:`,
    ...counts(remaining),
    "Stop the application's writes for this tenant, and run the same command again.",
  ].join("\n");
}

const counts = (of: Record<string, number>): string[] =>
  Object.entries(of)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, rows]) => `  ${name}: ${whole(rows)}`);
