import type { Pool, PoolClient } from "pg";
import type { LogicalType } from "../../../entities/columns";
import { Gate } from "../../core/gate";
import type { Logger } from "../../core/logger";
import { listen, type StopSignal } from "../../core/stop-signal";
import type { BoundStatement, Dialect, PoolFigures, Session, Trace, TransactionMode } from "../dialect";
import type { Period } from "../sql";
import type { PostgresBulk } from "./bulk";
import { briefly, cancellable } from "./cancel";
import { decoder, encode, encodeKeys, encodeList, encodeRows, rows, SERVER_TYPE } from "./codec";
import { Execution } from "./execution";
import { explain, isFatal, isStale } from "./failures";
import { PostgresSchema, quoted } from "./schema";
import { candidates, followed } from "./search";
import { unhear, watchPool } from "./watched-pool";

interface PostgresSession extends Session {
  client: PoolClient;
  /** Calls of one transaction take turns: the driver is to give its own queue up, and cancelling needs to know what runs. */
  turns: Gate;
  /** The error that broke the connection, if one did. */
  broken?: Error;
}

export interface PostgresOptions {
  schema: string;
  /** Named prepared statements: planned once a connection. Poolers older than PgBouncer 1.21 lose them. */
  preparedStatements: boolean;
  owned: boolean;
  logger: Logger;
}

export class PostgresDialect implements Dialect {
  readonly engine = "postgres";
  readonly roundTrips = true;
  readonly schema: PostgresSchema;
  private readonly prefix: string;
  private readonly stopWatching: () => void;

  constructor(
    private readonly connections: Pool,
    private readonly options: PostgresOptions,
  ) {
    this.prefix = `${quoted(options.schema)}.`;
    this.schema = new PostgresSchema((signal) => this.acquire(signal), options.schema);
    this.stopWatching = watchPool(connections, (error) => {
      options.logger.warn(
        { code: (error as { code?: string }).code },
        "an idle connection was lost; the pool replaces it",
      );
    });
  }

  table = (name: string): string => `${this.prefix}"${name}"`;
  parameter = (index: number, type: LogicalType): string => `$${index}::${SERVER_TYPE[type]}`;
  rows = rows;
  anyOf = (type: LogicalType, index: number): string => `= any($${index}::${SERVER_TYPE[type]}[])`;
  candidates = (searchTable: string, index: number): string => candidates(this.table(searchTable), index);
  followed = followed;
  mainRows = (): { text: string; parameters: number } => ({ text: "main", parameters: 0 });
  passingOverLocked = " for update skip locked";
  keepingKeys = " for key share";
  keepingRows = " for no key update of t";
  placeWithin = (): string => "null";
  percentile = (part: number, column: string): string =>
    `percentile_disc(${part}) within group (order by ${column})`;
  startOf = (period: Period, column: string): string => `date_trunc('${period}', ${column}, 'UTC')`;
  encode = encode;
  encodeRows = encodeRows;
  encodeList = encodeList;
  encodeKeys = encodeKeys;
  decoder = decoder;
  explain = explain;

  async run(
    [bound]: readonly BoundStatement[],
    session: Session | null,
    signal?: StopSignal,
    trace?: Trace,
  ): Promise<unknown[][]> {
    if (session) return this.sendWithin(session as PostgresSession, bound!, signal);
    const client = await this.acquire(signal, trace);
    let broken: Error | undefined;
    try {
      return await this.send(client, bound!, signal);
    } catch (error) {
      // A signal that fires before anything was sent leaves the connection as it was.
      if ((isFatal(error) && error !== signal?.reason) || isStale(error)) broken = error as Error;
      throw error;
    } finally {
      client.release(broken);
    }
  }

  async begin({ isolation }: TransactionMode, signal?: StopSignal, trace?: Trace): Promise<Session> {
    const client = await this.acquire(signal, trace);
    try {
      const begun = client.query(isolation ? `begin isolation level ${isolation}` : "begin");
      await (signal ? cancellable(client, begun, signal) : begun);
    } catch (error) {
      client.release(error as Error);
      throw error;
    }
    const session: PostgresSession = { dialect: "postgres", client, turns: new Gate() };
    return session;
  }

