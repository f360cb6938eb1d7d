import type { DataSource, DataSourceOptions, QueryRunner, ReplicationMode } from "typeorm";
import type { Loan } from "../dialect/mapping";

export type Borrow = () => Promise<Loan>;

/**
 * Adapter: makes TypeORM's driver of one engine use the manager's connections instead of its own.
 */
export interface Adapter {
  /** Options that select the driver, and give it the connections of `borrow`. */
  options(borrow: Borrow): DataSourceOptions;
  /**
   * A query runner. It borrows a connection at its first query, or uses the connection of the loan.
   */
  runner(dataSource: DataSource, mode: ReplicationMode, from: Borrow | Loan): QueryRunner;
}
