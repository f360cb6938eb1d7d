import { type OnlineStep, statementOf } from "./online";

/** Runner for the statements of a migration, such as TypeORM's `QueryRunner`. */
export interface StatementRunner {
  query(statement: string): Promise<unknown>;
}

export interface SchemaObject {
  type: "table" | "index" | "key" | "trigger";
  name: string;
}

/**
 * Schema migration: two lists of statements, for up and down, and what is made online. It has the
 * form of a TypeORM migration, but does not need TypeORM. Migrations never import entities or
 * `src`, so that their statements never change.
 */
export abstract class SchemaMigration {
  abstract readonly name: string;
  protected abstract readonly forward: readonly string[];
  protected abstract readonly backward: readonly string[];
  /**
   * Indexes and constraints of tables that may be large. They are made in order, after the other
   * statements are committed, and without making writers wait. So no statement may need them.
   */
  readonly online: readonly OnlineStep[] = [];

  /** Objects that the migration creates, to detect existing objects with the same name. */
  get objects(): SchemaObject[] {
    return this.statements("whole").flatMap(objectsIn);
  }

  /** The statements of `up`, or those of `upWithoutOnline`. */
  statements(part: "whole" | "without online"): string[] {
    return part === "whole" ? [...this.forward, ...this.online.map(statementOf)] : [...this.forward];
  }

  /** Everything in one transaction, as in a new database. */
  async up(runner: StatementRunner): Promise<void> {
    for (const statement of this.statements("whole")) await runner.query(statement);
  }

  /** What comes before the online part. */
  async upWithoutOnline(runner: StatementRunner): Promise<void> {
    for (const statement of this.forward) await runner.query(statement);
  }

  async down(runner: StatementRunner): Promise<void> {
    for (const statement of this.backward) await runner.query(statement);
  }
}

const TABLE = /^\s*CREATE (VIRTUAL )?TABLE "?(\w+)"?/;
const OTHER = /^\s*CREATE (?:UNIQUE )?(INDEX|TRIGGER) "?(\w+)"?/;
const KEY = /\bCONSTRAINT "?(\w+)"? (?:PRIMARY KEY|UNIQUE)\b/g;
/** Suffixes of the shadow tables that SQLite creates for a full-text index. */
const BEHIND = ["_data", "_idx", "_content", "_docsize", "_config"];

/** Finds the created objects in a statement. It knows only the notation of these migrations. */
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
