import { type Command, runCommand } from "../../command-line/command";
import { OPTIONS, type OptionName } from "./options";

const BACKUP: Command<OptionName> = {
  name: "backup",
  synopsis: "--from sqlite:FILE --out FILE",
  about:
    "Makes a backup of a SQLite store while it is in use: a store as of one moment, which is checked for damage before it gets its name. " +
    "Of PostgreSQL, pg_dump makes backups, and `export` files that either engine loads.",
  options: OPTIONS,
  examples: [["--from", "sqlite:store.db", "--out", "backups/store-2026-01-31.db"]],
  exitCodes: "Exit code 0: it is done. 1: it failed. 2: the command line is invalid. 130: interrupted.",
  failure: { fields: ["out"] },
  run: (line) => (require("./run") as typeof import("./run")).run(line),
};

/** `unified-store backup`: the result goes to stdout, progress to stderr. Returns the exit code. */
export const backup = (args: string[]): Promise<number> => runCommand(BACKUP, args);
