import type * as TypeOrm from "typeorm";
import { UnifiedStoreError } from "../core/errors";
import type { Loan } from "../dialect/mapping";

/** Result of the engine: rows, or the effect of a statement without rows. */
type Answer = { rows: unknown[] } | { changes: number; lastInsertRowid: number | bigint };

/**
 * A query runner with the members that only its subclasses may use. TypeORM is loaded late, so this
 * code extends an instance instead of the class.
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
 * Sends one statement when it is its turn. It notifies subscribers and loggers as TypeORM's own
 * query runner does.
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
  // The driver does not accept booleans.
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
    // A refusal of the stores is not a query failure, so its error is not wrapped.
    if (error instanceof UnifiedStoreError) throw error;
    throw new typeorm.QueryFailedError(text, values, error as Error);
  }
}

function resultOf(result: TypeOrm.QueryResult, answer: Answer): TypeOrm.QueryResult {
  if ("rows" in answer) return Object.assign(result, { raw: answer.rows, records: answer.rows });
  return Object.assign(result, { raw: answer.lastInsertRowid, affected: answer.changes });
}
