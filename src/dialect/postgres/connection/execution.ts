import type { PoolClient, Submittable } from "pg";
import type { BoundStatement } from "../../dialect";
import { dispatched } from "../../dispatch";
import { encode } from "../codec";

/** What the driver lends to a query that writes its own messages, as its cursors do. */
interface Connection {
  /**
   * Texts of the prepared statements by name, answered and only sent; the driver moves them from
   * one to the other.
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
 * Around a statement of its own where the server's default isolation is stricter: there it would be
 * refused whenever another changed the same rows, and be repeated until it gave up. They go with
 * it, so they cost no round trip.
 */
const BEGIN = { name: "us_begin", text: "begin isolation level read committed" };
const COMMIT = { name: "us_commit", text: "commit" };

/**
 * The driver takes the first thing that a query prepares for the query itself, so these are
 * prepared before.
 */
export async function prepareControls(client: PoolClient): Promise<void> {
  await client.query(BEGIN);
  await client.query(COMMIT);
}

type Callback = (error: Error | null, rows?: unknown[][]) => void;

/**
 * One statement on its way through the driver: rows come as arrays of the server's text, which the
 * codec reads. The driver's own Query asks for a description of the result each time, which the
 * server makes and the driver takes apart, and builds a result of fields and parsers from it; the
 * types are known here.
 */
export class Execution implements Submittable {
  readonly text: string;
  /** Empty: prepared for this once. */
  readonly name: string;
  private readonly values: readonly unknown[];
  private readonly late: boolean;
  private readonly rows: unknown[][] = [];

  constructor(
    { statement, values }: BoundStatement,
    named: boolean,
    /** The driver wraps it where a pool has a timeout for queries. */
    public callback: Callback,
    /** In a transaction of its own, whose isolation is not the server's default. */
    private readonly enclosed = false,
  ) {
    this.text = statement.text;
    this.name = named ? statement.name : "";
    this.values = values;
    this.late = statement.late;
  }

  /**
   * Called when it is this statement's turn on the connection. An error that it returns is the
   * statement's; a thrown one would be nobody's.
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

  /** None comes: nobody asked for it. */
  handleRowDescription(): void {}
  handleCommandComplete(): void {}
  handleEmptyQuery(): void {}
  handlePortalSuspended(): void {}
}

/** The codec has made text and bytes of everything else. */
function asParameter(value: unknown): string | Buffer | null {
  if (typeof value === "string" || value === null || value instanceof Buffer) return value;
  return String(value);
}
