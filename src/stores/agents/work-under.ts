import type { CallOptions } from "../../core/call/deadline";
import { listen } from "../../core/call/stop-signal";
import { UnifiedStoreError } from "../../core/errors";
import { type Call, inCall } from "../../db/call";
import type { LeaseAcquireInput } from "./inputs";
import { acquireLease, type Granted, releaseLease, renewLease } from "./lease";
import type { AgentHeldLease, AgentLease } from "./types";

/** Runs work under a lease, and renews the lease until the work ends. */
export async function workUnder<T>(
  call: Call,
  input: LeaseAcquireInput,
  work: (lease: AgentHeldLease) => Promise<T> | T,
): Promise<T | null> {
  const granted = await acquireLease(call, input);
  if (!granted) return null;
  const { lease } = granted;
  const renewal = new Renewal(call, granted, input.leaseMs);
  let result: T;
  let held: boolean;
  try {
    result = await work({ ...lease, signal: renewal.signal });
  } finally {
    renewal.stop();
    // A failed release does not fail the work that is done: the lease expires by itself.
    held = await apart(call, {}, (own) => releaseLease(own, lease)).catch(() => true);
  }
  // The work may end before the next renewal notices the loss.
  if (renewal.lost || !held) throw leaseLost();
  return result;
}

/** Sends statements with a timeout of their own, also after the call has ended. */
const apart = <T>(call: Call, options: CallOptions, send: (own: Call) => Promise<T>): Promise<T> =>
  inCall(call, { method: call.method, options }, send);

/** The shortest pause between two tries to renew a lease. */
const SHORTEST_PAUSE_MS = 10;

/**
 * Renews a lease until `stop`, or until the lease is lost. Its timer keeps the process alive, as
 * the work does.
 */
class Renewal {
  /** Whether another process may hold the lease now. */
  lost = false;
  private readonly over = new AbortController();
  private readonly lease: AgentLease;
  /** The end of the lease, as in `Granted`. */
  private until: number;
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;
  private readonly stopListening: (() => void) | undefined;

  constructor(
    private readonly call: Call,
    granted: Granted,
    private readonly leaseMs: number,
  ) {
    this.lease = granted.lease;
    this.until = granted.until;
    const { signal } = call;
    const end = (): void => this.over.abort(signal?.reason);
    if (signal?.aborted) end();
    else this.stopListening = signal && listen(signal, end);
    this.schedule();
  }

  /** Fires when the lease is lost, or the call ends. */
  get signal(): AbortSignal {
    return this.over.signal;
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    this.stopListening?.();
  }

  private schedule(): void {
    const left = this.until - performance.now();
    const pauseMs = Math.min(Math.max(left / 3, SHORTEST_PAUSE_MS), Math.max(left, 0));
    // A timer with a delay above 2^31 - 1 ms would fire at once.
    this.timer = setTimeout(() => void this.renew(), Math.min(pauseMs, 0x7fffffff));
  }

  private async renew(): Promise<void> {
    const { call, lease, leaseMs } = this;
    const left = this.until - performance.now();
    if (left <= 0) return this.lose();
    try {
      const timeoutMs = Math.min(left, 0x7fffffff);
      const renewed = await apart(call, { timeoutMs }, (own) => renewLease(own, lease, { leaseMs }));
      if (this.stopped) return;
      if (!renewed) return this.lose();
      this.until = renewed.until;
    } catch {
      // No other holder gets the lease before it expires: until then, try again.
      if (this.stopped) return;
      if (this.until <= performance.now()) return this.lose();
    }
    this.schedule();
  }

  private lose(): void {
    if (this.stopped) return;
    this.lost = true;
    this.over.abort(leaseLost());
  }
}

function leaseLost(): UnifiedStoreError {
  const message = "the lease was lost during the work: another process may do the work now";
  return new UnifiedStoreError("conflict", message);
}
