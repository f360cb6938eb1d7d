import type { MigrationReport } from "../../../src/data-migration/report/types";
import { differingReport, fullReport, migrationReport, sourceReport, tableReport } from "./sample";

/** The kinds of reports, with the expected text of the verdict. */
export const STATES: Record<string, { report: MigrationReport; verdict: string }> = {
  "all rows moved": {
    report: migrationReport({ sources: [sourceReport(), sourceReport({ source: "kg", tier: "P1" })] }),
    verdict: "✓ All 4,000 rows of 2 files were moved and verified.",
  },
  "all rows there already": {
    report: migrationReport({
      sources: [sourceReport({ tables: [tableReport({ unchanged: 1990, kept: 10 })] })],
    }),
    verdict: "✓ All 2,000 rows of 1 file were there already and verified.",
  },
  "one row": {
    report: migrationReport({ sources: [sourceReport({ tables: [tableReport({ sourceRows: 1 })] })] }),
    verdict: "✓ The one row of 1 file was moved and verified.",
  },
  "no rows": {
    report: migrationReport({ sources: [sourceReport({ tables: [tableReport({ sourceRows: 0 })] })] }),
    verdict: "✓ There were no rows to move.",
  },
  "no files": { report: migrationReport({ sources: [] }), verdict: "✓ There were no rows to move." },
  "no verification": {
    report: migrationReport({ sources: [sourceReport({ tables: [tableReport({ verified: null })] })] }),
    verdict: "✓ All 2,000 rows of 1 file were moved. Nothing has been verified.",
  },
  "half a verification": {
    report: migrationReport({
      sources: [sourceReport({ tables: [tableReport({ sourceRows: 1 }), tableReport({ verified: null })] })],
    }),
    verdict: "✓ All 2,001 rows of 1 file were moved. Verified so far: 1 of 2 tables.",
  },
  "rows in quarantine": {
    report: fullReport(),
    verdict: "! 1,250,305 of 1,250,312 rows were moved and verified; 7 are in quarantine.",
  },
  "one row in quarantine": {
    report: migrationReport({
      status: "done_with_quarantine",
      sources: [sourceReport({ tables: [tableReport({ sourceRows: 2, quarantined: 1 })] })],
    }),
    verdict: "! 1 of 2 rows was moved and verified; 1 is in quarantine.",
  },
  "rows that are nowhere": {
    report: migrationReport({ sources: [sourceReport({ tables: [tableReport({ moved: 1998 })] })] }),
    verdict: "✗ 2 of 2,000 rows are neither moved nor in quarantine: the counts do not agree.",
  },
  "rows that differ": {
    report: differingReport(),
    verdict: "✗ Verification failed: 3 rows of 1 table are not in the target as they should be.",
  },
  "a row that differs": {
    report: migrationReport({
      status: "failed",
      sources: [sourceReport({ tables: [tableReport({ verified: false, differing: 1 })] })],
    }),
    verdict: "✗ Verification failed: 1 row of 1 table is not in the target as it should be.",
  },
  "a failure halfway": {
    report: migrationReport({
      status: "failed",
      error: "the connection was lost",
      sources: [sourceReport({ tables: [tableReport({ moved: 999, quarantined: 1, verified: null })] })],
    }),
    verdict: "✗ The run failed after 1,000 of 2,000 rows (50 %), of which 1 went to quarantine.",
  },
  "a failure at the beginning": {
    report: migrationReport({ status: "failed", sources: [], error: "the target cannot be reached" }),
    verdict: "✗ The run failed before any row was moved.",
  },
  "an interruption": {
    report: migrationReport({
      status: "interrupted",
      sources: [sourceReport({ tables: [tableReport({ moved: 500, verified: null, seconds: 0 })] })],
    }),
    verdict: "! The run was interrupted after 500 of 2,000 rows (25 %).",
  },
  "an interruption before all files were begun": {
    report: migrationReport({
      status: "interrupted",
      sources: [sourceReport(), sourceReport({ source: "kg", tier: "P1", tables: [] })],
    }),
    verdict: "! The run was interrupted after 2,000 of 2,000 rows of 1 of 2 files.",
  },
  "a run that is not over": {
    report: migrationReport({
      status: "running",
      finishedAt: null,
      sources: [sourceReport({ tables: [tableReport({ moved: 1, verified: null })] })],
    }),
    verdict: "… 1 of 2,000 rows (0.05 %) so far.",
  },
  "a run that follows": {
    report: migrationReport({ status: "following", finishedAt: null }),
    verdict:
      "… All 2,000 rows of 1 file were moved and verified. What changes in the files is applied as it comes.",
  },
  "a dry run": {
    report: fullReport({ dryRun: true }),
    verdict: "! 1,250,305 of 1,250,312 rows would be moved; 7 would go to quarantine.",
  },
  "a dry run in which all fits": {
    report: migrationReport({ dryRun: true }),
    verdict: "✓ All 2,000 rows of 1 file would be moved.",
  },
  "a run with an interrupted rollback": {
    report: migrationReport({ status: "rolling_back" }),
    verdict: "! The rollback of this run is under way, or was interrupted: some of its rows are gone.",
  },
  "a run that was rolled back": {
    report: migrationReport({ status: "rolled_back" }),
    verdict: "↩ The rows that this run had moved were removed from the target.",
  },
  "times that are none": {
    report: migrationReport({
      startedAt: "?",
      finishedAt: "",
      sources: [sourceReport({ tables: [tableReport({ seconds: Number.NaN })] })],
    }),
    verdict: "✓ All 2,000 rows of 1 file were moved and verified.",
  },
};