  async end(session: Session, how: "commit" | "rollback"): Promise<void> {
    const { client, turns } = session as PostgresSession;
    const leave = await turns.enter();
    let failed = (session as PostgresSession).broken;
    try {
      if (!failed) {
        const ended = client.query(how);
        const { command } = await (how === "rollback" ? briefly(client, ended) : ended);
        // COMMIT of a transaction in which a statement failed answers ROLLBACK, without an error.
        if (how === "commit" && command !== "COMMIT")
          throw Object.assign(new Error("transaction was rolled back"), { code: "25P02", severity: "ERROR" });
      }
    } catch (error) {
      // A rollback that failed may have left the transaction open.
      if (how === "rollback" || isFatal(error)) failed = error as Error;
      if (how === "commit") throw error;
    } finally {
      client.release(failed);
      leave();
    }
  }

  async savepoint(session: Session, verb: string, name: string): Promise<void> {
    const { client, turns } = session as PostgresSession;
    const leave = await turns.enter();
    try {
      const done = client.query(`${verb} ${name}`);
      await (verb.startsWith("rollback") ? briefly(client, done) : done);
    } catch (error) {
      if (isFatal(error)) (session as PostgresSession).broken = error as Error;
      throw error;
    } finally {
      leave();
    }
  }

  connectionOf(session: Session): PoolClient {
    return (session as PostgresSession).client;
  }

  get bulk(): PostgresBulk {
    const { PostgresBulk: Bulk } = require("./bulk") as typeof import("./bulk");
    return new Bulk(
      this.options.schema,
      () => this.connect(),
      () => this.connections.options,
    );
  }

  async version(signal?: StopSignal): Promise<string> {
    const [row] = await this.run([{ statement: VERSION, values: [] }], null, signal);
    return row![0] as string;
  }

  pool(): PoolFigures {
    const { totalCount, idleCount, waitingCount, options } = this.connections;
    return { size: totalCount, idle: idleCount, waiting: waitingCount, max: options.max ?? 10 };
  }

  async close(): Promise<void> {
    if (this.options.owned) await this.connections.end();
    else this.stopWatching();
  }

  private async acquire(signal?: StopSignal, trace?: Trace): Promise<PoolClient> {
    if (!trace) return this.lent(signal);
    const since = performance.now();
    try {
      return await this.lent(signal);
    } finally {
      trace.waitMs += performance.now() - since;
    }
  }

  private lent(signal?: StopSignal): Promise<PoolClient> {
    if (!signal) return this.connect();
    return new Promise<PoolClient>((resolve, reject) => {
      signal.throwIfAborted();
      let left = false;
      const stopListening = listen(signal, () => {
        left = true;
        reject(signal.reason);
      });
      this.connect().then(
        (client) => {
          stopListening();
          if (left) client.release();
          else resolve(client);
        },
        (error: unknown) => {
          stopListening();
          reject(error);
        },
      );
    });
  }

  /** Connections that a borrowed pool had before have no listener of ours yet. */
  private async connect(): Promise<PoolClient> {
    const client = await this.connections.connect();
    unhear(client);
    return client;
  }

  private async sendWithin(
    session: PostgresSession,
    bound: BoundStatement,
    signal?: StopSignal,
  ): Promise<unknown[][]> {
    const leave = await session.turns.enter(signal);
    try {
      return await this.send(session.client, bound, signal, session);
    } finally {
      leave();
    }
  }

  private async send(
    client: PoolClient,
    bound: BoundStatement,
    signal: StopSignal | undefined,
    session?: PostgresSession,
  ): Promise<unknown[][]> {
    try {
      signal?.throwIfAborted();
      const pending = new Promise<unknown[][]>((resolve, reject) => {
        const named = this.options.preparedStatements;
        client.query(new Execution(bound, named, (error, rows) => (error ? reject(error) : resolve(rows!))));
      });
      return await (signal ? cancellable(client, pending, signal) : pending);
    } catch (error) {
      if (session && isFatal(error) && !signal?.aborted) session.broken = error as Error;
      throw error;
    }
  }
}

const VERSION = {
  text: "select current_setting('server_version')",
  name: "us_version",
  write: false,
  late: false,
};
