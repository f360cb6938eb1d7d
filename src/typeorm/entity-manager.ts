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
  /** The stores' transaction that a query runner was made for. */
  transactionOf(runner: TypeOrm.QueryRunner): Transaction | undefined;
  managerIn(transaction: Transaction): TypeOrm.EntityManager;
}

/**
 * Transactions of entity managers are transactions of the stores. Calls of a store in the callback
 * are part of them, and inside the transaction of a scope they are savepoints. If TypeORM began its
 * own transaction on the one SQLite connection, a store could only wait for its end.
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
      // A query runner of the application has its own transactions. TypeORM itself refuses an
      // argument that is not a function.
      if (!around || !work) return (super.transaction as (...given: unknown[]) => Promise<T>)(...given);
      const inside = (executor: Executor): Promise<T> =>
        (work as Work)(managerIn(executor as Transaction)) as Promise<T>;
      return around.transaction(inside, optionsOf(given[0]), { operation: "typeorm.transaction" });
    }
  }

  // Each of these methods writes in its own transaction, in which subscribers may call stores too.
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

/** Neither engine has dirty reads. PostgreSQL treats READ UNCOMMITTED as READ COMMITTED. */
const ISOLATION: Record<string, Isolation> = { "READ UNCOMMITTED": "read committed" };
