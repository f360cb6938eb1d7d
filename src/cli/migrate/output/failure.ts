import { types } from "node:util";
import { complain, writeDocument } from "../../../command-line/output";
import { UsageError } from "../../../command-line/usage-error";
import { UnifiedStoreError } from "../../../core/errors";
import { messageOf } from "../../../core/message";
import { MigrationError } from "../../../data-migration/errors";
import type { Commands } from "../../../data-migration/report/commands";
import { withoutPasswords } from "../../../dialect/url/passwords";
import type { CommandArguments } from "../arguments/command-arguments";
import { EXIT } from "../exit-code";
import { commandsFor } from "./follow-up";

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
export async function fail(
  error: unknown,
  { json, target }: Pick<CommandArguments, "json" | "target">,
): Promise<number> {
  const { code, message, exitCode } = explain(error, commandsFor(target));
  const text = withoutPasswords(message).replaceAll(/\s*\n\s*/g, " ");
  if (json !== null) await writeDocument(json, { error: { code, message: text } });
  complain(error instanceof UsageError || error instanceof Interrupted ? text : `${code}: ${text}`);
  if (process.env.DEBUG && types.isNativeError(error) && !(error instanceof UsageError))
    complain(withoutPasswords(stackOf(error)));
  return exitCode;
}

function explain(error: unknown, commands: Commands): { code: string; message: string; exitCode: number } {
  if (error instanceof UsageError) return { code: "usage", message: error.message, exitCode: EXIT.usage };
  if (error instanceof Interrupted)
    return { code: "aborted", message: error.message, exitCode: error.exitCode };
  if (error instanceof UnifiedStoreError) {
    const { code, field } = error;
    const message = error instanceof MigrationError ? error.messageFor(commands) : error.message;
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
