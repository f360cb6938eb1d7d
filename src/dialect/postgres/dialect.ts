import type { Pool, PoolClient } from "pg";
import { Gate } from "../../core/call/gate";
import type { StopSignal } from "../../core/call/stop-signal";
import type { Logger } from "../../core/logger";
import type { Diagnostics } from "../diagnostics/check";
import type {
  BoundStatement,
  Dialect,
  Failure,
  PoolFigures,
  Session,
  Trace,
  TransactionMode,
} from "../dialect";
import type { PostgresBulk } from "./bulk";
import { briefly, cancellable } from "./connection/cancel";
import { Connections } from "./connection/connections";
import { Execution } from "./connection/execution";
import type { PostgresSnapshot } from "./connection/snapshot";
import { diagnosticsOf } from "./diagnostics/load";
import { addressText } from "./errors/address";
import { Endpoint } from "./errors/endpoint";
import { explain, isFatal, isStale } from "./failures";
import { PostgresFigures } from "./figures/figures";
import type { PostgresMapping } from "./mapping";
import { acquireNamedLock } from "./named-lock";
import { PostgresPhrases } from "./phrases";
import { PostgresSchema } from "./schema/session";
import { searchIn, withDependents } from "./search";
import { PostgresSketchIndexes } from "./sketch-indexes";
import { sketchScan } from "./sketch-scan";
import { Statistics } from "./statistics/statistics";
import { addWritten, type WrittenRows } from "./statistics/written-rows";

interface PostgresSession extends Session {
  client: PoolClient;
  /**
   * Calls of one transaction take turns. The driver plans to remove its own queue, and a
   * cancellation has to know the running statement.
   */
  turns: Gate;
  /** Rows that it has written. */
  written: WrittenRows;
  /** The error that broke the connection, if one did. */
  broken?: Error;
}

export interface PostgresOptions {
  schema: string;
  /**
   * Named prepared statements, planned once for each connection. Poolers older than PgBouncer 1.21
   * lose them.
   */
  preparedStatements: boolean;
  owned: boolean;
  logger: Logger;
}

type Send<T> = (client: PoolClient) => Promise<T>;

export class PostgresDialect extends PostgresPhrases implements Dialect {
  readonly engine = "postgres";
  readonly roundTrips = true;
  readonly schema: PostgresSchema;
  readonly sketchIndexes: PostgresSketchIndexes;
  readonly figures: PostgresFigures;
  private readonly endpoint: Endpoint;
  private readonly connections: Connections;
  private readonly statistics: Statistics;

  constructor(
    private readonly lender: Pool,
    private readonly options: PostgresOptions,
  ) {
    const { schema, logger } = options;
    super(schema);
    this.endpoint = new Endpoint(lender, schema);
    this.connections = new Connections(lender, this.endpoint, options);
    const connect = (signal?: StopSignal) => this.connections.acquire(signal);
    this.statistics = new Statistics(this.connections, schema);
    this.schema = new PostgresSchema(connect, schema, logger);
    this.sketchIndexes = new PostgresSketchIndexes(connect, schema);
    this.figures = new PostgresFigures(schema);
  }

  search = searchIn(this.table);
  withDependents = withDependents;
  readonly sketchScan = sketchScan;
  explain = (error: unknown): Failure => explain(error, this.endpoint);

  async run(
    [bound]: readonly BoundStatement[],
    session: Session | null,
    signal?: StopSignal,
    trace?: Trace,
  ): Promise<unknown[][]> {
    if (session) return this.sendWithin(session as PostgresSession, bound!, signal);
    const rows = await this.connections.whileEnded(() => this.sendAlone(bound!, signal, trace), signal);
    this.statistics.wrote(bound!);
    return rows;
  }

