import { runCommand } from "../../command-line/command";
import { type Group, runGroup } from "../../command-line/group";
import { commandOf } from "./command";
import { COMMANDS, usage } from "./commands";

const MIGRATE: Group = {
  name: "migrate",
  commands: COMMANDS.map((facts) => ({
    name: facts.name,
    summary: facts.summary,
    load: () => (args) => runCommand(commandOf(facts), args),
  })),
  usage,
};

/**
 * `unified-store migrate`: results go to stdout, progress and words to stderr. Returns the exit
 * code.
 */
export const migrate = (args: string[]): Promise<number> => runGroup(MIGRATE, args);
