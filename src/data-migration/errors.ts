import { UnifiedStoreError } from "../core/errors";
import { type Commands, FUNCTIONS } from "./report/commands";

/** What is in the way of what was asked for, and what to do about it. */
type Description = string | ((commands: Commands) => string);

/**
 * A conflict whose message tells what to do in calls of this library; the command line has it told
 * in command lines.
 */
export class MigrationConflict extends UnifiedStoreError {
  readonly #description: Description;

  /** @param operation for errors; where it is left out, the caller's is filled in */
  constructor(description: Description, operation?: string) {
    super(
      "conflict",
      messageOf(description, FUNCTIONS, operation),
      operation === undefined ? {} : { operation },
    );
    this.#description = description;
  }

  messageFor(commands: Commands): string {
    return messageOf(this.#description, commands, this.operation);
  }
}

function messageOf(description: Description, commands: Commands, operation: string | undefined): string {
  const message = typeof description === "string" ? description : description(commands);
  return operation === undefined ? message : `${operation}: ${message}`;
}

export const conflict = (description: Description): UnifiedStoreError =>
  new MigrationConflict(description, "migrate");
