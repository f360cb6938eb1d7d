/**
 * The interface of a logger; pino and console have it. Names, codes and figures are logged, never
 * contents or secrets. See docs/logging.md.
 */
export interface Logger {
  /** Each call with its duration. */
  debug(fields: object, message: string): void;
  /** Opening, schema migrations, closing. */
  info(fields: object, message: string): void;
  /** Slow calls and transactions, retries, lost connections. */
  warn(fields: object, message: string): void;
  /** Not used yet: errors are thrown. */
  error(fields: object, message: string): void;
}

const nothing = (): void => {};

export const silentLogger: Logger = { debug: nothing, info: nothing, warn: nothing, error: nothing };

/** A logger whose errors and rejections break no call. */
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
