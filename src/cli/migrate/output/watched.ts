import { isQuiet, note } from "../../../command-line/output";
import { ProgressDisplay, type ProgressEvent } from "../../../data-migration/report/progress";
import { Interrupted } from "./failure";
import { Interruption } from "./interruption";

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
  using interruption = new Interruption(() => {
    // The terminal is given back now: who presses it again leaves no time for that.
    display?.stop();
    note("Stopping cleanly … (Ctrl-C again stops at once)");
  });
  const { signal } = interruption;
  try {
    const result = await work({
      signal,
      onProgress: (event) => display?.update(event),
      onNotice: (notice) => display?.say(notice),
    });
    return { result, stopped: signal.aborted ? interruption.exitCode : null };
  } catch (error) {
    if (!signal.aborted) throw error;
    throw new Interrupted(interrupted, interruption.exitCode, error);
  } finally {
    display?.stop();
  }
}
