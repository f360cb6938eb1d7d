import type * as TypeOrm from "typeorm";
import { UnifiedStoreError } from "../core/errors";
import type { Loan } from "../dialect/mapping";
import type { Adapter } from "./adapter";
import { type Query, query, type Runner } from "./sqlite-query";

/**
 * Placeholder connection for TypeORM's driver. With the real one, the driver would send its
 * statements at once, into any transaction that is open on it. Statements go through a query runner
 * instead.
 */
const connection = (ended: () => void): object => ({
  pragma: () => undefined,
  close: ended,
  prepare: () => {
    throw new UnifiedStoreError(
      "not_supported",
      "a statement on a manager's connection goes through a query runner",
    );
  },
});

export function sqlite(typeorm: typeof TypeOrm): Adapter {
  const lent = new Set<Runner>();
  const ended = (): void => {
    for (const runner of lent) void runner.release();
  };
  return {
    options: (): TypeOrm.DataSourceOptions => ({
      type: "better-sqlite3",
      // For a file, the driver would create its folder, which exists already.
      database: ":memory:",
      driver: function lentConnection() {
        return connection(ended);
      },
    }),

    runner(dataSource, mode, from): TypeOrm.QueryRunner {
      const runner = freshRunner(dataSource, mode);
      let loan: Promise<Loan> | undefined;
      const borrowed = (): Promise<Loan> => {
        if (!dataSource.isInitialized) throw new typeorm.CannotExecuteNotConnectedError();
        if (loan) return loan;
        lent.add(runner);
        loan = typeof from === "function" ? from() : Promise.resolve(from);
        return loan;
      };
      const release = runner.release.bind(runner);
      Object.assign(runner, {
        query: (text: string, values: unknown = [], structured = false) =>
          query({ typeorm, runner, borrowed } satisfies Query, text, values, structured),
        loadPragmaRecords: (table: string, pragma: string) =>
          runner.query(`pragma ${pragma}("${table.split(".").at(-1)}")`),
        release: async () => {
          runner.isReleased = true;
          lent.delete(runner);
          await (await loan?.catch(() => undefined))?.release();
          await release();
        },
      });
      return runner as unknown as TypeOrm.QueryRunner;
    },
  };
}

/**
 * A new query runner for each caller. The driver shares one, which would merge the transactions of
 * two tasks.
 */
function freshRunner({ driver }: TypeOrm.DataSource, mode: TypeOrm.ReplicationMode): Runner {
  const own: TypeOrm.Driver & { queryRunner?: TypeOrm.QueryRunner } = driver;
  delete own.queryRunner;
  const runner: unknown = own.createQueryRunner(mode);
  delete own.queryRunner;
  return runner as Runner;
}
