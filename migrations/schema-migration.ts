/** What a migration runs on: TypeORM's `QueryRunner` is one. */
export interface StatementRunner {
  query(statement: string): Promise<unknown>;
}

/**
 * A migration of TypeORM's form that is a list of statements each way; it needs no TypeORM. Migrations are history: they never import entities or
 * `src`, so that what they did once stays what they do.
 */
export abstract class SchemaMigration {
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
