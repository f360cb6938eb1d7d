import type { CustomTypesConfig, PoolClient, QueryResult } from "pg";
import type { StopSignal } from "../../core/call/stop-signal";
import { decodeText } from "../../core/json/encoded-text";
import { encodeJson } from "../../core/json/json";
import type { Session } from "../dialect";
import { checkedInstant, commonTransformer, isDate } from "../mapped-values";
import type { Loan, MappedColumn, Mapping, Transformer } from "../mapping";
import { columnTypes } from "./column-types";
import { briefly } from "./connection/cancel";
import { internalsOf } from "./connection/driver-internals";
import { isFatal } from "./failures";

/** The pool's connections, lent to a library. Results are the driver's own. */
export class PostgresMapping implements Mapping {
  readonly columnTypes = columnTypes;
  readonly transformer = transformer;

  constructor(
    private readonly connect: () => Promise<PoolClient>,
    /** Runs a statement in a transaction of this dialect. */
    private readonly sendWithin: (
      session: Session,
      send: (client: PoolClient) => Promise<QueryResult>,
      signal?: StopSignal,
    ) => Promise<QueryResult>,
    readonly schema: string,
  ) {}

  async borrow(): Promise<Loan> {
    const client = await this.connect();
    let broken: Error | undefined;
    return {
      send: async (text, values) => {
        try {
          return await send(client, text, values);
        } catch (error) {
          if (isFatal(error)) broken = error as Error;
          throw error;
        }
      },
      release: async () => {
        if (!broken && internalsOf(client).getTransactionStatus() !== "I")
          await briefly(client, client.query("rollback")).catch((error: Error) => {
            broken = error;
          });
        client.release(broken);
      },
    };
  }

  within(session: Session): Loan {
    return {
      send: (text, values, signal) =>
        this.sendWithin(session, (client) => send(client, text, values), signal),
      release: async () => {},
    };
  }
}

/**
 * The type oid of jsonb. It is parsed here even where an application set the driver to return its
 * text.
 */
const JSONB = 3802;

const send = (client: PoolClient, text: string, values: readonly unknown[]): Promise<QueryResult> =>
  client.query({
    text,
    values: values.map((value) => (value instanceof Instant ? value.toISOString() : value)),
    types: {
      getTypeParser: ((oid: number, format?: "text") =>
        oid === JSONB && format !== ("binary" as string)
          ? JSON.parse
          : client.getTypeParser(oid, format)) as CustomTypesConfig["getTypeParser"],
    },
  });

/**
 * A Date that is sent as UTC. The driver would send the process's offset in whole minutes, and
 * before 1900 many zones had seconds.
 */
class Instant extends Date {}

/**
 * A JSON value for TypeORM, which calls `toJSON`. JSON null is wrapped as well, because TypeORM
 * would take a bare null for SQL's.
 */
class Document {
  constructor(private readonly text: string) {}

  toJSON(): unknown {
    return JSON.parse(this.text);
  }
}

function transformer(column: MappedColumn): Transformer | undefined {
  const { type, property, nullable } = column;
  switch (type) {
    case "json":
      return {
        to: (value) =>
          value === undefined || typeof value === "function" || (value === null && nullable)
            ? value
            : new Document(encodeJson(value, property)),
        from: decoded,
      };
    case "instant":
      return {
        to: (value) => (isDate(value) ? new Instant(checkedInstant(value, property)) : value),
        from: (value) => value,
      };
    default:
      return commonTransformer(column);
  }
}

/** Decodes the escapes in the strings of a value that the driver has parsed. */
function decoded(value: unknown): unknown {
  if (typeof value === "string") return decodeText(value);
  if (Array.isArray(value)) return value.map(decoded);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [decodeText(key), decoded(member)]));
}
