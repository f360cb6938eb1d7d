import type { DataSource, DataSourceOptions, QueryRunner, ReplicationMode } from "typeorm";
import { UnifiedStoreError } from "../core/errors";
import type { Loan } from "../dialect/mapping";
import type { Adapter, Borrow } from "./adapter";

type Connected = (error: unknown, client?: LentClient, release?: () => void) => void;

/**
 * The part of pg's Client that TypeORM's driver uses. The pool of a lent client handles its events.
 */
class LentClient {
  constructor(private readonly loan: Loan) {}

  query(text: unknown, values: readonly unknown[] = []): Promise<unknown> {
    if (typeof text !== "string") {
      const problem = "streams are not supported on a manager's connections";
      throw new UnifiedStoreError("not_supported", `${problem}: read in pages, or use a pool of your own`);
    }
    return this.loan.send(text, values);
  }

  on(): this {
    return this;
  }

  removeListener(): this {
    return this;
  }
}

/**
 * The part of pg's Pool that TypeORM's driver uses, over the manager's pool. `end` does not close
 * that pool.
 */
const poolClass = (borrow: Borrow): (new () => object) =>
  class LentPool {
    on(): this {
      return this;
    }

    connect(connected: Connected): void {
      borrow().then(
        (loan) => connected(null, new LentClient(loan), () => void loan.release()),
        (error: unknown) => connected(error),
      );
    }

    end(ended: () => void): void {
      ended();
    }
  };

export const postgres: Adapter = {
  options: (borrow): DataSourceOptions => ({
    type: "postgres",
    driver: { Pool: poolClass(borrow) },
    installExtensions: false,
  }),

  runner(dataSource: DataSource, mode: ReplicationMode, from: Borrow | Loan): QueryRunner {
    const runner = dataSource.driver.createQueryRunner(mode);
    if (typeof from !== "function") Object.assign(runner, { databaseConnection: new LentClient(from) });
    const query = runner.query.bind(runner) as QueryRunner["query"];
    // A refusal of the stores is not a query failure, so its error is not wrapped.
    runner.query = async (...given: Parameters<QueryRunner["query"]>) => {
      try {
        return await query(...given);
      } catch (error) {
        const { driverError } = error as { driverError?: unknown };
        throw driverError instanceof UnifiedStoreError ? driverError : error;
      }
    };
    return runner;
  },
};
