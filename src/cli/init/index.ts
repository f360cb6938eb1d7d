import { type Command, runCommand } from "../../command-line/command";
import { OPTIONS, type OptionName } from "./options";

const INIT: Command<OptionName> = {
  name: "init",
  about:
    "Begins a project: a file that opens the stores, a first test, .env.example with each variable, and for PostgreSQL a compose.yaml " +
    "with two roles, one that owns the tables and one that serves. On a terminal it asks for what no option says; elsewhere it takes the " +
    "defaults. Files that exist are kept. All of the others are written, or none.",
  options: OPTIONS,
  cure: "name the folder with --folder",
  examples: [
    [],
    ["--folder", "my-agent", "--yes"],
    ["--production", "none", "--language", "javascript", "--runner", "vitest", "--dry-run"],
  ],
  exitCodes:
    "Exit code 0: it is done, also where files were kept. 1: it failed, or the answer was no. 2: the command line is invalid, or the " +
    "folder cannot be used. 130: interrupted. Nothing is written but with 0.",
  failure: { fields: ["options.folder", "options.production", "options.database"] },
  run: (line) => (require("./run") as typeof import("./run")).run(line),
};

/** `unified-store init`: the report goes to stdout, questions to stderr. Returns the exit code. */
export const init = (args: string[]): Promise<number> => runCommand(INIT, args);
