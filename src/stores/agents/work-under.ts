import { type CallOptions, startDeadline, toAbortSignal } from "../../core/deadline";
import { UnifiedStoreError } from "../../core/errors";
import type { AgentLeases } from "./leases";
import type { AgentHeldLease, AgentLease, AgentLeaseRequest } from "./types";

interface Wanted {
  name: string;
  request: AgentLeaseRequest;
  options: CallOptions;
}

/** Work under a lease that is renewed meanwhile. */
export async function workUnder<T>(
  leases: AgentLeases,
  { name, request, options }: Wanted,
  work: (lease: AgentHeldLease) => Promise<T> | T,
): Promise<T | null> {
  const { signal, clear } = startDeadline(options);
  const ended = signal && toAbortSignal(signal);
  try {
    const since = performance.now();
    const lease = await leases.acquire(name, request, ended && { signal: ended });
    if (!lease) return null;
    const renewal = new Renewal(leases, lease, { ttlMs: request.ttlMs, since });
    const end = (): void => renewal.end(ended?.reason);
    if (ended?.aborted) end();
    else ended?.addEventListener("abort", end, { once: true });
    let result: T;
    let held: boolean;
    try {
      result = await work({ ...lease, signal: renewal.signal });
    } finally {
      renewal.stop();
      // What the work did is done, whatever becomes of the lease: where it cannot be released it expires.
      held = await leases.release(name, { token: lease.token }).catch(() => true);
    }
    // The work may end before the next renewal would have told.
    if (renewal.lost || !held) throw leaseLost();
    return result;
  } finally {
    clear();
  }
}

/** Below this, a lease that cannot be renewed is not tried more often. */
const SHORTEST_PAUSE_MS = 10;

/** Renews a lease until it is stopped or the lease is lost. Until then its timer keeps the process alive, as the work does. */
class Renewal {
  /** Whether somebody else may hold the lease by now. */
  lost = false;
  private readonly over = new AbortController();
  private readonly ttlMs: number;
  /** By this process's own time, from before the call that was granted: never later than the database's. */
  private until: number;
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(
    private readonly leases: AgentLeases,
    private readonly lease: AgentLease,
    { ttlMs, since }: { ttlMs: number; since: number },
  ) {
    this.ttlMs = ttlMs;
    this.until = since + ttlMs;
    this.schedule(ttlMs / 3);
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

  private schedule(pauseMs: number): void {
    // A longer pause than a timer takes would be none at all.
    this.timer = setTimeout(() => void this.renew(), Math.min(pauseMs, 0x7fffffff));
  }

  private async renew(): Promise<void> {
    const { leases, lease, ttlMs } = this;
    const since = performance.now();
    const left = this.until - since;
    if (left <= 0) return this.lose();
    try {
      const { name, token } = lease;
      const renewed = await leases.renew(name, { token, ttlMs }, { timeoutMs: Math.min(left, 0x7fffffff) });
      if (this.stopped) return;
      if (!renewed) return this.lose();
      this.until = since + ttlMs;
      this.schedule(ttlMs / 3);
    } catch {
      // Nobody else gets it before its time is up: until then it is tried again.
      const rest = this.until - performance.now();
      if (this.stopped) return;
      if (rest <= 0) return this.lose();
      this.schedule(Math.min(Math.max(rest / 3, SHORTEST_PAUSE_MS), rest));
    }
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
