import { COMMON, type OptionFacts } from "../../../command-line/options";
import { TARGET_OPTIONS } from "../../target/options";

/** All options of all commands of `migrate`. */
export const OPTIONS = {
  from: {
    type: "string",
    multiple: true,
    takesMore: true,
    value: "PATH …",
    help: "SQLite files, and folders that hold some; NAME=PATH names a file",
  },
  ...TARGET_OPTIONS,
  priority: { type: "string", value: "P0,P1,P2", help: "only these tiers (default: all)" },
  tenant: { type: "string", value: "NAME", help: "tenant of rows that name none" },
  workspace: { type: "string", value: "NAME", help: "workspace of rows that name none (default: default)" },
  "embedding-model": {
    type: "string",
    value: "NAME",
    help: "model that made the vectors of memory items (default: as before, else unnamed-<dimensions>)",
  },
  "dry-run": { type: "boolean", help: "shows what would be done, and writes nothing to the target" },
  report: {
    type: "string",
    value: "FILE.json",
    help: "writes the report there, and FILE.html beside it for people",
  },
  resume: {
    type: "string",
    value: "RUN",
    help: "resumes a run that was interrupted or failed, with the options that it began with",
  },
  "on-invalid": {
    type: "string",
    value: "WHAT",
    help: "invalid rows go to quarantine, or fail the run: quarantine or fail (default: quarantine)",
  },
  "batch-size": { type: "string", value: "N", help: "rows per transaction, 1 to 100000 (default: 10000)" },
  follow: { type: "boolean", help: "then applies what changes in the files, until cutover" },
  retry: {
    type: "boolean",
    help: "retries rows: those whose ids, or first characters of them, come after RUN; without any, all",
  },
  set: {
    type: "string",
    multiple: true,
    value: "ID.COLUMN=TEXT",
    help: "with --retry, a value that replaces that of the file; ID.COLUMN:=JSON for numbers and null",
  },
  yes: { type: "boolean", short: "y", help: "does not ask on the terminal: for scripts" },
  ...COMMON,
} as const satisfies Record<string, OptionFacts>;

export type OptionName = keyof typeof OPTIONS;

/** Those of a command. */
export const optionsOf = (names: readonly OptionName[]): Record<OptionName, OptionFacts> =>
  Object.fromEntries(
    [...names, ...(Object.keys(COMMON) as OptionName[])].map((name) => [name, OPTIONS[name]]),
  ) as Record<OptionName, OptionFacts>;
