import { invalid } from "./errors";

/** How long a call may take, in every method's last argument. */
export interface CallOptions {
  /** Ends the call: a running statement is cancelled where the engine can, and nothing of it is kept. */
  signal?: AbortSignal;
  /** Milliseconds after which the call is ended in the same way. Default: no limit. */
  timeoutMs?: number;
}

/** One signal for both; undefined where the caller set neither. The timer does not keep the process alive. */
export function deadlineOf({ signal, timeoutMs }: CallOptions): AbortSignal | undefined {
  if (signal !== undefined && !(signal instanceof AbortSignal))
    throw invalid("signal", "must be an AbortSignal");
  if (timeoutMs === undefined) return signal;
  if (typeof timeoutMs !== "number" || !(timeoutMs > 0) || timeoutMs > 0x7fffffff) {
    throw invalid("timeoutMs", "must be a number of milliseconds from 1 to 2147483647");
  }
  const timer = AbortSignal.timeout(Math.ceil(timeoutMs));
  return signal ? AbortSignal.any([signal, timer]) : timer;
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