  async begin({ isolation }: TransactionMode, signal?: StopSignal, trace?: Trace): Promise<Session> {
    const client = await this.connections.whileEnded(async () => {
      const lent = await this.connections.acquire(signal, trace);
      try {
        const begun = lent.query(isolation ? `begin isolation level ${isolation}` : "begin");
        await (signal ? cancellable(lent, begun, signal) : begun);
        return lent;
      } catch (error) {
        lent.release(error as Error);
        throw error;
      }
    }, signal);
    const session: PostgresSession = { dialect: "postgres", client, turns: new Gate(), written: new Map() };
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
        // COMMIT of a transaction with a failed statement answers ROLLBACK, without an error.
        if (how === "commit" && command !== "COMMIT")
          throw Object.assign(new Error("transaction was rolled back"), { code: "25P02", severity: "ERROR" });
        if (how === "commit") this.statistics.committed((session as PostgresSession).written);
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

  /** Dead rows stay in the server's files until VACUUM, which the server's operator controls. */
  erasing(): void {}

  connectionOf = (session: Session): PoolClient => (session as PostgresSession).client;

  get bulk(): PostgresBulk {
    const { PostgresBulk: Bulk } = require("./bulk") as typeof import("./bulk");
    return new Bulk(this.options.schema);
  }

  /** A server's files are not one file: pg_dump makes its backups. */
  readonly backup = null;

  async snapshot(): Promise<PostgresSnapshot> {
    const { PostgresSnapshot: Snapshot } =
      require("./connection/snapshot") as typeof import("./connection/snapshot");
    return this.connections.whileEnded(async () => Snapshot.begin(await this.connections.acquire()));
  }

  get diagnostics(): Diagnostics {
    return diagnosticsOf((signal) => this.connections.acquire(signal), this.options.schema);
  }

  get mapping(): PostgresMapping {
    const { PostgresMapping: Mapping } = require("./mapping") as typeof import("./mapping");
    const connect = (): Promise<PoolClient> => this.connections.whileEnded(() => this.connections.acquire());
    return new Mapping(connect, (...call) => this.inTurn(...call), this.options.schema);
  }

  async version(signal?: StopSignal): Promise<string> {
    const [row] = await this.run([{ statement: VERSION, values: [] }], null, signal);
    return row![0] as string;
  }

  address = (): string => addressText(this.lender.options, this.options.schema);

  acquireLock(name: string): Promise<(() => Promise<void>) | null> {
    const { schema } = this.options;
    const connect = (): Promise<PoolClient> => this.connections.connect();
    return acquireNamedLock(name, { schema, options: this.lender.options, connect });
  }

  pool(): PoolFigures {
    return this.connections.figures();
  }

  async close(): Promise<void> {
    await this.statistics.end();
    if (this.options.owned) await this.connections.end();
    else this.connections.leave();
  }

  private async sendAlone(bound: BoundStatement, signal?: StopSignal, trace?: Trace): Promise<unknown[][]> {
    const client = await this.connections.acquire(signal, trace);
    const enclosed = this.connections.isStrict(client);
    let broken: Error | undefined;
    try {
      return await this.send(client, bound, signal, undefined, enclosed);
    } catch (error) {
      // A signal that fires before the statement is sent leaves the connection unchanged.
      const untouched = error === signal?.reason;
      if ((isFatal(error) && !untouched) || isStale(error)) broken = error as Error;
      else if (enclosed && !untouched) {
        await briefly(client, client.query("rollback")).catch((failed: Error) => {
          broken = failed;
        });
      }
      throw error;
    } finally {
      client.release(broken);
    }
  }

  private async sendWithin(
    session: PostgresSession,
    bound: BoundStatement,
    signal?: StopSignal,
  ): Promise<unknown[][]> {
    const leave = await session.turns.enter(signal);
    try {
      const rows = await this.send(session.client, bound, signal, session);
      if (bound.statement.write) addWritten(session.written, bound);
      return rows;
    } finally {
      leave();
    }
  }

  /** Runs a statement of another library within a transaction of this dialect. */
  private async inTurn<T>(lent: Session, send: Send<T>, signal?: StopSignal): Promise<T> {
    const session = lent as PostgresSession;
    const leave = await session.turns.enter(signal);
    try {
      signal?.throwIfAborted();
      const sent = send(session.client);
      return await (signal ? cancellable(session.client, sent, signal) : sent);
    } catch (error) {
      if (isFatal(error) && !signal?.aborted) session.broken = error as Error;
      throw error;
    } finally {
      leave();
    }
  }

  private async send(
    client: PoolClient,
    bound: BoundStatement,
    signal: StopSignal | undefined,
    session?: PostgresSession,
    enclosed = false,
  ): Promise<unknown[][]> {
    try {
      signal?.throwIfAborted();
      const pending = new Promise<unknown[][]>((resolve, reject) => {
        const named = this.options.preparedStatements;
        const done = (error: Error | null, rows?: unknown[][]): void =>
          error ? reject(error) : resolve(rows!);
        client.query(new Execution(bound, named, done, enclosed));
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
