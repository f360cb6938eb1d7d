import { UsageError } from "../src/command-line/usage-error";
import { messageOf } from "../src/core/message";

/** An error that the caller can correct. Only its message is printed, and the exit code is 2. */
export class CannotRun extends UsageError {}

/** The driver's own message. Some errors are aggregates without a message of their own. */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === "")
    return error.errors.map((each) => reasonOf(each)).join(", ");
  return messageOf(error);
}
