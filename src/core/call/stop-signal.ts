/** What ends a call, in the words of AbortSignal, so that either fits. */
export interface StopSignal {
  /** Whether it has ended, by the clock too: a timer cannot fire while this thread is busy. */
  readonly aborted: boolean;
  /** Why; undefined until the end was noticed. */
  readonly reason: unknown;
  throwIfAborted(): void;
  addEventListener(type: "abort", listener: () => void): void;
  removeEventListener(type: "abort", listener: () => void): void;
}

/**
 * By shape: an AbortSignal of another realm, such as a test runner's, is no instance of this one's
 * class.
 */
export function isStopSignal(value: unknown): value is StopSignal {
  if (typeof value !== "object" || value === null) return false;
  try {
    const { aborted, addEventListener, removeEventListener } = value as Partial<StopSignal>;
    return (
      typeof aborted === "boolean" &&
      typeof addEventListener === "function" &&
      typeof removeEventListener === "function"
    );
  } catch {
    return false;
  }
}

const MOST_MS = 0x7fffffff;

/**
 * Ends with the first of its sources, or when its time is up. It looks at them when it is asked; it
 * listens, and has a timer, only while somebody listens to it. So a call that is done at once costs
 * no more than the time of day. AbortSignal.any leaves weak references, which are freed when the
 * event loop turns: 500,000 calls in a row filled a heap of 1 GB with them.
 */
export class Countdown implements StopSignal {
  private over = false;
  private why: unknown;
  private readonly listeners = new Set<() => void>();
  private ends: (() => void)[] | undefined;

  constructor(
    private readonly sources: readonly StopSignal[],
    /** By `performance.now()`. */
    private readonly endsAt = Number.POSITIVE_INFINITY,
  ) {}

  get aborted(): boolean {
    if (this.over) return true;
    for (const source of this.sources) if (source.aborted) this.end(source.reason ?? aborted());
    if (this.endsAt !== Number.POSITIVE_INFINITY && performance.now() >= this.endsAt) this.end(timeIsUp());
    return this.over;
  }

  get reason(): unknown {
    if (!this.over) for (const { reason } of this.sources) if (reason !== undefined) this.end(reason);
    return this.why;
  }

  throwIfAborted(): void {
    if (this.aborted) throw this.why;
  }

  addEventListener(_type: "abort", listener: () => void): void {
    this.listeners.add(listener);
    if (this.ends === undefined) this.watch();
  }

  removeEventListener(_type: "abort", listener: () => void): void {
    if (this.listeners.delete(listener) && this.listeners.size === 0) this.clear();
  }

  /** Nobody is told any more. */
  clear(): void {
    this.listeners.clear();
    if (this.ends) for (const end of this.ends) end();
    this.ends = undefined;
  }

  private end(reason: unknown): void {
    if (this.over) return;
    this.over = true;
    this.why = reason;
  }

  private watch(): void {
    this.ends = this.sources.map((source) => listen(source, () => this.tell()));
    if (this.endsAt === Number.POSITIVE_INFINITY) return;
    // It keeps the process alive, as the call does that waits; AbortSignal.timeout's would not.
    const left = Math.min(Math.max(Math.ceil(this.endsAt - performance.now()), 1), MOST_MS);
    const timer = setTimeout(() => {
      // A timer may be a millisecond early.
      if (!this.aborted) this.end(timeIsUp());
      this.tell();
    }, left);
    this.ends.push(() => clearTimeout(timer));
  }

  private tell(): void {
    if (!this.aborted) return;
    tellAll(this.listeners);
    this.clear();
  }
}

const timeIsUp = (): DOMException => new DOMException("the call's time is up", "TimeoutError");
const aborted = (): DOMException => new DOMException("the call was aborted", "AbortError");

/** Those who listen to one AbortSignal. */
interface Audience {
  readonly listeners: Set<() => void>;
  readonly hear: () => void;
}

const audiences = new WeakMap<StopSignal, Audience>();

/**
 * Tells of the end, once, and returns what stops the listening. However many listen, an AbortSignal
 * has one listener of ours, and none when nobody listens: it may serve any number of calls at once,
 * and Node warns of a leak at the eleventh.
 */
export function listen(signal: StopSignal, listener: () => void): () => void {
  // Two may listen with the same function.
  const own = (): void => listener();
  if (signal instanceof Countdown) {
    signal.addEventListener("abort", own);
    return () => signal.removeEventListener("abort", own);
  }
  const { listeners, hear } = audienceOf(signal);
  if (listeners.size === 0) signal.addEventListener("abort", hear);
  listeners.add(own);
  return () => {
    if (listeners.delete(own) && listeners.size === 0) signal.removeEventListener("abort", hear);
  };
}

function audienceOf(signal: StopSignal): Audience {
  const known = audiences.get(signal);
  if (known) return known;
  const listeners = new Set<() => void>();
  const hear = (): void => {
    signal.removeEventListener("abort", hear);
    tellAll(listeners);
  };
  const audience = { listeners, hear };
  audiences.set(signal, audience);
  return audience;
}

/** Once, and none that one before it has taken off. */
function tellAll(listeners: Set<() => void>): void {
  for (const listener of listeners) {
    listeners.delete(listener);
    listener();
  }
}
