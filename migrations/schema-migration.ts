import type { MigrationInterface, QueryRunner } from "typeorm";

/** All that a migration asks of TypeORM's runner. */
export type StatementRunner = Pick<QueryRunner, "query">;

/**
 * A TypeORM migration that is a list of statements each way. Migrations are history: they never import entities or
 * `src`, so that what they did once stays what they do.
 */
export abstract class SchemaMigration implements MigrationInterface {
  abstract readonly name: string;
  protected abstract readonly forward: readonly string[];
  protected abstract readonly backward: readonly string[];

  async up(runner: StatementRunner): Promise<void> {
    for (const statement of this.forward) await runner.query(statement);
  }

  async down(runner: StatementRunner): Promise<void> {
    for (const statement of this.backward) await runner.query(statement);
  }
}
