import { types } from "node:util";

/** All error codes. docs/errors.md explains each. */
export const ERROR_CODES = [
  "validation",
  "not_found",
  "conflict",
  "version_conflict",
  "unique_violation",
  "in_use",
  "serialization",
  "timeout",
  "aborted",
  "connection",
  "permission",
  "schema",
  "migration",
  "not_supported",
  "closed",
] as const;

/** The error code, a closed set: switch over it, and the compiler reports a missing case. */
export type UnifiedStoreErrorCode = (typeof ERROR_CODES)[number];

/** The context of an error. It holds names only: contents never reach an error. */
export interface ErrorContext {
  /** Store and method, such as `memory.add`. */
  operation?: string;
  tenant?: string;
  workspace?: string;
  /** The input field at fault, such as `content.tags[2]`. */
  field?: string;
}

export interface UnifiedStoreErrorOptions extends ErrorContext {
  /**
   * The same call may succeed when repeated. Default: true for `serialization`, `timeout` and
   * `connection`.
   */
  retryable?: boolean;
  /** The write may have been committed although the call failed. Default false. */
  mayHaveCommitted?: boolean;
  cause?: unknown;
}

const RETRYABLE: ReadonlySet<UnifiedStoreErrorCode> = new Set(["serialization", "timeout", "connection"]);

/**
 * The only error that the public interface throws.
 *
 * @example
 * try {
 *   await acme.memory.update(id, { pinned: true }, { ifVersion: 3 });
 * } catch (error) {
 *   if (error instanceof UnifiedStoreError && error.code === "version_conflict") await reload();
 *   else throw error;
 * }
 */
export class UnifiedStoreError extends Error {
  override readonly name = "UnifiedStoreError";
  readonly code: UnifiedStoreErrorCode;
  /** The same call may succeed when repeated. */
  readonly retryable: boolean;
  /** The write may have been committed although the call failed: read before you repeat it. */
  readonly mayHaveCommitted: boolean;
  readonly operation?: string;
  readonly tenant?: string;
  readonly workspace?: string;
  readonly field?: string;

  constructor(code: UnifiedStoreErrorCode, message: string, options: UnifiedStoreErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.retryable = options.retryable ?? RETRYABLE.has(code);
    this.mayHaveCommitted = options.mayHaveCommitted ?? false;
    if (options.operation !== undefined) this.operation = options.operation;
    if (options.tenant !== undefined) this.tenant = options.tenant;
    if (options.workspace !== undefined) this.workspace = options.workspace;
    if (options.field !== undefined) this.field = options.field;
  }

  /**
   * For logs. JSON.stringify leaves out an error's message; this adds it. Stack and cause stay out.
   */
  toJSON(): { name: string; code: UnifiedStoreErrorCode; message: string } & ErrorContext {
    const { message } = this;
    return { ...this, message };
  }

  /** The same error with its context added, where the context was unknown at the throw. */
  located(context: ErrorContext): UnifiedStoreError {
    if (this.operation !== undefined || context.operation === undefined) return this;
    const error = new UnifiedStoreError(this.code, `${contextText(context)}: ${this.message}`, {
      ...context,
      field: this.field ?? context.field,
      retryable: this.retryable,
      mayHaveCommitted: this.mayHaveCommitted,
      cause: this.cause,
    });
    if (this.stack) error.stack = this.stack.replace(this.message, error.message);
    return error;
  }
}

function contextText({ operation, tenant, workspace }: ErrorContext): string {
  if (tenant === undefined) return String(operation);
  return `${operation} (tenant ${JSON.stringify(tenant)}, workspace ${JSON.stringify(workspace)})`;
}

/** Bad input. The message names the field, the problem and the solution. */
export function invalid(field: string, problem: string): UnifiedStoreError {
  return new UnifiedStoreError("validation", `${field} ${problem}`, { field });
}

/**
 * The error of a function that the caller gave. Its message may quote contents, so it is the cause.
 *
 * @param field names the function, such as `chunking.split`
 */
export function functionThrew(field: string, error: unknown): UnifiedStoreError {
  const message = `${field} threw an error: see the error's cause`;
  const cause = types.isNativeError(error) ? error : undefined;
  return new UnifiedStoreError("validation", message, { field, cause });
}

/**
 * @param what the missing thing, such as `debate 0197…` or `profile of this name`
 * @param field the member of the input that names the missing row, such as `creatorId`
 */
export function notFound(what: string, cause?: unknown, field?: string): UnifiedStoreError {
  const message = `there is no ${what} in this scope`;
  return new UnifiedStoreError("not_found", message, { cause, ...(field !== undefined && { field }) });
}

/**
 * A row that cannot be removed while others refer to it.
 *
 * @param problem which rows refer to it and what to do, such as
 * `messages of participant 0197…: remove them first`
 */
export function inUse(problem: string, cause?: unknown): UnifiedStoreError {
  return new UnifiedStoreError("in_use", `there are ${problem}`, { cause });
}

/**
 * An id given by the caller that another row already has.
 *
 * @param row.what such as `agent`
 * @param row.cure the alternative to leaving the id out, such as `put the name that has it`
 */
export function idTaken(
  { what, cure, field }: { what: string; cure: string; field?: string | undefined },
  cause: unknown,
): UnifiedStoreError {
  const message = `the given id belongs to another ${what}: leave it out, or ${cure}`;
  return new UnifiedStoreError("unique_violation", message, { cause, ...(field !== undefined && { field }) });
}

/**
 * Optimistic concurrency: the row no longer has the expected version.
 *
 * @param what the row, such as `session 0197…` or `the profile`
 */
export function versionConflict(what: string, ifVersion: number | undefined): UnifiedStoreError {
  const message = `${what} no longer has version ${ifVersion}: read it again and repeat the change`;
  return new UnifiedStoreError("version_conflict", message);
}

/** True where the error has one of these codes. */
export function hasCode(error: unknown, ...codes: UnifiedStoreErrorCode[]): error is UnifiedStoreError {
  return error instanceof UnifiedStoreError && codes.includes(error.code);
}
