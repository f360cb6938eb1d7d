import { invalid } from "./errors";
import { Countdown, isStopSignal, listen, type StopSignal } from "./stop-signal";

/** How long a call may take, in every method's last argument. */
export interface CallOptions {
  /** Ends the call: a running statement is cancelled where the engine can, and nothing of it is kept. */
  signal?: AbortSignal;
  /** Milliseconds after which the call is ended in the same way. Default: no limit. */
  timeoutMs?: number;
}

/** The same within the house, where a call's end may be that of another one around it. */
export interface CallLimits {
  signal?: StopSignal | undefined;
  timeoutMs?: number | undefined;
}

/** The end of a call's time, by its timeout or its signal. */
export interface Deadline {
  /** Undefined where the caller set neither. */
  readonly signal: StopSignal | undefined;
  /** Call it when the call is over: until then a timer that somebody waits for keeps the process alive, as the call does. */
  clear(): void;
}

const nothing = (): void => {};
const NEVER: Deadline = { signal: undefined, clear: nothing };

/** @throws UnifiedStoreError `validation` */
export function startDeadline({ signal, timeoutMs }: CallLimits, outer?: StopSignal): Deadline {
  if (signal === undefined && timeoutMs === undefined)
    return outer ? { signal: outer, clear: nothing } : NEVER;
  if (signal !== undefined && !isStopSignal(signal))
    throw invalid("options.signal", "must be an AbortSignal");
  const sources = [signal, outer].filter((each) => each !== undefined);
  if (
    timeoutMs !== undefined &&
    (typeof timeoutMs !== "number" || !(timeoutMs > 0) || timeoutMs > 0x7fffffff)
  ) {
    throw invalid("options.timeoutMs", "must be a number of milliseconds above 0, at most 2147483647");
  }
  const own = new Countdown(sources, timeoutMs === undefined ? undefined : performance.now() + timeoutMs);
  return { signal: own, clear: () => own.clear() };
}

/** The same for code that is not ours. It is told by timers alone, and no longer when its deadline is cleared. */
export function toAbortSignal(signal: StopSignal): AbortSignal {
  const controller = new AbortController();
  const abort = (): void => controller.abort(signal.reason);
  if (signal.aborted) abort();
  else listen(signal, abort);
  return controller.signal;
}

/** One deadline for all that a call does: each statement alone would be given the whole time. */
export async function within<T>(options: CallOptions, call: (options: CallLimits) => Promise<T>): Promise<T> {
  const { signal, clear } = startDeadline(options);
  try {
    return await call(signal ? { signal } : {});
  } finally {
    clear();
  }
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

/** @throws the signal's reason, where that comes first */
export async function pause(ms: number, signal?: StopSignal): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await until(signal, over).finally(() => clearTimeout(timer));
}

/** The result of `work`, or the signal's reason if that comes first: work of the caller may wait for something that never happens. */
export async function until<T>(signal: StopSignal | undefined, work: Promise<T>): Promise<T> {
  if (!signal) return work;
  let stopListening = (): void => {};
  const stopped = new Promise<never>((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    else stopListening = listen(signal, () => reject(signal.reason));
  });
  try {
    return await Promise.race([work, stopped]);
  } finally {
    stopListening();
    work.catch(() => undefined);
  }
}
