import type { ClientBase } from "pg";

/** The parts of pg's connection that COPY needs. They are not in its types. */
interface Connection {
  query(text: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
  sendCopyFail(message: string): void;
  endCopyFrom(): void;
  stream: NodeJS.WritableStream & { writableNeedDrain: boolean; destroyed: boolean };
}

/**
 * `COPY … FROM STDIN` as a query of pg's client, which calls these methods when the server answers.
 * Resolves when the server has taken all rows. An error of the source makes the server refuse all
 * rows.
 */
export function copyIn(
  client: ClientBase,
  statement: string,
  source: Iterable<string> | AsyncIterable<string>,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let failed: unknown;
    const query = {
      submit: (connection: Connection) => connection.query(statement),
      handleCopyInResponse: (connection: Connection) => void send(connection),
      handleError: (error: unknown) => {
        failed ??= error;
        reject(failed);
      },
      handleCommandComplete: () => {},
      handleReadyForQuery: () => (failed === undefined ? resolve() : reject(failed)),
    };
    async function send(connection: Connection): Promise<void> {
      try {
        for await (const text of source) {
          // The server has refused the rows or is gone. The client has already reported it.
          if (failed !== undefined || connection.stream.destroyed) return;
          connection.sendCopyFromChunk(Buffer.from(text));
          if (connection.stream.writableNeedDrain) await drained(connection.stream);
        }
        if (failed === undefined) connection.endCopyFrom();
      } catch (error) {
        failed = error;
        connection.sendCopyFail("the rows could not be made");
      }
    }
    client.query(query as never);
  });
}

/**
 * Waits until the socket takes more. It also ends when the socket closes, since no drain would
 * follow.
 */
function drained(stream: Connection["stream"]): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      stream.off("drain", done).off("close", done);
      resolve();
    };
    stream.on("drain", done).on("close", done);
  });
}

const SPECIALS = ["\\", "\t", "\n", "\r"];
const SPECIAL = /[\\\t\n\r]/g;
const ESCAPES: Record<string, string> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" };

/** A value, encoded for the driver, as a cell of COPY's text format. */
export function cell(value: unknown): string {
  if (value === null) return "\\N";
  if (typeof value === "string") {
    // Nearly all texts have none; this check is some ten times faster.
    if (!SPECIALS.some((character) => value.includes(character))) return value;
    return value.replace(SPECIAL, (character) => ESCAPES[character]!);
  }
  if (Buffer.isBuffer(value)) return `\\\\x${value.toString("hex")}`;
  return String(value);
}
