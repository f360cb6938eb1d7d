import type { Database } from "../../db/database";
import { cutoverOf, rejectsOf, resumeOf, rollbackOf } from "../command-text";
import { followStateOf } from "../follow/lag";
import { endedByRow, insteadOfResuming } from "../ledger/invalid-row";
import type { RunRecord, SourceRecord, StepRecord } from "../ledger/ledger";
import { ranked } from "../ledger/tally";
import type { Step } from "../read/step";
import { stepName } from "../read/step";
import type { MigrationReport, SourceReport, TableReport } from "../report/types";
import { SOURCES } from "../sources";
import { type StepVerification, verificationKey } from "../step/verify-step";
import { consequencesOf } from "./purge";

/** What the report of a run is made of. */
export interface ReportFacts {
  run: RunRecord;
  steps: readonly StepRecord[];
  /** By source and step, where it was looked. */
  verifications: ReadonlyMap<string, StepVerification>;
  database: Database;
  dryRun: boolean;
}

export function reportOf({ run, steps, verifications, database, dryRun }: ReportFacts): MigrationReport {
  const sources = run.sources.map((source): SourceReport => {
    const own = stepsOf(source).flatMap((step) => {
      const record = steps.find((each) => each.source === source.name && each.step === stepName(step));
      const verification = verifications.get(verificationKey(source.name, stepName(step)));
      return record ? [{ step, table: tableReport(step, record, verification) }] : [];
    });
    return {
      path: source.path,
      sha256: source.sha256,
      source: source.kind,
      name: source.name,
      tier: source.tier as SourceReport["tier"],
      unknownTables: source.unknownTables,
      tables: own.filter(({ step }) => step.derived === undefined).map(({ table }) => table),
      derived: own.filter(({ step }) => step.derived !== undefined).map(({ table }) => table),
    };
  });
  return {
    runId: run.id,
    status: run.status,
    startedAt: run.startedAt.toISOString(),
    finishedAt: run.finishedAt?.toISOString() ?? null,
    dryRun,
    target: { engine: database.dialect.engine, place: database.dialect.bulk.place() },
    sources,
    following: followStateOf(run),
    error: run.error,
    next: [...next(run, sources), ...(run.purged ? consequencesOf(run.purged) : [])],
  };
}

function tableReport(
  step: Step,
  { sourceRows, tally, status }: StepRecord,
  verification: StepVerification | undefined,
): TableReport {
  const verified =
    verification?.verified ?? (status === "verified" ? true : status === "differs" ? false : null);
  return {
    table: step.table,
    target: step.target.table,
    sourceRows,
    moved: tally.moved,
    quarantined: tally.quarantined,
    unchanged: tally.unchanged,
    duplicates: tally.duplicates,
    duplicateExample: tally.duplicateExample,
    updated: tally.updated,
    kept: tally.kept,
    coercions: ranked(tally.coercions),
    extraColumns: Object.entries(tally.extras).map(([column, { count }]) => ({
      column,
      values: count,
      kept: step.keepsExtras === true,
    })),
    reasons: ranked(tally.reasons).map(({ name, count, example }) => ({ reason: name, count, example })),
    verified,
    differing: verification?.differing ?? 0,
    differences: verification?.differences ?? [],
    seconds: Math.round(tally.seconds * 1000) / 1000,
  };
}

const stepsOf = ({ kind }: SourceRecord): readonly Step[] =>
  SOURCES.find((source) => source.kind === kind)?.steps ?? [];

/** What an operator would want to do now. */
function next(run: RunRecord, sources: readonly SourceReport[]): string[] {
  const { id, status, purged } = run;
  const unverified = sources.some(({ tables }) => tables.some(({ verified }) => verified === false));
  switch (status) {
    case "done_with_quarantine":
      if (purged && purged.quarantined > 0) return [];
      return [`${rejectsOf(id)} lists the rows in quarantine; mended rows are retried with --retry.`];
    case "interrupted":
      return [`${resumeOf(id)} resumes the run where it stopped.`];
    case "failed":
      if (endedByRow(run)) return [`A row ended the run: ${insteadOfResuming(id)}.`];
      return unverified
        ? [`Rows differ: ${rollbackOf(id)} restores the target as it was.`]
        : [`Mend the cause and resume the run with ${resumeOf(id)}, or roll it back with ${rollbackOf(id)}.`];
    case "rolling_back":
      return [`${rollbackOf(id)} completes a rollback that was interrupted.`];
    case "following":
      return [`When the application has stopped writing to the old files, ${cutoverOf(id)} ends the run.`];
    default:
      return [];
  }
}
