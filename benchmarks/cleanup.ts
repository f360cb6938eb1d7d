import { Interruption } from "../src/command-line/interruption";

/** What must not outlive the run, in reverse order of its making; also on Ctrl-C. */
export class Cleanup {
  private readonly tasks: (() => unknown)[] = [];
  private running: Promise<void> | undefined;
  private readonly interruption = new Interruption();
  /** Aborted by Ctrl-C and its like, before the tasks run. */
  readonly interrupted: AbortSignal = this.interruption.signal;

  constructor() {
    this.interrupted.addEventListener("abort", () => void this.end());
  }

  /** Of the signal that has ended the run. */
  get exitCode(): number {
    return this.interruption.exitCode;
  }

  defer(task: () => unknown): void {
    this.tasks.push(task);
  }

  /** Every task runs, even if others throw, but for a few seconds at most. */
  run(): Promise<void> {
    this.running ??= this.runAll();
    return this.running;
  }

  private async end(): Promise<void> {
    // All others that listen to the signal come first.
    await null;
    await this.run().finally(() => process.exit(this.exitCode));
  }

  private async runAll(): Promise<void> {
    for (const task of this.tasks.reverse()) {
      let timer: NodeJS.Timeout | undefined;
      const patience = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, 5000);
      });
      try {
        await Promise.race([task(), patience]);
      } catch (error) {
        console.error("while cleaning up:", error);
      } finally {
        clearTimeout(timer);
      }
    }
    this.interruption[Symbol.dispose]();
  }
}

/**
 * Does some work, and cleans up after it, however it ends.
 *
 * @returns its exit code, or that of the signal that has ended it
 */
export async function cleanedUp(work: (cleanup: Cleanup) => Promise<number>): Promise<number> {
  const cleanup = new Cleanup();
  try {
    return await work(cleanup);
  } catch (error) {
    // What follows from closing databases under the work is not worth a word.
    if (cleanup.interrupted.aborted) return cleanup.exitCode;
    throw error;
  } finally {
    await cleanup.run();
  }
}
