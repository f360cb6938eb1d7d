import { invalid } from "../errors";
import { isEmpty, isObject, memberOf, membersOf } from "../input/snapshot";
import { Countdown, isStopSignal, listen, type StopSignal } from "./stop-signal";

/** Limits of a call, in the last argument of every method. */
export interface CallOptions {
  /**
   * An AbortSignal of any realm that ends the call. A running statement is cancelled where the
   * engine can, and none of its changes are kept.
   */
  signal?: AbortSignal | StopSignal | undefined;
  /**
   * Milliseconds until the call ends in the same way, with all statements that it sends. For a list
   * or a search it counts for each page. Default: no limit.
   */
  timeoutMs?: number | undefined;
}

/** The same within this package, where a call may share the end of an outer call. */
export interface CallLimits {
  signal?: StopSignal | undefined;
  timeoutMs?: number | undefined;
}

/** The end of a call's time, by its timeout or its signal. */
export interface Deadline {
  /** Undefined where the caller set neither. */
  readonly signal: StopSignal | undefined;
  /**
   * Stops the timer; call it when the call is over. Until then a timer with a listener keeps the
   * process alive, as the call does.
   */
  clear(): void;
}

const nothing = (): void => {};
const NEVER: Deadline = { signal: undefined, clear: nothing };

/** @param options as `checkOptions` gave them */
export function startDeadline({ signal, timeoutMs }: CallLimits, outer?: StopSignal): Deadline {
  if (signal === undefined && timeoutMs === undefined)
    return outer ? { signal: outer, clear: nothing } : NEVER;
  const sources = [signal, outer].filter((each) => each !== undefined);
  const own = new Countdown(sources, timeoutMs === undefined ? undefined : performance.now() + timeoutMs);
  return { signal: own, clear: () => own.clear() };
}

/**
 * An AbortSignal for code outside this package. It is aborted when a timer or a source fires, and
 * not after its deadline is cleared.
 */
export function toAbortSignal(signal: StopSignal): AbortSignal {
  const controller = new AbortController();
  const abort = (): void => controller.abort(signal.reason);
  if (signal.aborted) abort();
  else listen(signal, abort);
  return controller.signal;
}

/**
 * A checked copy of a call's options, with the deadline started. Its time runs from now on, and the
 * copy's signal also ends with it. All statements of the method thereby share one deadline.
 * Otherwise each would get the whole time.
 *
 * @param known members of this call beside the two of every call
 * @throws UnifiedStoreError `validation`
 */
export function checkOptions<T extends CallOptions>(options: T, known?: readonly (keyof T & string)[]): T {
  return startOptions(readOptions(options, known));
}

/** @param options as `readOptions` gave them */
export function startOptions<T extends CallOptions>(options: T): T {
  if (options.timeoutMs === undefined) return options;
  const { timeoutMs, ...rest } = options;
  return { ...rest, signal: startDeadline(options).signal } as T;
}

/**
 * A checked copy of a call's options. Each member is read once. Unknown members are refused: a
 * misspelt `ifVersion` would otherwise overwrite a row.
 *
 * @throws UnifiedStoreError `validation`
 */
export function readOptions<T extends CallOptions>(options: T, known: readonly (keyof T & string)[] = []): T {
  if (!isObject(options)) throw invalid("options", "must be an object");
  // Most calls have no options; the set below takes 0.1 µs.
  if (isEmpty(options)) return NO_OPTIONS as T;
  const names = new Set(["signal", "timeoutMs", ...known]);
  const checked: CallOptions = membersOf(options, names, "options", (name) =>
    invalid(memberOf("options", name), `is not known here: use ${[...names].join(", ")}`),
  );
  if (checked.signal !== undefined) checkSignal(checked.signal);
  if (checked.timeoutMs !== undefined) checkTimeout(checked.timeoutMs);
  return checked as T;
}

const NO_OPTIONS: CallOptions = Object.freeze({});

/** @throws UnifiedStoreError `validation` */
export function checkSignal(signal: unknown, field = "options.signal"): void {
  if (!isStopSignal(signal)) throw invalid(field, "must be an AbortSignal");
}

function checkTimeout(timeoutMs: unknown): void {
  if (typeof timeoutMs !== "number" || !(timeoutMs > 0) || timeoutMs > 0x7fffffff)
    throw invalid("options.timeoutMs", "must be a number of milliseconds above 0, at most 2147483647");
}

/** @throws the signal's reason, if the signal ends first */
export async function pause(ms: number, signal?: StopSignal): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await until(signal, over).finally(() => clearTimeout(timer));
}

/**
 * The result of `work`, or the signal's reason if the signal ends first. A caller's work may wait
 * forever.
 */
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
