import type { DataSource, DataSourceOptions, QueryRunner, ReplicationMode } from "typeorm";
import type { Loan } from "../dialect/mapping";

export type Borrow = () => Promise<Loan>;

/** How TypeORM's driver of one engine is given our connections in the place of its own. */
export interface Adapter {
  /** What leads TypeORM to that driver, and the driver to the connections that `borrow` gives. */
  options(borrow: Borrow): DataSourceOptions;
  /** A query runner whose connection is borrowed at its first query, or that of the loan. */
  runner(dataSource: DataSource, mode: ReplicationMode, from: Borrow | Loan): QueryRunner;
}
