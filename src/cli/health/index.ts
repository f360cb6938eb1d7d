import { type Command, runCommand } from "../../command-line/command";
import { OPTIONS, type OptionName } from "./options";

const HEALTH: Command<OptionName> = {
  name: "health",
  synopsis: "--to URL",
  about:
    "Asks whether the database answers and its schema fits this version, in one line: for probes and start scripts. " +
    "It changes nothing and makes no file.",
  options: OPTIONS,
  examples: [
    ["--to", "postgres://app@db/agents"],
    ["--to", "sqlite:store.db", "--wait", "30s"],
  ],
  exitCodes:
    "Exit code 0: ok. 1: down. 2: the command line is invalid. 3: it answers, but schema migrations or a reindex are pending " +
    "(degraded), or a newer version has migrated it (newer). 130: interrupted.",
  run: (line) => (require("./run") as typeof import("./run")).run(line),
};

/** `unified-store health`: one line on stdout. Returns the exit code. */
export const health = (args: string[]): Promise<number> => runCommand(HEALTH, args);
