import { interruptible } from "../../../command-line/interruption";
import { isQuiet } from "../../../command-line/output";
import { ProgressDisplay, type ProgressEvent } from "../../../data-migration/report/progress";

/** What work that takes a while is handed. */
export interface Watch {
  signal: AbortSignal;
  onProgress: (event: ProgressEvent) => void;
  onNotice: (notice: string) => void;
}

/**
 * Shows on stderr how far some work is, and ends it cleanly on Ctrl-C.
 *
 * @param interrupted what is said where it was ended before it had a result
 * @returns its result; and the exit code of the signal, where one has ended it
 */
export async function watched<T>(
  interrupted: string,
  work: (watch: Watch) => Promise<T>,
): Promise<{ result: T; stopped: number | null }> {
  const display = isQuiet() ? null : new ProgressDisplay();
  try {
    return await interruptible({ interrupted, onFirst: () => display?.stop() }, (signal) =>
      work({
        signal,
        onProgress: (event) => display?.update(event),
        onNotice: (notice) => display?.say(notice),
      }),
    );
  } finally {
    display?.stop();
  }
}
