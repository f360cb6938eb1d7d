import { resolve } from "node:path";
import type { UnifiedStoreManager } from "unified-store";
import {
  type MigrationReport,
  migrationStatus,
  ProgressDisplay,
  reportText,
  runMigration,
} from "unified-store/migrate";

/** Beside the sources. The compiled code runs one folder below them. */
const DATA = resolve(__dirname, "../data");

/**
 * Moves all files. Rows that an earlier quickstart has moved are recognized, and an interrupted run
 * is resumed.
 */
export async function move(stores: UnifiedStoreManager): Promise<MigrationReport> {
  using progress = new ProgressDisplay({ stream: process.stdout, lasting: false });
  const [latest] = await migrationStatus(stores);
  const isOpen = latest && !["done", "done_with_quarantine", "rolled_back"].includes(latest.status);
  return runMigration(stores, {
    from: DATA,
    tenant: "acme",
    workspace: "main",
    onProgress: (event) => progress.update(event),
    ...(isOpen && { resume: latest.runId }),
  });
}

/** @throws Error, with the whole report, unless every row was moved and every table verified */
export function mustBeVerified(report: MigrationReport): void {
  const tables = report.sources.flatMap(({ tables, derived }) => [...tables, ...derived]);
  if (report.status !== "done" || !tables.every(({ verified }) => verified))
    throw new Error(`the stores do not have the contents of the files.\n\n${reportText(report)}`);
}
