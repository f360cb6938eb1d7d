import type * as TypeOrm from "typeorm";
import { invalid, UnifiedStoreError } from "../core/errors";
import type { Database } from "../db/database";
import { borrow, lentIn } from "../db/lending/lending";
import { Transaction } from "../db/transaction";
import type { Scope } from "../scope";
import type { Adapter, Borrow } from "./adapter";
import { entityManagerClass } from "./entity-manager";
import type { StoresDataSourceOptions } from "./options";

/** A TypeORM DataSource over the connections of a `UnifiedStoreManager`. */
export interface StoresDataSource extends TypeOrm.DataSource {
  /**
   * TypeORM's EntityManager on the connection of a transaction. It sees the uncommitted writes of
   * the transaction, and its own writes are rolled back with it. Its own `transaction` is a
   * savepoint. After the end of the callback every call is refused.
   *
   * @param tx the scope that the callback of `scope.transaction` gets. The entity manager still
   * sees the rows of all tenants: see `scopeWhere`
   * @throws UnifiedStoreError `validation` when the scope is not in a transaction of the same
   * manager; `closed` when the transaction has ended
   * @example
   * await acme.transaction(async (tx) => {
   *   await tx.memory.add({ type: "fact", content: "Whales are mammals" });
   *   await dataSource.within(tx).countBy(MemoryItemEntity, scopeWhere(tx)); // 1
   * });
   */
  within(tx: Scope): TypeOrm.EntityManager;
}

const CONTEXT = { operation: "typeorm" };

/** Defines the class at run time: its base class comes from TypeORM, which is loaded late. */
export function dataSourceOver(
  typeorm: typeof TypeOrm,
  database: Database,
  adapter: Adapter,
  given: StoresDataSourceOptions,
): StoresDataSource {
  const transactions = new WeakMap<TypeOrm.QueryRunner, Transaction>();
  const borrowed: Borrow = () => borrow(database, CONTEXT);
  const StoresEntityManager = entityManagerClass(typeorm, {
    database,
    transactionOf: (runner) => transactions.get(runner),
    managerIn: (transaction) => managerIn(transaction),
  });

  class Over extends typeorm.DataSource implements StoresDataSource {
    override createEntityManager(queryRunner?: TypeOrm.QueryRunner): TypeOrm.EntityManager {
      return new StoresEntityManager(this, queryRunner);
    }

    override createQueryRunner(mode: TypeOrm.ReplicationMode = "master"): TypeOrm.QueryRunner {
      const runner = adapter.runner(this, mode, borrowed);
      return Object.assign(runner, { manager: this.createEntityManager(runner) });
    }

    within(tx: Scope): TypeOrm.EntityManager {
      const executor = tx?.internals;
      if (!(executor instanceof Transaction) || executor.database !== database) {
        const taken = "must be the scope that a transaction of the same manager passes to its callback";
        throw invalid("tx", `${taken}: acme.transaction(async (tx) => …)`);
      }
      if (!executor.active) {
        const problem = "the transaction has ended: use its entity manager inside its callback";
        throw new UnifiedStoreError("closed", problem).located(CONTEXT);
      }
      return managerIn(executor);
    }

    override synchronize(): Promise<void> {
      return Promise.reject(notOurs("synchronize"));
    }

    override dropDatabase(): Promise<void> {
      return Promise.reject(notOurs("dropDatabase"));
    }
  }

  const options = { ...adapter.options(borrowed), ...given, synchronize: false, migrationsRun: false };
  const dataSource = new Over(options as TypeOrm.DataSourceOptions);

  function managerIn(transaction: Transaction): TypeOrm.EntityManager {
    const runner = adapter.runner(dataSource, "master", lentIn(transaction, CONTEXT));
    // TypeORM must not begin its own transaction: the runner is already in one.
    Object.assign(runner, { isTransactionActive: true, transactionDepth: 1 });
    transactions.set(runner, transaction);
    return dataSource.createEntityManager(runner);
  }
  return dataSource;
}

const notOurs = (method: string): UnifiedStoreError =>
  new UnifiedStoreError(
    "not_supported",
    `${method}() would change the tables of the stores; only stores.migrateSchema() may do that: for your own tables use a separate DataSource`,
  );
