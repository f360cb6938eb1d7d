/** What a migration runs on: TypeORM's `QueryRunner` is one. */
export interface StatementRunner {
  query(statement: string): Promise<unknown>;
}

export interface SchemaObject {
  type: "table" | "index" | "key" | "trigger";
  name: string;
}

/**
 * A migration of TypeORM's form that is a list of statements each way; it needs no TypeORM.
 * Migrations are history: they never import entities or `src`, so that what they did once stays
 * what they do.
 */
export abstract class SchemaMigration {
  abstract readonly name: string;
  protected abstract readonly forward: readonly string[];
  protected abstract readonly backward: readonly string[];

  /**
   * What the step makes, so that it can be seen whether something of that name is there already.
   */
  get objects(): SchemaObject[] {
    return this.forward.flatMap(objectsIn);
  }

  async up(runner: StatementRunner): Promise<void> {
    for (const statement of this.forward) await runner.query(statement);
  }

  async down(runner: StatementRunner): Promise<void> {
    for (const statement of this.backward) await runner.query(statement);
  }
}

const TABLE = /^\s*CREATE (VIRTUAL )?TABLE "?(\w+)"?/;
const OTHER = /^\s*CREATE (?:UNIQUE )?(INDEX|TRIGGER) "?(\w+)"?/;
const KEY = /\bCONSTRAINT "?(\w+)"? (?:PRIMARY KEY|UNIQUE)\b/g;
/** Tables that SQLite makes behind a text index. */
const BEHIND = ["_data", "_idx", "_content", "_docsize", "_config"];

/** As the statements of the steps are written. */
function objectsIn(statement: string): SchemaObject[] {
  const [, virtual, table] = TABLE.exec(statement) ?? [];
  const [, type, name] = OTHER.exec(statement) ?? [];
  const tables = table === undefined ? [] : [table, ...(virtual ? BEHIND.map((end) => table + end) : [])];
  return [
    ...tables.map((each) => ({ type: "table" as const, name: each })),
    ...(name === undefined ? [] : [{ type: type!.toLowerCase() as "index" | "trigger", name }]),
    ...[...statement.matchAll(KEY)].map(([, key]) => ({ type: "key" as const, name: key! })),
  ];
}
