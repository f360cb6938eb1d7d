/** Cleanup tasks of the run. They run in reverse order of their creation, also on Ctrl-C. */
export class Cleanup {
  private readonly tasks: (() => unknown)[] = [];
  private running: Promise<void> | undefined;
  private readonly interruption = new AbortController();
  /** Aborted by Ctrl-C and similar signals, before the tasks run. */
  readonly interrupted: AbortSignal = this.interruption.signal;

  constructor() {
    for (const [signal, code] of [
      ["SIGINT", 130],
      ["SIGTERM", 143],
      ["SIGHUP", 129],
    ] as const) {
      process.once(signal, () => {
        this.interruption.abort();
        void this.run().finally(() => process.exit(code));
      });
    }
  }

  defer(task: () => unknown): void {
    this.tasks.push(task);
  }

  /** Every task runs, even if others throw, but for a few seconds at most. */
  run(): Promise<void> {
    this.running ??= this.runAll();
    return this.running;
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
  }
}
