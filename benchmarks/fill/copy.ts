import { once } from "node:events";
import type { Client } from "pg";

/** The parts of pg's connection that COPY needs; its types do not show them. */
interface Connection {
  query(text: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
  sendCopyFail(message: string): void;
  endCopyFrom(): void;
  stream: NodeJS.WritableStream & { writableNeedDrain: boolean };
}

/**
 * `COPY … FROM STDIN`, as a query that pg's client runs: it calls these methods as the server answers. Resolves when the
 * server has taken all rows; an error of the source's own makes the server refuse what came before it.
 */
export function copyFrom(client: Client, statement: string, source: Iterable<string>): Promise<void> {
  return new Promise((resolve, reject) => {
    let failed: unknown;
    const copy = {
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
        for (const text of source) {
          connection.sendCopyFromChunk(Buffer.from(text));
          if (connection.stream.writableNeedDrain) await once(connection.stream, "drain");
          // Refused by the server already.
          if (failed !== undefined) return;
        }
        connection.endCopyFrom();
      } catch (error) {
        failed = error;
        connection.sendCopyFail("the rows could not be made");
      }
    }
    client.query(copy as never);
  });
}

const SPECIAL = /[\\\t\n\r]/g;
const ESCAPES: Record<string, string> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" };

/** A value, encoded for the driver, as a cell of COPY's text format. */
export function cell(value: unknown): string {
  if (value === null) return "\\N";
  if (typeof value === "string") return value.replace(SPECIAL, (character) => ESCAPES[character]!);
  if (Buffer.isBuffer(value)) return `\\\\x${value.toString("hex")}`;
  return String(value);
}
