import { startDeadline } from "../core/deadline";
import { scopeKey } from "../core/search-text";
import type { SearchIndexWrite } from "../dialect/dialect";
import type { Sql } from "../dialect/sql";
import type { Operation } from "./database";
import { type Call, Lane } from "./lane";

/**
 * Calls of one kind that wait at the same time share one statement. Nobody waits to be joined: a call goes at once when no
 * statement of its kind is under way in its scope, and with all that have come by then when that returns.
 *
 * Against a statement of `pg` each, written by hand, with pools of 8 connections: get 2.6 times the calls a second with 8
 * callers and 6 times with 64, add 1.6 and 2.6 times. See docs/decisions.md.
 */
export interface SharedKind<I> {
  /** Tells kinds apart. */
  readonly name: string;
  /** Whether it writes: a write that may have been committed is not repeated. */
  readonly writes: boolean;
  /** One statement for several of them, which are of one scope. */
  combine(items: readonly I[]): { statement: Sql; index?: SearchIndexWrite | undefined };
  /** The rows of each item, in the order of the items. */
  divide(rows: readonly unknown[][], items: readonly I[]): unknown[][][];
}

/** What an operation says of itself when it may share. */
export interface SharedCall<I = unknown> {
  kind: SharedKind<I>;
  item: I;
}

/** How sharing reaches the database. */
export interface Runner {
  /** Runs one operation by itself. */
  alone<T>(operation: Operation<T>): Promise<T[]>;
  /** Runs one statement for several and gives its rows as they come. */
  together(
    statement: { statement: Sql; index?: SearchIndexWrite | undefined },
    signal: AbortSignal | undefined,
  ): Promise<unknown[][]>;
  read<T>(operation: Operation<T>, rows: unknown[][]): T[];
  /** The error that the caller gets. */
  failure(error: unknown, operation: Operation<unknown>, signal: AbortSignal | undefined): unknown;
  /** Whether nothing of a failed statement was kept, so that its calls may be sent again. */
  leftNothing(error: unknown): boolean;
  /** A call has its answer. */
  ended(): void;
}

export class Sharing {
  private readonly lanes = new Map<string, Lane>();

  constructor(private readonly runner: Runner) {}

  run<T>(operation: Operation<T> & { shared: SharedCall }): Promise<T[]> {
    const { context, options, shared } = operation;
    const key = `${shared.kind.name} ${scopeKey(context.tenant!, context.workspace!)}`;
    let lane = this.lanes.get(key);
    if (!lane) {
      lane = new Lane(this.runner, () => this.lanes.delete(key));
      this.lanes.set(key, lane);
    }
    const deadline = startDeadline(options ?? {});
    return new Promise<T[]>((resolve, reject) => {
      const call = { operation, deadline, settled: false, resolve, reject } as unknown as Call;
      lane.add(call);
    });
  }
}
