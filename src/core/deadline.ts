import { invalid } from "./errors";

/** How long a call may take, in every method's last argument. */
export interface CallOptions {
  /** Ends the call: a running statement is cancelled where the engine can, and nothing of it is kept. */
  signal?: AbortSignal;
  /** Milliseconds after which the call is ended in the same way. Default: no limit. */
  timeoutMs?: number;
}

/** The end of a call's time, by its timeout or its signal. */
export interface Deadline {
  /** Undefined where the caller set neither. */
  readonly signal: AbortSignal | undefined;
  /** Call it when the call is over: until then the timer keeps the process alive, as the call itself does. */
  clear(): void;
}

const NEVER: Deadline = { signal: undefined, clear: () => {} };

/** @throws UnifiedStoreError `validation` */
export function startDeadline({ signal, timeoutMs }: CallOptions, outer?: AbortSignal): Deadline {
  if (signal === undefined && timeoutMs === undefined)
    return outer ? { signal: outer, clear: NEVER.clear } : NEVER;
  if (signal !== undefined && !(signal instanceof AbortSignal))
    throw invalid("options.signal", "must be an AbortSignal");
  const signals = [signal, outer].filter((each) => each !== undefined);
  if (timeoutMs === undefined)
    return { signal: signals.length === 1 ? signals[0] : AbortSignal.any(signals), clear: NEVER.clear };
  if (typeof timeoutMs !== "number" || !(timeoutMs > 0) || timeoutMs > 0x7fffffff) {
    throw invalid("options.timeoutMs", "must be a number of milliseconds above 0, at most 2147483647");
  }
  // Not AbortSignal.timeout: its timer lets the process end while the call still waits.
  const controller = new AbortController();
  const expire = (): void => controller.abort(new DOMException("the call's time is up", "TimeoutError"));
  const timer = setTimeout(expire, Math.ceil(timeoutMs));
  return { signal: AbortSignal.any([controller.signal, ...signals]), clear: () => clearTimeout(timer) };
}

/** Refuses members that an options object does not have. A misspelt `ifVersion` would otherwise overwrite. */
export function checkOptions<T extends CallOptions>(
  options: T,
  known: readonly (keyof T & string)[] = [],
): T {
  if (typeof options !== "object" || options === null) throw invalid("options", "must be an object");
  for (const key in options) {
    if (key === "signal" || key === "timeoutMs" || (known as readonly string[]).includes(key)) continue;
    const use = ["signal", "timeoutMs", ...known].join(", ");
    throw invalid(`options.${/^\w{1,64}$/.test(key) ? key : "…"}`, `is not known here: use ${use}`);
  }
  return options;
}

/** The result of `work`, or the signal's reason if that comes first: work of the caller may wait for something that never happens. */
export async function until<T>(signal: AbortSignal | undefined, work: Promise<T>): Promise<T> {
  if (!signal) return work;
  let stop = (): void => {};
  const stopped = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason);
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([work, stopped]);
  } finally {
    signal.removeEventListener("abort", stop);
    work.catch(() => undefined);
  }
}
