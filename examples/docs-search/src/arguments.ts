import { parseArgs } from "node:util";

export const USAGE = `Answers questions over Markdown files with the passages that fit best.

docs-search [options] [question]

Without a question it reads questions: from a terminal with a prompt, from a pipe line by line.

  --docs FOLDER    search the Markdown files of this folder (default: README and docs of unified-store)
  --limit N        most passages of an answer, 1 to 100 (default 5; with --context 20)
  --context N      print what would go into a prompt of at most N tokens
  --json           print a line of JSON for each question
  --help           print this text

DATABASE_URL names another database than the SQLite file of this example.
Exit codes: 0 done, 1 something failed, 2 the command line is invalid, 130 stopped by Ctrl-C.`;

export interface Arguments {
  /** Null: questions are read from the standard input. */
  question: string | null;
  docs: string | null;
  limit: number;
  /** Most tokens of a prompt; null: print passages. */
  context: number | null;
  json: boolean;
  help: boolean;
}

/** The command line is invalid. */
export class UsageError extends Error {}

/** @throws UsageError with a message for people */
export function parseArguments(args: string[]): Arguments {
  const { values, positionals } = parsed(args);
  const context = values.context === undefined ? null : whole("context", values.context, 1_000_000);
  const limit = values.limit === undefined ? null : whole("limit", values.limit, 100);
  if (values.docs === "") throw new UsageError("--docs needs the name of a folder");
  // Unquoted words are one question.
  const question = positionals.join(" ").trim();
  if (positionals.length > 0 && question === "") throw new UsageError("the question is empty");
  return {
    question: question || null,
    docs: values.docs ?? null,
    limit: limit ?? (context === null ? 5 : 20),
    context,
    json: values.json ?? false,
    help: values.help ?? false,
  };
}

function parsed(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        docs: { type: "string" },
        limit: { type: "string" },
        context: { type: "string" },
        json: { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
  } catch (error) {
    // The first sentence says what is wrong, the others how to quote.
    throw new UsageError((error as Error).message.split(/\. |\n/)[0]);
  }
}

function whole(option: string, text: string, most: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > most)
    throw new UsageError(`--${option} must be a whole number from 1 to ${most}, not ${JSON.stringify(text)}`);
  return value;
}
