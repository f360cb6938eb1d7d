import { type Command, runCommand } from "../../command-line/command";
import { OPTIONS, type OptionName } from "./options";

const DOCTOR: Command<OptionName> = {
  name: "doctor",
  synopsis: "--to URL",
  about:
    "Looks for what is wrong with a database: connection, privileges, schema migrations, indexes, dead rows, statistics, locks, " +
    "settings and damage. It only reads, and says for each finding what cures it. What may not be read is itself a finding.",
  options: OPTIONS,
  examples: [
    ["--to", "postgres://app@db/agents"],
    ["--to", "sqlite:store.db", "--fail-on", "warning", "--json"],
  ],
  exitCodes:
    "Exit code 0: no finding of the level of --fail-on or worse. 1: there is one, or the database does not answer. " +
    "2: the command line is invalid. 130: interrupted.",
  failure: { fields: ["options.only"] },
  run: (line) => (require("./run") as typeof import("./run")).run(line),
};

/** `unified-store doctor`: the findings go to stdout, progress to stderr. Returns the exit code. */
export const doctor = (args: string[]): Promise<number> => runCommand(DOCTOR, args);
