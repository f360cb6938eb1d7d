import { UsageError } from "../src/command-line/usage-error";

/** What the caller can put right: its message is all that is said, and the exit code is 2. */
export class CannotRun extends UsageError {}

/** What a driver says for itself; some errors are several, and say nothing. */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === "")
    return error.errors.map((each) => reasonOf(each)).join(", ");
  return error instanceof Error ? error.message : String(error);
}
