import type { Task } from "./task";

/** A way to show what is being done. Times are in milliseconds. */
export interface View {
  began(task: Task, now: number): void;
  moved(task: Task, now: number): void;
  ended(task: Task, now: number): void;
  /** Shows a line of text that stays. */
  say(line: string): void;
  stop(): void;
}

/** What is written to, such as `process.stderr`. */
export interface ProgressStream {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
  rows?: number;
}
