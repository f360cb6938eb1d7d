import { type CallLimits, readOptions, startDeadline } from "../../core/call/deadline";
import type { StopSignal } from "../../core/call/stop-signal";
import { invalid, type UnifiedStoreError } from "../../core/errors";
import { databaseOf } from "../../database-of";
import type { Database } from "../../db/database";
import { failure } from "../../db/failure";
import { expectedParts } from "../../db/schema/expected-parts";
import { type Found, found } from "../../dialect/diagnostics/check";
import type { UnifiedStoreManager } from "../../manager";
import type { Subject } from "./check";
import { COMMON_CHECKS } from "./checks";
import { diagnosisOf } from "./diagnosis";
import type { DiagnoseOptions, Diagnosis, Finding } from "./types";

const OPERATION = "diagnose";
const CHECK_MS = 10_000;
const LONG_TRANSACTION_MS = 300_000;

/** A check with all that it needs. */
interface Bound {
  id: string;
  look(signal: StopSignal | undefined): Promise<Found[]> | Found[];
}

/**
 * Looks for what is wrong with a database: connection, privileges, schema migrations, indexes, dead
 * rows, statistics, locks, settings, damage. It only reads. Each check has a deadline. One that
 * fails, or that the role may not make, is a finding of level `info`, and the others go on. Where
 * the database does not answer, that is an error, and only the pool is looked at. On SQLite a check
 * reads on this thread: `integrity` reads the whole file, a table at a time.
 *
 * @param options.only ids of the checks to make, such as `missing-index`. Default: all.
 * @param options.checkTimeoutMs milliseconds that one check may take. Default 10,000.
 * @param options.longTransactionMs transactions that are open for as many milliseconds are
 * reported. Default 300,000.
 * @param options.onProgress called before each check
 * @returns all findings, the worst first
 * @throws UnifiedStoreError `validation`, `aborted`, `timeout`, `closed`
 * @example
 * const { findings } = await diagnose(stores);
 * for (const { level, found, cure } of findings) console.log(level, found, cure ?? "");
 */
export async function diagnose(
  stores: UnifiedStoreManager,
  options: DiagnoseOptions = {},
): Promise<Diagnosis> {
  const database = databaseOf(stores);
  const checked = checkedOptions(options);
  const { checkTimeoutMs = CHECK_MS, onProgress } = checked;
  const { signal, clear } = startDeadline(checked);
  const [at, start] = [new Date(), performance.now()];
  database.enter({ operation: OPERATION });
  try {
    signal?.throwIfAborted();
    mustBeKnown(database, checked.only);
    const pool = database.dialect.pool();
    const health = await stores.health({ timeoutMs: checkTimeoutMs, ...(signal && { signal }) });
    signal?.throwIfAborted();
    const checks = await boundTo(
      { database, health, pool },
      { ...checked, signal, timeoutMs: checkTimeoutMs },
    );
    const findings: Finding[] = [];
    for (const [done, { id, look }] of checks.entries()) {
      onProgress?.({ check: id, done, total: checks.length });
      const made = await inTime(database, look, { timeoutMs: checkTimeoutMs, signal });
      findings.push(...made.map((each) => ({ id, ...each })));
    }
    return diagnosisOf({
      engine: health.engine,
      place: database.dialect.address(),
      at,
      durationMs: performance.now() - start,
      checks: checks.map(({ id }) => id),
      findings,
    });
  } catch (error) {
    throw failure(error, database.dialect, { operation: OPERATION }, signal, false);
  } finally {
    clear();
    database.leave();
  }
}

