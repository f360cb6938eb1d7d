import { invalid } from "../errors";
import { isEmpty, isObject, memberOf, membersOf } from "../input/snapshot";
import { Countdown, isStopSignal, listen, type StopSignal } from "./stop-signal";

/** How long a call may take, in every method's last argument. */
export interface CallOptions {
  /**
   * An AbortSignal, of any realm, which ends the call: a running statement is cancelled where the
   * engine can, and nothing of it is kept.
   */
  signal?: AbortSignal | StopSignal | undefined;
  /**
   * Milliseconds after which the call, with all statements that it sends, is ended in the same way;
   * of a list or search, each page's. Default: no limit.
   */
  timeoutMs?: number | undefined;
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
  /**
   * Call it when the call is over: until then a timer that somebody waits for keeps the process
   * alive, as the call does.
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
 * The same for code that is not ours. It is told by timers alone, and no longer when its deadline
 * is cleared.
 */
export function toAbortSignal(signal: StopSignal): AbortSignal {
  const controller = new AbortController();
  const abort = (): void => controller.abort(signal.reason);
  if (signal.aborted) abort();
  else listen(signal, abort);
  return controller.signal;
}

/**
 * A checked copy of a call's options as its method goes on with them: its time runs from now on,
 * and its signal is the end of that too. So all that the method sends shares one deadline, where
 * each statement would be given the whole time.
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
 * A checked copy of a call's options, each member read once. Members that it does not have are
 * refused: a misspelt `ifVersion` would otherwise overwrite.
 *
 * @throws UnifiedStoreError `validation`
 */
export function readOptions<T extends CallOptions>(options: T, known: readonly (keyof T & string)[] = []): T {
  if (!isObject(options)) throw invalid("options", "must be an object");
  // What most calls are given; the set below takes 0.1 µs.
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

/** @throws the signal's reason, where that comes first */
export async function pause(ms: number, signal?: StopSignal): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await until(signal, over).finally(() => clearTimeout(timer));
}

/**
 * The result of `work`, or the signal's reason if that comes first: work of the caller may wait for
 * something that never happens.
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
