import { setTimeout as pause } from "node:timers/promises";
import { UnifiedStoreError } from "../../../core/errors";
import { MigrationError } from "../../errors";
import { codeOf, unusable } from "../../snapshot/unusable";

const PAUSE_MS = 20;

interface BusyFile {
  path: string;
  /** How long other processes may have it locked, in milliseconds. */
  ms: number;
  signal?: AbortSignal | undefined;
}

/**
 * Does work with a file, and tries again while other processes have the file locked.
 *
 * @throws UnifiedStoreError `connection` where it stays locked
 * @throws UnifiedStoreError `validation` where it cannot be read or written
 */
export async function retryWhileBusy<T>({ path, ms, signal }: BusyFile, work: () => T): Promise<T> {
  const until = performance.now() + ms;
  for (;;) {
    signal?.throwIfAborted();
    try {
      return work();
    } catch (error) {
      if (!/^SQLITE_(BUSY|LOCKED|PROTOCOL)/.test(codeOf(error))) throw explained(path, error);
      if (performance.now() > until) {
        const cure = "let its writers end their transactions, or stop them, and try again";
        throw new UnifiedStoreError("connection", `${path} is locked by another process: ${cure}`, {
          cause: error,
        });
      }
    }
    await pause(PAUSE_MS);
  }
}

const cannotBeWritten = (path: string, follow: string): string =>
  `${path} cannot be written, which ${follow} needs, since triggers in the file log its changes: give this user the right to write it, or run without ${follow}`;

function explained(path: string, error: unknown): unknown {
  const code = codeOf(error);
  if (/^SQLITE_(READONLY|PERM|CANTOPEN)/.test(code))
    return new MigrationError("validation", ({ follow }) => cannotBeWritten(path, follow), { cause: error });
  return code.startsWith("SQLITE_")
    ? unusable(path, `cannot be followed: ${(error as Error).message}`, error)
    : error;
}
