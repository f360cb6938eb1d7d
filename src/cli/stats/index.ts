import { type Command, runCommand } from "../../command-line/command";
import { OPTIONS, type OptionName } from "./options";

const STATS: Command<OptionName> = {
  name: "stats",
  synopsis: "--to URL",
  about:
    "Shows how large a database is: rows and bytes by store and table, with engine, schema and connections. " +
    "On PostgreSQL rows of large tables are the server's estimate; on SQLite the file is read. It changes nothing.",
  options: OPTIONS,
  examples: [
    ["--to", "postgres://app@db/agents"],
    ["--to", "sqlite:store.db", "--json"],
  ],
  exitCodes: "Exit code 0: done. 1: it failed. 2: the command line is invalid. 130: interrupted.",
  run: (line) => (require("./run") as typeof import("./run")).run(line),
};

/** `unified-store stats`. Returns the exit code. */
export const stats = (args: string[]): Promise<number> => runCommand(STATS, args);
