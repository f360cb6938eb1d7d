import { type Command, runCommand } from "../../command-line/command";
import { OPTIONS, type OptionName } from "./options";

const REINDEX: Command<OptionName> = {
  name: "reindex",
  synopsis: "--to URL",
  about:
    "Makes the search entries anew of all tables that another version, or one with another bound, has indexed: health() says which. " +
    "Applications may run meanwhile. Interrupted, it keeps what is done, and the same command goes on behind it; several processes share the work.",
  options: OPTIONS,
  examples: [
    ["--to", "postgres://app@db/agents"],
    ["--to", "sqlite:store.db", "--max-characters", "1000000"],
  ],
  exitCodes:
    "Exit code 0: all is up to date. 1: it failed. 2: the command line is invalid. 130: interrupted.",
  run: (line) => (require("./run") as typeof import("./run")).run(line),
};

/**
 * `unified-store reindex`: the result goes to stdout, progress to stderr. Returns the exit code.
 */
export const reindex = (args: string[]): Promise<number> => runCommand(REINDEX, args);
