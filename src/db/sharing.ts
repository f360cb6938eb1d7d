import { startDeadline } from "../core/deadline";
import { scopeKey } from "../core/search-text";
import type { StopSignal } from "../core/stop-signal";
import type { SearchIndexWrite } from "../dialect/dialect";
import type { Sql } from "../dialect/sql";
import { type Call, Lane } from "./lane";
import type { Operation } from "./operation";
import type { Sending } from "./resend";

/**
 * Calls of one kind that wait at the same time share one statement; `lane.ts` says when it goes. What decided it is in
 * docs/decisions.md.
 */
export interface SharedKind<I> {
  /** Whether it writes: a write that may have been committed is not repeated. */
  readonly writes: boolean;
  /** One statement for several of them, which are of one scope. Kinds are told apart by identity. */
  combine(items: readonly I[]): { statement: Sql; index?: SearchIndexWrite | undefined };
  /** The rows of each item, in the order of the items. */
  divide(rows: readonly unknown[][], items: readonly I[]): unknown[][][];
}

/** What an operation says of itself when it may share. */
export interface SharedCall<I = unknown> {
  kind: SharedKind<I>;
  item: I;
  /** Characters that it indexes: a statement takes so many together, and leaves the rest to the next. Default 0. */
  weight?: number;
}

/** How sharing reaches the database. */
export interface Runner {
  /** Runs one operation by itself. */
  alone<T>(operation: Operation<T>): Promise<T[]>;
  /** Runs one statement for several and gives its rows as they come. */
  together(
    statement: { statement: Sql; index?: SearchIndexWrite | undefined },
    sending: Sending,
  ): Promise<unknown[][]>;
  read<T>(operation: Operation<T>, rows: unknown[][]): T[];
  /** The error that the caller gets. */
  failure(error: unknown, operation: Operation<unknown>, signal: StopSignal | undefined): unknown;
  /** Whether a shared statement may have failed for one of its calls alone, and nothing of it was kept. */
  mayBeOneCalls(error: unknown, writes: boolean): boolean;
  /** A call has its answer. */
  ended(): void;
}

export class Sharing {
  /** By kind, and then by scope. */
  private readonly lanes = new Map<object, Map<string, Lane>>();

  constructor(private readonly runner: Runner) {}

  run<T>(operation: Operation<T> & { shared: SharedCall }): Promise<T[]> {
    const { context, options, shared } = operation;
    const deadline = startDeadline(options ?? {});
    const lane = this.laneOf(shared.kind, scopeKey(context.tenant!, context.workspace!));
    return new Promise<T[]>((resolve, reject) => {
      const call = { operation, deadline, settled: false, resolve, reject } as unknown as Call;
      lane.add(call);
    });
  }

  private laneOf(kind: object, scope: string): Lane {
    let lanes = this.lanes.get(kind);
    if (!lanes) {
      lanes = new Map();
      this.lanes.set(kind, lanes);
    }
    let lane = lanes.get(scope);
    if (!lane) {
      const ofKind = lanes;
      lane = new Lane(this.runner, () => ofKind.delete(scope));
      lanes.set(scope, lane);
    }
    return lane;
  }
}
