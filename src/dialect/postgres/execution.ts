import type { Submittable } from "pg";
import type { BoundStatement } from "../dialect";

/** What the driver lends to a query that writes its own messages, as its cursors do. */
interface Connection {
  /** Texts of the prepared statements by name, answered and only sent; the driver moves them from one to the other. */
  parsedStatements: Record<string, string>;
  submittedNamedStatements: Record<string, string>;
  stream: { cork(): void; uncork(): void };
  parse(message: { text: string; name: string }): void;
  bind(message: { statement: string; values: readonly unknown[]; valueMapper: typeof asParameter }): void;
  execute(message: object): void;
  sync(): void;
}

type Callback = (error: Error | null, rows?: unknown[][]) => void;

/**
 * One statement on its way through the driver: rows come as arrays of the server's text, which the codec reads. The driver's own Query
 * asks for a description of the result each time, which the server makes and the driver takes apart, and
 * builds a result of fields and parsers from it; the types are known here.
 */
export class Execution implements Submittable {
  readonly text: string;
  /** Empty: prepared for this once. */
  readonly name: string;
  private readonly values: readonly unknown[];
  private readonly rows: unknown[][] = [];

  constructor(
    { statement, values }: BoundStatement,
    named: boolean,
    /** The driver wraps it where a pool has a timeout for queries. */
    public callback: Callback,
  ) {
    this.text = statement.text;
    this.name = named ? statement.name : "";
    this.values = values;
  }

  submit(connection: object): void {
    const { text, name, values } = this;
    const to = connection as Connection;
    to.stream.cork();
    try {
      const known = to.parsedStatements[name] ?? to.submittedNamedStatements[name];
      if (name === "" || known === undefined) {
        to.parse({ text, name });
        if (name !== "") to.submittedNamedStatements[name] = text;
      }
      to.bind({ statement: name, values, valueMapper: asParameter });
      to.execute({});
      to.sync();
    } finally {
      to.stream.uncork();
    }
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
