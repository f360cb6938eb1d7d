import { note } from "./output";

const CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
type Name = keyof typeof CODES;
const NAMES = Object.keys(CODES) as Name[];

/**
 * npm hands on a Ctrl-C that the terminal has told us of already: what follows at once is the same
 * one.
 */
const SAME_MS = 500;

/**
 * Ctrl-C and its like: the first ends the work cleanly, by its signal; the next ends the process at
 * once.
 */
export class Interruption implements Disposable {
  private readonly controller = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private by: Name | null = null;

  /** @param onFirst is called as soon as one is heard of, before the signal of the work */
  constructor(private readonly onFirst: () => void = () => {}) {
    for (const name of NAMES) process.on(name, this.heard);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  get exitCode(): number {
    return CODES[this.by ?? "SIGINT"];
  }

  [Symbol.dispose](): void {
    clearTimeout(this.timer);
    this.letGo();
  }

  private readonly heard = (name: Name): void => {
    if (this.by !== null) return;
    this.by = name;
    this.timer = setTimeout(this.letGo, SAME_MS).unref();
    this.onFirst();
    this.controller.abort();
  };

  /** From now on they do what they do to any process, however busy it is. */
  private readonly letGo = (): void => {
    for (const name of NAMES) process.off(name, this.heard);
  };
}

/** Work that a signal has ended before there was anything to report. */
export class Interrupted extends Error {
  constructor(
    message: string,
    readonly exitCode: number,
    cause?: unknown,
  ) {
    super(message, { cause });
  }
}

interface Manner {
  /** What is said where it was ended before it had a result. */
  interrupted: string;
  /** Is called before anything is said: a second Ctrl-C leaves no time afterwards. */
  onFirst?: () => void;
}

/**
 * Ends some work cleanly on Ctrl-C.
 *
 * @returns its result; and the exit code of the signal, where one has ended it
 * @throws Interrupted
 */
export async function interruptible<T>(
  { interrupted, onFirst }: Manner,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<{ result: T; stopped: number | null }> {
  using interruption = new Interruption(() => {
    onFirst?.();
    note("Stopping cleanly … (Ctrl-C again stops at once)");
  });
  const { signal } = interruption;
  try {
    const result = await work(signal);
    return { result, stopped: signal.aborted ? interruption.exitCode : null };
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new Interrupted(interrupted, interruption.exitCode, error);
  }
}
