import type * as TypeOrm from "typeorm";
import { UnifiedStoreError } from "../core/errors";
import type { Loan } from "../dialect/mapping";

/** What the engine answers: rows, or what a statement without rows did. */
type Answer = { rows: unknown[] } | { changes: number; lastInsertRowid: number | bigint };

/**
 * What a query runner has for its subclasses: ours is one in all but name, for TypeORM is loaded
 * late.
 */
export interface Runner extends Omit<TypeOrm.QueryRunner, "isReleased" | "broadcaster"> {
  isReleased: boolean;
  broadcaster: { broadcast(event: string, ...about: unknown[]): Promise<void> };
}

export interface Query {
  typeorm: typeof TypeOrm;
  runner: Runner;
  borrowed(): Promise<Loan>;
}

/**
 * One statement, told to subscribers and loggers as TypeORM's own query runner does, and sent when
 * it is its turn.
 */
export async function query(
  { typeorm, runner, borrowed }: Query,
  text: string,
  given: unknown,
  structured: boolean,
): Promise<unknown> {
  if (runner.isReleased) throw new typeorm.QueryRunnerAlreadyReleasedError();
  if (given && !Array.isArray(given)) throw new typeorm.NamedPlaceholdersNotSupportedError();
  const { logger, options } = runner.dataSource;
  const told = runner as unknown as TypeOrm.QueryRunner;
  // The driver takes no booleans.
  const values = ((given ?? []) as unknown[]).map((value) =>
    typeof value === "boolean" ? Number(value) : value,
  );
  const loan = await borrowed();
  logger.logQuery(text, values, told);
  await runner.broadcaster.broadcast("BeforeQuery", text, values);
  const since = Date.now();
  try {
    const answer = (await loan.send(text, values)) as Answer;
    const ms = Date.now() - since;
    const result = resultOf(new typeorm.QueryResult(), answer);
    const slow = options.maxQueryExecutionTime;
    if (slow && ms > slow) logger.logQuerySlow(ms, text, values, told);
    await runner.broadcaster.broadcast("AfterQuery", text, values, true, ms, result.raw, undefined);
    return structured ? result : result.raw;
  } catch (error) {
    logger.logQueryError(error as Error, text, values, told);
    await runner.broadcaster.broadcast("AfterQuery", text, values, false, undefined, undefined, error);
    // What we refuse is no failure of the query: it is told as it is.
    if (error instanceof UnifiedStoreError) throw error;
    throw new typeorm.QueryFailedError(text, values, error as Error);
  }
}

function resultOf(result: TypeOrm.QueryResult, answer: Answer): TypeOrm.QueryResult {
  if ("rows" in answer) return Object.assign(result, { raw: answer.rows, records: answer.rows });
  return Object.assign(result, { raw: answer.lastInsertRowid, affected: answer.changes });
}
