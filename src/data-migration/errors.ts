import { UnifiedStoreError, type UnifiedStoreErrorCode, type UnifiedStoreErrorOptions } from "../core/errors";
import { type Commands, FUNCTIONS } from "./report/commands";

/** Description of an error: why the call cannot be done, and the cure. */
type Description = string | ((commands: Commands) => string);

/**
 * An error whose message tells what to do in calls of this library; the command line has it told in
 * command lines.
 */
export class MigrationError extends UnifiedStoreError {
  readonly #description: Description;

  /** @param options where `operation` is left out, the caller's is filled in */
  constructor(code: UnifiedStoreErrorCode, description: Description, options: UnifiedStoreErrorOptions = {}) {
    super(code, messageOf(description, FUNCTIONS, options.operation), options);
    this.#description = description;
  }

  messageFor(commands: Commands): string {
    return messageOf(this.#description, commands, this.operation);
  }
}

/** What is asked for does not fit what there is. */
export class MigrationConflict extends MigrationError {
  constructor(description: Description, operation?: string) {
    super("conflict", description, operation === undefined ? {} : { operation });
  }
}

function messageOf(description: Description, commands: Commands, operation: string | undefined): string {
  const message = typeof description === "string" ? description : description(commands);
  return operation === undefined ? message : `${operation}: ${message}`;
}

export const conflict = (description: Description): UnifiedStoreError =>
  new MigrationConflict(description, "migrate");
