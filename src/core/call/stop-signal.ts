/** The end of a call, with the members of AbortSignal, so that both can be used. */
export interface StopSignal {
  /** True when ended. It also looks at the clock: a timer cannot fire while this thread is busy. */
  readonly aborted: boolean;
  /** The reason; undefined until the end is noticed. */
  readonly reason: unknown;
  throwIfAborted(): void;
  addEventListener(type: "abort", listener: () => void): void;
  removeEventListener(type: "abort", listener: () => void): void;
}

/**
 * Checks the members, not the class: an AbortSignal of another realm, such as a test runner's, has
 * another class.
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
 * A deadline that ends with the first of its sources, or when its time is up. It reads them when
 * asked. It listens to them and sets a timer only while it has listeners itself. A call that
 * finishes at once therefore costs one reading of the clock. AbortSignal.any leaves weak references
 * until the event loop turns: 500,000 calls in a row filled a heap of 1 GB with them.
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

  /** Removes all listeners and the timer. */
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
    // This timer keeps the process alive, as a waiting call should. AbortSignal.timeout's does not.
    const left = Math.min(Math.max(Math.ceil(this.endsAt - performance.now()), 1), MOST_MS);
    const timer = setTimeout(() => {
      // A timer may fire a millisecond early.
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

/** The listeners of one AbortSignal. */
interface Audience {
  readonly listeners: Set<() => void>;
  readonly hear: () => void;
}

const audiences = new WeakMap<StopSignal, Audience>();

/**
 * Calls `listener` once at the end, and returns a function that removes it. An AbortSignal gets at
 * most one listener from this package, and none when no call listens. One signal may serve any
 * number of calls at once, and Node warns of a leak at the eleventh listener.
 */
export function listen(signal: StopSignal, listener: () => void): () => void {
  // The same function may be added twice.
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

/** Calls each listener once. A listener that an earlier one removed is not called. */
function tellAll(listeners: Set<() => void>): void {
  for (const listener of listeners) {
    listeners.delete(listener);
    listener();
  }
}
