import { type Command, runCommand } from "../../command-line/command";
import { OPTIONS, type OptionName } from "./options";

const COPY: Command<OptionName> = {
  name: "copy",
  synopsis: "--from URL --to URL",
  about:
    "Copies a store to another database: from SQLite to PostgreSQL, back, or between two of a kind. All rows keep their ids, versions and times. " +
    "The source is read as of one moment, and never written: applications may use it meanwhile. Tenants that have rows in the target are refused before anything is written. " +
    "All rows are compared in the target. Interrupted or killed, the same command goes on behind what is done.",
  options: OPTIONS,
  examples: [
    ["--from", "sqlite:store.db", "--to", "postgres://app@db/agents"],
    ["--from", "sqlite:store.db", "--to", "postgres://app@db/agents", "--tenant", "acme", "--merge"],
  ],
  exitCodes:
    "Exit code 0: all is copied and compared. 1: it failed, or was refused. 2: the command line is invalid. 130: interrupted.",
  failure: { fields: ["options.tenants", "options.workspaces", "options.stores"] },
  run: (line) => (require("./run") as typeof import("./run")).run(line),
};

/** `unified-store copy`: the result goes to stdout, progress to stderr. Returns the exit code. */
export const copy = (args: string[]): Promise<number> => runCommand(COPY, args);
