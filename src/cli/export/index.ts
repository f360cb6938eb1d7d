import { type Command, runCommand } from "../../command-line/command";
import { OPTIONS, type OptionName } from "./options";

const EXPORT: Command<OptionName> = {
  name: "export",
  synopsis: "--from URL --out FOLDER",
  about:
    "Exports a store to files: lines of JSON for each table, compressed by gzip, and a manifest with their counts and hashes. " +
    "The store is read as of one moment: applications may use it meanwhile. The folder appears when it is complete. `load` writes it to a store of either engine.",
  options: OPTIONS,
  examples: [["--from", "postgres://app@db/agents", "--out", "./export-2026-01", "--tenant", "acme"]],
  exitCodes: "Exit code 0: it is done. 1: it failed. 2: the command line is invalid. 130: interrupted.",
  failure: { fields: ["out", "options.tenants", "options.workspaces", "options.stores"] },
  run: (line) => (require("./run") as typeof import("./run")).run(line),
};

/** `unified-store export`: the result goes to stdout, progress to stderr. Returns the exit code. */
export const exportCommand = (args: string[]): Promise<number> => runCommand(EXPORT, args);
