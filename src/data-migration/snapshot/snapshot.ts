import { UnifiedStoreError } from "../../core/errors";
import { checkCopy } from "./copy-check";
import { type Attempt, type CopyFailure, copyLive, copyLocked, copyQuiet } from "./copying";
import { Original, type State } from "./original";
import { PrivateCopy } from "./private-copy";
import { codeOf, damaged, unreadable, unusable } from "./unusable";

/** A private copy of a SQLite file at one moment. Disposing of it removes the copy. */
export interface Snapshot extends AsyncDisposable {
  /** The copy's. It has no files beside it, and needs none. */
  readonly path: string;
  /**
   * Of the database file, in hexadecimal; of the copy, where the file was being written and so had
   * no bytes of one moment.
   */
  readonly sha256: string;
  /**
   * Of what is in the copy, in hexadecimal: the same at the next snapshot if nobody has written
   * meanwhile, be the file opened, closed, checkpointed or recovered.
   */
  readonly fingerprint: string;
  /** There was a -wal, -shm or -journal beside the file, so that somebody may be writing to it. */
  readonly live: boolean;
}

export interface SnapshotOptions {
  /** Ends the call: no copy is left. */
  signal?: AbortSignal;
  /** How long to wait for other processes that write to the file, in milliseconds. Default 5000. */
  busyMs?: number;
}

const BUSY_MS = 5000;
/** In which a file at rest becomes quiet. */
const PAUSE_MS = 60;
/** The time may be up because copying took long: that is no reason not to try again. */
const LEAST_ATTEMPTS = 3;

/**
 * Copies a SQLite file as its last commit has left it. Neither the file nor its folder is written.
 * Rows keep their rowids.
 *
 * While it copies a file in rollback mode, that file's writers cannot commit; those of a file in
 * WAL mode go on. A process that has the file open itself should not take snapshots of it: it would
 * lose its locks on it.
 *
 * @param into the file to make; there must not be one
 * @throws UnifiedStoreError `validation` where the file is no sound SQLite database, or cannot be
 * read; `connection`, which may be tried again, where others kept it locked or wrote to it
 * throughout; `aborted` or `timeout` by the signal
 *
 * @example
 * const snapshot = await takeSnapshot("data/memory.db", join(folder, "memory.db"));
 */
export async function takeSnapshot(
  path: string,
  into: string,
  { signal, busyMs = BUSY_MS }: SnapshotOptions = {},
): Promise<Snapshot> {
  let copy: PrivateCopy | undefined;
  try {
    signal?.throwIfAborted();
    await (await Original.open(path)).close();
    copy = await PrivateCopy.create(into);
    const { sha256, live, recover } = await retryCopy(path, { copy, signal, busyMs });
    const finding = await checkCopy(into, { recover, signal });
    if (finding !== null) throw damaged(path, finding);
    await copy.removeSideFiles();
    const made = copy;
    return {
      path: into,
      sha256: sha256 ?? (await copy.digest("bytes", signal)),
      fingerprint: await copy.digest("content", signal),
      live,
      [Symbol.asyncDispose]: () => made.remove(),
    };
  } catch (error) {
    await copy?.remove();
    throw explained(path, error, signal);
  }
}

interface CopyResult {
  sha256: string | null;
  live: boolean;
  /** Whether the copy has a log or a journal beside it, or the mode that needs them. */
  recover: boolean;
}

interface CopyOptions {
  copy: PrivateCopy;
  signal: AbortSignal | undefined;
}

/** Retries while others write to the file: until an attempt succeeds, or the time is up. */
async function retryCopy(
  path: string,
  { busyMs, ...options }: CopyOptions & { busyMs: number },
): Promise<CopyResult> {
  const deadline = performance.now() + busyMs;
  let failure: CopyFailure | null = null;
  for (let attempts = 1; ; attempts++) {
    options.signal?.throwIfAborted();
    const result: CopyResult | CopyFailure = await attempt(path, failure, options);
    if (typeof result !== "string") return result;
    failure = result;
    if (performance.now() > deadline && attempts >= LEAST_ATTEMPTS) throw busy(path, failure);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

async function attempt(
  path: string,
  before: CopyFailure | null,
  options: CopyOptions,
): Promise<CopyResult | CopyFailure> {
  const original = await Original.open(path);
  try {
    await options.copy.clear();
    const state = await original.state();
    const inWal = (await original.header()).wal || state.has("-wal");
    const logged = inWal || state.sizeOf("-journal") > 0;
    const result = logged
      ? await copyLogged(original, { ...options, state, inWal, before })
      : await copyLocked(original, options.copy, options.signal);
    if (typeof result === "string") return result;
    return { sha256: result.sha256, live: state.live, recover: logged };
  } finally {
    await original.close();
  }
}

/**
 * SQLite reads nothing of a file in WAL mode without writing to its -shm, and nothing of one whose
 * writer has crashed without rolling it back. So a file at rest is copied as files are, be it that
 * a process has it open; only one that is being written is opened in its place.
 *
 * @param before how the attempt before this one has ended
 */
function copyLogged(
  original: Original,
  {
    copy,
    signal,
    state,
    inWal,
    before,
  }: CopyOptions & { state: State; inWal: boolean; before: CopyFailure | null },
): Promise<Attempt> | Attempt {
  const canBeOpened = !inWal || (state.has("-shm") && state.has("-wal"));
  if (state.isQuiet && !(before === "written" && canBeOpened))
    return copyQuiet(original, copy, { state, signal });
  if (before === null || !canBeOpened) return "recent";
  return inWal ? copyLive(original, copy, signal) : copyLocked(original, copy, signal);
}

function busy(path: string, failure: CopyFailure): UnifiedStoreError {
  const problem =
    failure === "locked" ? "is locked by another process" : "is being written by another process";
  const cure = "close the application that uses it, or try again later";
  return new UnifiedStoreError("connection", `${path} ${problem}: ${cure}`);
}

function explained(path: string, error: unknown, signal?: AbortSignal): unknown {
  if (signal?.aborted) {
    const timedOut = (signal.reason as { name?: string } | undefined)?.name === "TimeoutError";
    const message = `the copying of ${path} ${timedOut ? "took longer than its timeout" : "was aborted by its signal"}`;
    return new UnifiedStoreError(timedOut ? "timeout" : "aborted", message, { cause: error });
  }
  const code = codeOf(error);
  if (error instanceof UnifiedStoreError || !/^(E|SQLITE_)/.test(code)) return error;
  if (code.startsWith("E")) return unreadable(path, error);
  if (code === "SQLITE_FULL") return unusable(path, "cannot be copied: there is no room for the copy", error);
  return unusable(path, `cannot be copied: ${(error as Error).message}`, error);
}
