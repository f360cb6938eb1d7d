import type { Tier } from "../../read/step";

/**
 * What is being done: reading a consistent snapshot of the file, copying rows, or only checking
 * them in a plan or dry run, building indexes, comparing rows, applying what changes in the file,
 * or undoing a run. `copy`, `check` and `verify` count rows and `follow` changes; the others count
 * whatever steps they have.
 */
export type Phase = "snapshot" | "copy" | "check" | "indexes" | "verify" | "follow" | "rollback";

/** How far one table is in one phase. */
export interface ProgressEvent {
  /** Null where it is of no tier. */
  tier: Tier | null;
  /** The name of the file among the sources. */
  source: string;
  /** Null for a file as a whole. */
  table: string | null;
  /**
   * The table of the target, where rows of one table of the file go to several, one after the
   * other.
   */
  target?: string;
  phase: Phase;
  done: number;
  /**
   * Of a copy: how many rows were written; others were there already, are duplicates of others, or
   * went to quarantine.
   */
  written?: number;
  /**
   * Of so many. When all are done the phase is over, but for `follow`, which is then up to date.
   */
  total: number;
}

/** One table in one phase, from its first event to its last. */
export interface Task {
  latest: ProgressEvent;
  startedAt: number;
  /** What an earlier run had done: it took no time of this one. */
  doneBefore: number;
  writtenBefore: number;
  finished: boolean;
}

export const keyOf = ({ source, table, target, phase }: ProgressEvent): string =>
  JSON.stringify([source, table, target, phase]);

export const isFinished = ({ phase, done, total }: ProgressEvent): boolean =>
  phase !== "follow" && done >= total;

/** In a second; null where too little has happened to tell. */
export function speedOf({ latest, startedAt, doneBefore }: Task, now: number): number | null {
  const seconds = (now - startedAt) / 1000;
  const done = latest.done - doneBefore;
  return seconds > 0 && done > 0 ? done / seconds : null;
}

/** Seconds, if it goes on as it has gone so far; null before a second has passed. */
export function timeLeft(task: Task, now: number): number | null {
  const { done, total, phase } = task.latest;
  const speed = phase === "follow" || now - task.startedAt < 1000 ? null : speedOf(task, now);
  return speed === null || total <= done ? null : (total - done) / speed;
}
