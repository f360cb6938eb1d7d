/**
 * What a logger must offer; pino and console fit. Names, codes and figures are logged, never
 * contents or secrets. See docs/logging.md.
 */
export interface Logger {
  /** Each call with what it took. */
  debug(fields: object, message: string): void;
  /** Opening, schema migrations, closing. */
  info(fields: object, message: string): void;
  /** Slow calls and transactions, retries, lost connections. */
  warn(fields: object, message: string): void;
  /** Nothing yet: what fails is thrown. */
  error(fields: object, message: string): void;
}

const nothing = (): void => {};

export const silentLogger: Logger = { debug: nothing, info: nothing, warn: nothing, error: nothing };

/** The same, but what it throws, or rejects with, breaks no call. */
export function harmless(logger: Logger): Logger {
  if (logger === silentLogger) return logger;
  const guarded =
    (level: keyof Logger) =>
    (fields: object, message: string): void => {
      try {
        const result = logger[level](fields, message) as unknown;
        if (typeof result === "object" && result !== null && "then" in result)
          Promise.resolve(result).catch(nothing);
      } catch {}
    };
  return { debug: guarded("debug"), info: guarded("info"), warn: guarded("warn"), error: guarded("error") };
}
