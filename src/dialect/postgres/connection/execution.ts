import type { PoolClient, Submittable } from "pg";
import type { BoundStatement } from "../../dialect";
import { dispatched } from "../../dispatch";
import { encode } from "../codec";

/**
 * The driver's connection, as it is passed to a query that writes its own messages, such as a
 * cursor.
 */
interface Connection {
  /**
   * Texts of the prepared statements by name: answered ones, and sent ones. The driver moves them
   * from the second to the first.
   */
  parsedStatements: Record<string, string>;
  submittedNamedStatements: Record<string, string>;
  stream: { cork(): void; uncork(): void };
  parse(message: { text: string; name: string }): void;
  bind(message: { statement: string; values: readonly unknown[]; valueMapper: typeof asParameter }): void;
  execute(message: object): void;
  sync(): void;
}

/**
 * An explicit transaction around a single statement, where the server's default isolation is
 * stricter. There the statement would fail whenever another transaction changed the same rows, and
 * its retries would give up. Both are sent together with it, so they cost no round trip.
 */
const BEGIN = { name: "us_begin", text: "begin isolation level read committed" };
const COMMIT = { name: "us_commit", text: "commit" };

/**
 * The driver takes the first prepared text of a query for the query itself, so these are prepared
 * earlier.
 */
export async function prepareControls(client: PoolClient): Promise<void> {
  await client.query(BEGIN);
  await client.query(COMMIT);
}

type Callback = (error: Error | null, rows?: unknown[][]) => void;

/**
 * One statement in the driver's queue. Rows arrive as arrays of the server's text, which the codec
 * reads. The driver's own Query requests a description of the result each time and builds fields
 * and parsers from it. Here the types are already known.
 */
export class Execution implements Submittable {
  readonly text: string;
  /** Empty for an unnamed statement, prepared for one use. */
  readonly name: string;
  private readonly values: readonly unknown[];
  private readonly late: boolean;
  private readonly rows: unknown[][] = [];

  constructor(
    { statement, values }: BoundStatement,
    named: boolean,
    /** The driver replaces it where a pool has a timeout for queries. */
    public callback: Callback,
    /** True where it runs in a transaction with another isolation than the server's default. */
    private readonly enclosed = false,
  ) {
    this.text = statement.text;
    this.name = named ? statement.name : "";
    this.values = values;
    this.late = statement.late;
  }

  /**
   * Called when it is this statement's turn on the connection. A returned error fails the
   * statement. A thrown one would reach no caller.
   */
  submit(connection: object): Error | undefined {
    const { text, name } = this;
    const to = connection as Connection;
    let values: readonly unknown[];
    try {
      values = this.late ? dispatched(this.values, (at) => encode("instant", at, "")) : this.values;
    } catch (error) {
      return error as Error;
    }
    to.stream.cork();
    try {
      if (this.enclosed) this.control(to, BEGIN);
      const known = to.parsedStatements[name] ?? to.submittedNamedStatements[name];
      if (name === "" || known === undefined) {
        to.parse({ text, name });
        if (name !== "") to.submittedNamedStatements[name] = text;
      }
      to.bind({ statement: name, values, valueMapper: asParameter });
      to.execute({});
      if (this.enclosed) this.control(to, COMMIT);
      to.sync();
    } finally {
      to.stream.uncork();
    }
    return undefined;
  }

  private control(to: Connection, { name, text }: typeof BEGIN): void {
    const statement = this.name === "" ? "" : name;
    if (statement === "") to.parse({ text, name: "" });
    to.bind({ statement, values: [], valueMapper: asParameter });
    to.execute({});
  }

  handleDataRow({ fields }: { fields: unknown[] }): void {
    this.rows.push(fields);
  }

  handleReadyForQuery(): void {
    this.callback(null, this.rows);
  }

  handleError(error: Error): void {
    this.callback(error);
  }

  /** Never called, since no description is requested. */
  handleRowDescription(): void {}
  handleCommandComplete(): void {}
  handleEmptyQuery(): void {}
  handlePortalSuspended(): void {}
}

/** The codec has already converted other values to text and bytes. */
function asParameter(value: unknown): string | Buffer | null {
  if (typeof value === "string" || value === null || value instanceof Buffer) return value;
  return String(value);
}
