import type { Call } from "../db/call";
import { selection } from "../db/table";
import { type Sql, sql, type TableName } from "../dialect/sql";

const ONE = selection<{ one: number }>({ one: "integer" });

/** Deletes rows and counts them by table. */
export class Deletions {
  readonly counts: Record<string, number> = {};

  constructor(private readonly call: Call) {}

  async of(table: TableName, which: Sql): Promise<void> {
    const statement = sql`delete from ${table} where ${which} returning 1 as one`;
    const { length } = await this.call.all(statement, ONE);
    if (length > 0) this.counts[table.name] = (this.counts[table.name] ?? 0) + length;
  }
}
