import type { ParseArgsConfig } from "node:util";
import { wrapped } from "../../presentation/terminal/wrap";

/** An option as it is parsed and as help tells it. */
interface Option {
  type: "string" | "boolean";
  multiple?: boolean;
  short?: string;
  /** What stands behind it. */
  value?: string;
  help: string;
}

/** All options of all commands. */
export const OPTIONS = {
  from: {
    type: "string",
    multiple: true,
    value: "PATH …",
    help: "SQLite files, and folders that hold some; NAME=PATH names a file",
  },
  to: {
    type: "string",
    value: "URL",
    help: "postgres://user@host/database or sqlite:FILE; without it UNIFIED_STORE_URL or DATABASE_URL",
  },
  schema: {
    type: "string",
    value: "NAME",
    help: "schema of a PostgreSQL that holds the tables (unified_store)",
  },
  priority: { type: "string", value: "P0,P1,P2", help: "only these tiers (all)" },
  tenant: { type: "string", value: "NAME", help: "whose rows are that name no tenant" },
  workspace: { type: "string", value: "NAME", help: "where rows go that name no workspace (default)" },
  "dry-run": { type: "boolean", help: "reads and checks everything, and writes nothing to the target" },
  report: {
    type: "string",
    value: "FILE.json",
    help: "writes the report there, and FILE.html beside it for people",
  },
  resume: {
    type: "string",
    value: "RUN",
    help: "goes on with a run that was cut off, with the options and, without --from, the files that it began with",
  },
  "on-invalid": {
    type: "string",
    value: "WHAT",
    help: "what becomes of rows that do not fit: quarantine, or fail, which ends the run (quarantine)",
  },
  "batch-size": { type: "string", value: "N", help: "rows that are committed at once (10000)" },
  follow: { type: "boolean", help: "then applies what changes in the files, until cutover" },
  retry: {
    type: "boolean",
    help: "tries rows again: those whose ids, or first characters of them, stand behind RUN; without any, all",
  },
  set: {
    type: "string",
    multiple: true,
    value: "ID.COLUMN=TEXT",
    help: "with --retry, a value that takes the place of that in the file; ID.COLUMN:=JSON for numbers and null",
  },
  yes: { type: "boolean", help: "does not ask on the terminal: for scripts" },
  json: { type: "boolean", help: "one JSON document on stdout; words go to stderr" },
  help: { type: "boolean", short: "h", help: "what you are reading" },
} as const satisfies Record<string, Option>;

export type OptionName = keyof typeof OPTIONS;

/** Those of a command, for `util.parseArgs`. */
export const parsing = (names: readonly OptionName[]): NonNullable<ParseArgsConfig["options"]> =>
  Object.fromEntries(
    [...names, "json" as const, "help" as const].map((name) => {
      const { type, multiple = false, short }: Option = OPTIONS[name];
      return [name, { type, multiple, ...(short !== undefined && { short }) }];
    }),
  );

/** Those of a command, a line each, or more where the terminal is narrow. */
export function optionLines(names: readonly OptionName[], columns: number): string {
  const lines = [...names, "json" as const, "help" as const].map((name) => {
    const { value, help }: Option = OPTIONS[name];
    return [`--${name}${value === undefined ? "" : ` ${value}`}`, help] as const;
  });
  const width = Math.max(...lines.map(([left]) => left.length));
  return lines
    .map(([left, help]) => `  ${left.padEnd(width)}  ${wrapped(help, width + 4, columns)}`.trimEnd())
    .join("\n");
}
