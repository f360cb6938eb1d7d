import type { Pool } from "pg";
import type { BaselineDriver, BaselineStatement } from "../types";

/** A pool of `pg` with named prepared statements and rows as arrays. */
export class PostgresBaseline implements BaselineDriver {
  private readonly names = new Map<string, string>();

  constructor(private readonly pool: Pool) {}

  async run(text: string, values: unknown[]): Promise<unknown[][]> {
    const name = this.nameOf(text);
    return (await this.pool.query({ name, text, values, rowMode: "array", types: asWritten }))
      .rows as unknown[][];
  }

  runTogether([statement, ...more]: BaselineStatement[]): Promise<unknown[][]> {
    if (!statement || more.length > 0 || typeof statement.values === "function")
      throw new Error("on PostgreSQL each operation is one statement");
    return this.run(statement.text, statement.values);
  }

  private nameOf(text: string): string {
    let name = this.names.get(text);
    if (name === undefined) {
      name = `baseline_${this.names.size}`;
      this.names.set(text, name);
    }
    return name;
  }
}

/**
 * Type numbers: 16 bool, 17 bytea, 20 int8, 23 int4, 701 float8. All other types are read as text:
 * the driver's own dates are slower, and its int8 is text.
 */
const PARSERS: Record<number, (text: string) => unknown> = {
  16: (text) => text === "t",
  17: (text) => Buffer.from(text.slice(2), "hex"),
  20: Number,
  23: Number,
  701: Number,
};
const asText = (text: string): string => text;
export const asWritten = {
  getTypeParser: (oid: number): ((text: string) => unknown) => PARSERS[oid] ?? asText,
};
