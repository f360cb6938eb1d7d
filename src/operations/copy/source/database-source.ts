import type { SearchSchemeEntity } from "../../../../entities/database/search-scheme";
import type { Database } from "../../../db/database";
import { failure } from "../../../db/failure";
import { scheme } from "../../../db/search/search-scheme";
import { type Selection, selection } from "../../../db/table";
import type { Snapshot } from "../../../dialect/snapshot";
import { name, type Sql, sql, TableName } from "../../../dialect/sql";
import { type Chosen, type CopiedScope, conditionsOf } from "../chosen";
import { fixed } from "../fixed";
import { decoding, type Row } from "../row";
import { COPIED_TABLES, type CopiedColumn, type CopiedTable } from "../tables";
import type { RowSource, SearchSettings } from "./source";

const CONTEXT = { operation: "copy" };
const NUMBER = selection<{ number: number }>({ number: "count" });
const NAME = selection<{ name: string }>({ name: "name" });

/** The rows of a database as of one moment. Applications go on to write meanwhile. */
export class DatabaseSource implements RowSource {
  readonly identity: string;

  private constructor(
    private readonly database: Database,
    private readonly snapshot: Snapshot,
  ) {
    this.identity = database.dialect.address();
  }

  /** Takes the snapshot. */
  static async of(database: Database): Promise<DatabaseSource> {
    database.enter(CONTEXT);
    try {
      return new DatabaseSource(database, await database.dialect.snapshot());
    } catch (error) {
      database.leave();
      throw failure(error, database.dialect, CONTEXT, undefined, false);
    }
  }

  async settings(table: string): Promise<SearchSettings | null> {
    const statement = sql`select ${scheme.columns.sql} from ${scheme.name} where table_name = ${name(table)}`;
    const [found] = await this.all<SearchSchemeEntity>(statement, scheme.columns);
    return found ?? null;
  }

  /**
   * The next tenant is looked up in the key of each table: a list of all rows' tenants would read
   * every row.
   */
  async tenants(): Promise<string[]> {
    const found = new Set<string>();
    for (const { kind, name: table } of COPIED_TABLES) {
      if (kind !== "rows") continue;
      const from = new TableName(table);
      for (let last = ""; ; ) {
        const next = sql`select min(t.tenant_id) as name from ${from} as t where t.tenant_id > ${name(last)}`;
        const [row] = await this.all(next, NAME);
        if (row === undefined || row.name === null) break;
        last = row.name;
        found.add(last);
      }
    }
    return [...found].sort();
  }

  async count(table: CopiedTable, { scopes }: Chosen): Promise<number> {
    let total = 0;
    for (const condition of conditionsOf(table, scopes)) {
      const statement = sql`select count(*) as number from ${new TableName(table.name)} as t where ${condition}${onlyOf(table)}`;
      total += (await this.all(statement, NUMBER))[0]?.number ?? 0;
    }
    return total;
  }

  async *rows(table: CopiedTable, scopes: readonly CopiedScope[] | null): AsyncGenerator<Row[]> {
    const { columns, key } = table;
    const order = fixed(` order by ${key.map((at) => `t."${columns[at]!.name}"`).join(", ")}`);
    yield* this.read(table, { columns, scopes, end: order });
  }

  /** The rows in any order, with further columns that the engine computes. */
  async *read(
    table: CopiedTable,
    given: {
      columns: readonly CopiedColumn[];
      scopes: readonly CopiedScope[] | null;
      end: Sql;
      more?: string;
    },
  ): AsyncGenerator<Row[]> {
    const { columns, scopes, end, more = "" } = given;
    const { dialect, statements } = this.database;
    const selected = fixed(`${table.columns.map((column) => `t."${column.name}"`).join(", ")}${more}`);
    const decode = decoding(dialect, columns);
    for (const condition of conditionsOf(table, scopes)) {
      const statement = sql`select ${selected} from ${new TableName(table.name)} as t where ${condition}${onlyOf(table)}${end}`;
      try {
        for await (const rows of this.snapshot.read(statements.bind(statement))) {
          for (const row of rows) decode(row);
          yield rows;
        }
      } catch (error) {
        throw failure(error, dialect, CONTEXT, undefined, false);
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.snapshot.close();
    } finally {
      this.database.leave();
    }
  }

  private async all<T>(statement: Sql, returns: Selection<T>): Promise<T[]> {
    const { dialect, statements } = this.database;
    const found: T[] = [];
    try {
      for await (const rows of this.snapshot.read(statements.bind(statement)))
        for (const row of rows) found.push(returns.reader(dialect)(row));
      return found;
    } catch (error) {
      throw failure(error, dialect, CONTEXT, undefined, false);
    }
  }
}

const onlyOf = ({ only }: CopiedTable): Sql => fixed(only === undefined ? "" : ` and ${only}`);
