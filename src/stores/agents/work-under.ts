import { type CallLimits, toAbortSignal } from "../../core/deadline";
import { UnifiedStoreError } from "../../core/errors";
import type { ScopedDb } from "../../db/scoped";
import type { LeaseAcquireInput } from "./inputs";
import { acquireLease, type Granted, releaseLease, renewLease } from "./lease";
import type { AgentHeldLease, AgentLease } from "./types";

interface Wanted {
  request: LeaseAcquireInput;
  call: CallLimits;
}

const METHOD = "withLease";

/** Work under a lease that is renewed meanwhile. */
export async function workUnder<T>(
  db: ScopedDb,
  { request, call }: Wanted,
  work: (lease: AgentHeldLease) => Promise<T> | T,
): Promise<T | null> {
  const granted = await acquireLease(db, request, { method: METHOD, options: call });
  if (!granted) return null;
  const { lease } = granted;
  const renewal = new Renewal(db, granted, request.leaseMs);
  const ended = call.signal && toAbortSignal(call.signal);
  const end = (): void => renewal.end(ended?.reason);
  if (ended?.aborted) end();
  else ended?.addEventListener("abort", end, { once: true });
  let result: T;
  let held: boolean;
  try {
    result = await work({ ...lease, signal: renewal.signal });
  } finally {
    renewal.stop();
    // What the work did is done, whatever becomes of the lease: where it cannot be released it
    // expires.
    held = await releaseLease(db, lease, { method: METHOD, options: {} }).catch(() => true);
  }
  // The work may end before the next renewal would have told.
  if (renewal.lost || !held) throw leaseLost();
  return result;
}

/** Below this, a lease that cannot be renewed is not tried more often. */
const SHORTEST_PAUSE_MS = 10;

/**
 * Renews a lease until it is stopped or the lease is lost. Until then its timer keeps the process
 * alive, as the work does.
 */
class Renewal {
  /** Whether somebody else may hold the lease by now. */
  lost = false;
  private readonly over = new AbortController();
  private readonly lease: AgentLease;
  /** By this process's own time. */
  private until: number;
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(
    private readonly db: ScopedDb,
    granted: Granted,
    private readonly leaseMs: number,
  ) {
    this.lease = granted.lease;
    this.until = granted.until;
    this.schedule();
  }

  /** Fires when the lease is lost, or the call ends. */
  get signal(): AbortSignal {
    return this.over.signal;
  }

  end(reason: unknown): void {
    this.over.abort(reason);
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private schedule(): void {
    const left = this.until - performance.now();
    const pauseMs = Math.min(Math.max(left / 3, SHORTEST_PAUSE_MS), Math.max(left, 0));
    // A longer pause than a timer takes would be none at all.
    this.timer = setTimeout(() => void this.renew(), Math.min(pauseMs, 0x7fffffff));
  }

  private async renew(): Promise<void> {
    const { db, lease, leaseMs } = this;
    const left = this.until - performance.now();
    if (left <= 0) return this.lose();
    try {
      const options = { timeoutMs: Math.min(left, 0x7fffffff) };
      const renewed = await renewLease(db, lease, { leaseMs }, { method: METHOD, options });
      if (this.stopped) return;
      if (!renewed) return this.lose();
      this.until = renewed.until;
    } catch {
      // Nobody else gets it before its time is up: until then it is tried again.
      if (this.stopped) return;
      if (this.until <= performance.now()) return this.lose();
    }
    this.schedule();
  }

  private lose(): void {
    if (this.stopped) return;
    this.lost = true;
    this.end(leaseLost());
  }
}

function leaseLost(): UnifiedStoreError {
  const message = "the lease was lost while the work went on: somebody else may do it now";
  return new UnifiedStoreError("conflict", message);
}
