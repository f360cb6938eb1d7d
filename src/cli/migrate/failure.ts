import { types } from "node:util";
import { UnifiedStoreError } from "../../core/errors";
import { messageOf } from "../../core/message";
import { EXIT } from "./exit-code";
import { note, printJson } from "./output";
import { withoutPasswords } from "./passwords";
import { UsageError } from "./usage-error";

/** Stopped by a signal before there was anything to report. */
export class Interrupted extends Error {
  constructor(
    message: string,
    readonly exitCode: number,
    cause?: unknown,
  ) {
    super(message, { cause });
  }
}

/** Options that the stores check: what is wrong with them is wrong with the command line. */
const OPTIONS = [
  ...["from", "tiers", "tenant", "workspace", "resume", "onInvalid", "batchSize", "follow", "dryRun"],
  ...["schema", "url"],
];

/** Says what went wrong, in one line. @returns the exit code */
export async function fail(error: unknown, json: boolean): Promise<number> {
  const { code, message, exitCode } = explain(error);
  const text = withoutPasswords(message).replaceAll(/\s*\n\s*/g, " ");
  if (json) await printJson({ error: { code, message: text } });
  note(error instanceof UsageError || error instanceof Interrupted ? text : `${code}: ${text}`);
  if (process.env.DEBUG && types.isNativeError(error) && !(error instanceof UsageError))
    note(withoutPasswords(stackOf(error)));
  return exitCode;
}

function explain(error: unknown): { code: string; message: string; exitCode: number } {
  if (error instanceof UsageError) return { code: "usage", message: error.message, exitCode: EXIT.usage };
  if (error instanceof Interrupted)
    return { code: "aborted", message: error.message, exitCode: error.exitCode };
  if (error instanceof UnifiedStoreError) {
    const { code, message, field } = error;
    const isUsage = code === "validation" && field !== undefined && OPTIONS.includes(field);
    return { code, message, exitCode: isUsage ? EXIT.usage : EXIT.failed };
  }
  return {
    code: "error",
    message: messageOf(error),
    exitCode: EXIT.failed,
  };
}

function stackOf(error: Error): string {
  const { stack = error.message, cause } = error;
  return types.isNativeError(cause) ? `${stack}\ncaused by ${stackOf(cause)}` : stack;
}
