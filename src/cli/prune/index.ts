import { type Command, runCommand } from "../../command-line/command";
import { OPTIONS, type OptionName } from "./options";

const TO = ["--to", "postgres://app@db/agents"] as const;

const PRUNE: Command<OptionName> = {
  name: "prune",
  synopsis: "--to URL",
  about:
    "Deletes the rows that retention policies do not keep, of all tenants, and memory items that are expired. It asks before. " +
    "It works in small batches with pauses, so that applications go on as before. One process prunes at a time. " +
    "Interrupted or killed, the next one goes on with the tenants that are left. With --every it prunes again and again, until it is stopped.",
  options: OPTIONS,
  examples: [
    [...TO, "--dry-run"],
    [...TO, "--every", "1h", "--yes"],
  ],
  exitCodes:
    "Exit code 0: done. 1: it failed, or another process prunes. 2: the command line is invalid, or the answer was no. " +
    "3: some rows could not be deleted. 130, 143: stopped by a signal.",
  run: (line) => (require("./run") as typeof import("./run")).run(line),
};

/** `unified-store prune`: results go to stdout, progress to stderr. Returns the exit code. */
export const prune = (args: string[]): Promise<number> => runCommand(PRUNE, args);
