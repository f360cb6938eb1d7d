import type { Database } from "../../db/database";
import { followStateOf } from "../follow/file/lag";
import type { RunRecord, SourceRecord } from "../ledger/run-record";
import type { StepRecord } from "../ledger/steps";
import { ranked } from "../ledger/tally";
import { type Step, stepName } from "../read/step";
import { type NextAction, type NextStep, note } from "../report/next-step";
import type { MigrationReport, SourceReport, TableReport } from "../report/types";
import { SOURCES } from "../sources";
import { type StepVerification, verificationKey } from "../step/verify-step";
import { consequencesOf } from "./purge-run";

/** What the report of a run is made of. */
export interface ReportFacts {
  run: RunRecord;
  steps: readonly StepRecord[];
  /** By source and step, where they were verified. */
  verifications: ReadonlyMap<string, StepVerification>;
  database: Database;
  dryRun: boolean;
}

export function reportOf(facts: ReportFacts): MigrationReport {
  const { run, steps, verifications, database, dryRun } = facts;
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
    target: { engine: database.dialect.engine, place: database.dialect.address() },
    sources,
    following: followStateOf(run),
    error: run.error,
    next: nextOf(facts, sources),
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

/** The next steps of an operator. A dry run has none: nothing was written. */
function nextOf({ run, dryRun }: ReportFacts, sources: readonly SourceReport[]): NextStep[] {
  const { id: runId, purged } = run;
  const action = dryRun ? null : nextAction(run, sources);
  const consequences = purged ? consequencesOf(purged).map(note) : [];
  return action === null ? consequences : [{ action, runId }, ...consequences];
}

function nextAction(run: RunRecord, sources: readonly SourceReport[]): NextAction | null {
  const unverified = sources.some(({ tables }) => tables.some(({ verified }) => verified === false));
  switch (run.status) {
    case "done_with_quarantine":
      return run.purged && run.purged.quarantined > 0 ? null : "list_rejections";
    case "interrupted":
      return "resume";
    case "failed":
      if (run.endedByRejection) return "mend_row";
      return unverified ? "roll_back" : "resume_or_roll_back";
    case "rolling_back":
      return "complete_rollback";
    case "following":
      return "cut_over";
    default:
      return null;
  }
}
