import type * as TypeOrm from "typeorm";
import type { Database, Executor, TransactionOptions } from "../db/database";
import type { Transaction } from "../db/transaction";
import type { Isolation } from "../dialect/dialect";

type Work = (manager: TypeOrm.EntityManager) => Promise<unknown>;
type EntityManagerClass = new (
  dataSource: TypeOrm.DataSource,
  queryRunner?: TypeOrm.QueryRunner,
) => TypeOrm.EntityManager;

export interface Transactions {
  database: Database;
  /** The transaction of ours that a query runner was made for. */
  transactionOf(runner: TypeOrm.QueryRunner): Transaction | undefined;
  managerIn(transaction: Transaction): TypeOrm.EntityManager;
}

/**
 * Transactions of entity managers are the stores' own: what a store does in the callback belongs to
 * them, and inside one of a scope they are savepoints. On one SQLite connection a store could only
 * wait for a transaction that TypeORM began by itself.
 */
export function entityManagerClass(
  { EntityManager }: typeof TypeOrm,
  { database, transactionOf, managerIn }: Transactions,
): EntityManagerClass {
  class StoresEntityManager extends EntityManager {
    override async transaction<T>(...given: unknown[]): Promise<T> {
      const work = given.find((each) => typeof each === "function");
      const { queryRunner } = this;
      const around = queryRunner ? transactionOf(queryRunner) : database;
      // A query runner of the application's has its own transactions; what is no function is
      // TypeORM's to refuse.
      if (!around || !work) return (super.transaction as (...given: unknown[]) => Promise<T>)(...given);
      const inside = (executor: Executor): Promise<T> =>
        (work as Work)(managerIn(executor as Transaction)) as Promise<T>;
      return around.transaction(inside, optionsOf(given[0]), { operation: "typeorm.transaction" });
    }
  }

  // Each writes in a transaction of its own, in which subscribers may call stores as well.
  for (const method of ["save", "remove", "softRemove", "recover"] as const) {
    const inherited = EntityManager.prototype[method] as (...given: unknown[]) => Promise<unknown>;
    Object.defineProperty(StoresEntityManager.prototype, method, {
      configurable: true,
      writable: true,
      value(this: StoresEntityManager, ...given: unknown[]): Promise<unknown> {
        const options = given.at(-1) as { transaction?: boolean } | undefined;
        if (this.queryRunner || options?.transaction === false) return inherited.apply(this, given);
        return this.transaction((manager: TypeOrm.EntityManager) => inherited.apply(manager, given));
      },
    });
  }
  return StoresEntityManager;
}

const optionsOf = (level: unknown): TransactionOptions =>
  typeof level === "string" ? { isolation: ISOLATION[level] ?? (level.toLowerCase() as Isolation) } : {};

/** Neither engine lets read what is not committed: PostgreSQL takes it for the next level. */
const ISOLATION: Record<string, Isolation> = { "READ UNCOMMITTED": "read committed" };
