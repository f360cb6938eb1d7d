import type { Pool, PoolClient } from "pg";
import { listen, type StopSignal } from "../../../core/call/stop-signal";
import type { Logger } from "../../../core/logger";
import type { PoolFigures, Trace } from "../../dialect";
import type { Endpoint } from "../errors/endpoint";
import { isUnsent } from "../failures";
import { inspect, type Session } from "../settings";
import { prepareControls } from "./execution";
import { unhear, watchPool } from "./watched-pool";

/** The number of connections tried for a statement, where each had ended before it was sent. */
const MAX_ENDED = 5;

/**
 * The pool as this dialect uses it. Every connection is inspected once, and errors of connecting
 * are marked as such.
 */
export class Connections {
  private readonly sessions = new WeakMap<PoolClient, Session>();
  private readonly stopWatching: () => void;

  constructor(
    private readonly pool: Pool,
    private readonly endpoint: Endpoint,
    private readonly options: { preparedStatements: boolean; logger: Logger },
  ) {
    this.stopWatching = watchPool(pool, (error) => {
      options.logger.warn(
        { code: (error as { code?: string }).code },
        "an idle connection was lost; the pool replaces it",
      );
    });
  }

  /** A connection, or the signal's reason if it ends first. */
  async acquire(signal?: StopSignal, trace?: Trace): Promise<PoolClient> {
    if (!trace) return this.inTime(signal);
    const since = performance.now();
    try {
      return await this.inTime(signal);
    } finally {
      trace.waitMs += performance.now() - since;
    }
  }

  private inTime(signal?: StopSignal): Promise<PoolClient> {
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

  async connect(): Promise<PoolClient> {
    for (let attempt = 1; ; attempt++) {
      const client = await this.lent();
      // Older connections of a borrowed pool have no listener of this package yet.
      unhear(client);
      if (this.sessions.has(client)) return client;
      try {
        const session = await inspect(client);
        if (session.strict && this.options.preparedStatements) await prepareControls(client);
        this.sessions.set(client, session);
        this.endpoint.role = session.role;
        return client;
      } catch (error) {
        client.release(error as Error);
        if (isUnsent(error) && attempt < MAX_ENDED) continue;
        // No statement of the caller was sent yet.
        this.endpoint.notConnected(error);
        throw error;
      }
    }
  }

  /** True where the connection's default isolation is stricter than single statements need. */
  isStrict(client: PoolClient): boolean {
    return this.sessions.get(client)?.strict === true;
  }

  /**
   * Runs `work` again on another connection where the first had ended before the statement was
   * sent.
   */
  async whileEnded<T>(work: () => Promise<T>, signal?: StopSignal): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await work();
      } catch (error) {
        if (!isUnsent(error) || attempt === MAX_ENDED || signal?.aborted) throw error;
      }
    }
  }

  figures(): PoolFigures {
    const { totalCount, idleCount, waitingCount, options } = this.pool;
    return { size: totalCount, idle: idleCount, waiting: waitingCount, max: options.max ?? 10 };
  }

  end(): Promise<void> {
    return this.pool.end();
  }

  /** Stops watching a borrowed pool; its owner closes it. */
  leave(): void {
    this.stopWatching();
  }

  private async lent(): Promise<PoolClient> {
    try {
      return await this.pool.connect();
    } catch (error) {
      this.endpoint.notConnected(error);
      throw error;
    }
  }
}
