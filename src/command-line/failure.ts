import { types } from "node:util";
import { UnifiedStoreError } from "../core/errors";
import { messageOf } from "../core/message";
import { withoutPasswords } from "../dialect/url/passwords";
import { EXIT } from "./exit-code";
import { Interrupted } from "./interruption";
import { complain, writeDocument } from "./output";
import { UsageError } from "./usage-error";

/** How a failure is told. */
export interface Telling {
  /** Where the document for programs goes, which then has the error; null: nowhere. */
  json: string | null;
  /** The exit code of all that is not wrong with the command line. Default 1. */
  exitCode?: number;
  /** Options that the stores check: what is wrong with them is wrong with the command line. */
  fields?: readonly string[];
  /** The message of an error in words of the command; undefined: in its own. */
  messageOf?: (error: unknown) => string | undefined;
}

interface Explained {
  code: string;
  message: string;
  exitCode: number;
}

/** Says what went wrong, in one line, and on stdout in the document. @returns the exit code */
export async function fail(error: unknown, telling: Telling): Promise<number> {
  const { code, message, exitCode } = explain(error, telling);
  const text = withoutPasswords(message).replaceAll(/\s*\n\s*/g, " ");
  if (telling.json !== null) await writeDocument(telling.json, { error: { code, message: text } });
  complain(error instanceof UsageError || error instanceof Interrupted ? text : `${code}: ${text}`);
  if (process.env.DEBUG && types.isNativeError(error) && !(error instanceof UsageError))
    complain(withoutPasswords(stackOf(error)));
  return exitCode;
}

function explain(error: unknown, { exitCode = EXIT.failed, fields = [], ...telling }: Telling): Explained {
  if (error instanceof UsageError) return { code: "usage", message: error.message, exitCode: EXIT.usage };
  if (error instanceof Interrupted)
    return { code: "aborted", message: error.message, exitCode: error.exitCode };
  const message = telling.messageOf?.(error) ?? messageOf(error);
  if (!(error instanceof UnifiedStoreError)) return { code: "error", message, exitCode };
  const { code, field } = error;
  const isUsage =
    code === "validation" && field !== undefined && ["url", "schema", ...fields].includes(field);
  return { code, message, exitCode: isUsage ? EXIT.usage : exitCode };
}

function stackOf(error: Error): string {
  const { stack = error.message, cause } = error;
  return types.isNativeError(cause) ? `${stack}\ncaused by ${stackOf(cause)}` : stack;
}