async function boundTo(
  facts: Omit<Subject, "context">,
  { longTransactionMs = LONG_TRANSACTION_MS, only, ...limits }: DiagnoseOptions & CallLimits,
): Promise<Bound[]> {
  const { dialect } = facts.database;
  const asked = <T>(question: (signal?: StopSignal) => Promise<T>) => answerOf(question, limits);
  // The server may answer although a session has locked a table that `health` reads.
  const isUp = facts.health.status !== "down" || (await asked((end) => dialect.version(end))) !== null;
  const applied = isUp ? await asked((end) => dialect.schema.applied(end)) : [];
  const context = { ...(await expectedParts(dialect, applied)), longTransactionMs };
  const subject: Subject = { ...facts, context };
  const common = COMMON_CHECKS.filter(({ whenDown }) => isUp || whenDown).map(({ id, look }) => ({
    id,
    look: (end: StopSignal | undefined) => look(subject, end),
  }));
  const own = dialect.diagnostics.checks.map(({ id, look }) => ({
    id,
    look: (end: StopSignal | undefined) => look(context, end),
  }));
  return [...common, ...(isUp ? own : [])].filter(
    // Whatever was asked for, a database that is down is told.
    ({ id }) => only === undefined || only.includes(id) || (!isUp && id === "connection"),
  );
}

/** Null where there is no answer in time. @throws the outer signal's reason */
async function answerOf<T>(
  question: (signal?: StopSignal) => Promise<T>,
  { signal: outer, timeoutMs }: CallLimits,
): Promise<T | null> {
  const { signal, clear } = startDeadline({ timeoutMs }, outer);
  try {
    return await question(signal);
  } catch {
    outer?.throwIfAborted();
    return null;
  } finally {
    clear();
  }
}

/** The ids of the checks of an engine, in the order of the report. */
const idsOf = ({ dialect }: Database): string[] =>
  [...COMMON_CHECKS, ...dialect.diagnostics.checks].map(({ id }) => id);

/** @throws UnifiedStoreError `validation` */
function mustBeKnown(database: Database, only: readonly string[] | undefined): void {
  if (only === undefined) return;
  const known = idsOf(database);
  const unknown = only.find((id) => !known.includes(id));
  if (unknown !== undefined || only.length === 0)
    throw invalid("options.only", `must be a list of checks of this engine: ${known.join(", ")}`);
}

/** A failure of a check is what it found, but where the whole diagnosis has ended. */
async function inTime(
  database: Database,
  look: Bound["look"],
  { timeoutMs, signal: outer }: { timeoutMs: number; signal: StopSignal | undefined },
): Promise<Found[]> {
  const { signal, clear } = startDeadline({ timeoutMs }, outer);
  try {
    return await look(signal);
  } catch (error) {
    outer?.throwIfAborted();
    const { code, message } = failure(error, database.dialect, {}, signal, false);
    if (code === "closed") throw error;
    return [found("info", null, `this could not be checked: ${message}`)];
  } finally {
    clear();
  }
}

function checkedOptions(options: DiagnoseOptions): DiagnoseOptions {
  const checked = readOptions(options, ["only", "checkTimeoutMs", "longTransactionMs", "onProgress"]);
  for (const name of ["checkTimeoutMs", "longTransactionMs"] as const) {
    const value = checked[name];
    const least = name === "checkTimeoutMs" ? 1 : 0;
    if (value !== undefined && !(typeof value === "number" && value >= least && value <= 0x7fffffff))
      throw invalid(`options.${name}`, `must be a number of milliseconds from ${least} to 2147483647`);
  }
  if (checked.only !== undefined) {
    if (!Array.isArray(checked.only)) throw invalid("options.only", "must be a list of ids of checks");
    checked.only = [...checked.only];
  }
  if (checked.onProgress !== undefined && typeof checked.onProgress !== "function")
    throw invalid("options.onProgress", "must be a function");
  return checked;
}

/**
 * The diagnosis of a database that could not be opened.
 *
 * @internal
 */
export function unopened(error: UnifiedStoreError, engine: "sqlite" | "postgres", place: string): Diagnosis {
  return diagnosisOf({
    engine: { name: engine, version: null },
    place,
    at: new Date(),
    durationMs: 0,
    checks: ["connection"],
    findings: [{ id: "connection", ...found("error", null, error.message) }],
  });
}
