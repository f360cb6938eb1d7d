import { type Command, runCommand } from "../../command-line/command";
import { OPTIONS, type OptionName } from "./options";

const LOAD: Command<OptionName> = {
  name: "load",
  synopsis: "--from FOLDER --to URL",
  about:
    "Loads an export into a store, of either engine. All files are checked first: one that was changed, cut short or is of another version is refused, and nothing is written. " +
    "Tenants that have rows in the target are refused as well. All rows are compared in the target. Interrupted or killed, the same command goes on behind what is done.",
  options: OPTIONS,
  examples: [["--from", "./export-2026-01", "--to", "postgres://app@db/agents"]],
  exitCodes:
    "Exit code 0: all is loaded and compared. 1: it failed, or was refused. 2: the command line is invalid. 130: interrupted.",
  failure: { fields: ["options.tenants", "options.workspaces", "options.stores"] },
  run: (line) => (require("./run") as typeof import("./run")).run(line),
};

/** `unified-store load`: the result goes to stdout, progress to stderr. Returns the exit code. */
export const load = (args: string[]): Promise<number> => runCommand(LOAD, args);
