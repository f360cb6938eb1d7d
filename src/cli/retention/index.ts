import { type Command, runCommand } from "../../command-line/command";
import { type Group, listed, runGroup } from "../../command-line/group";
import { commandLine, programLine } from "../../command-line/invocation";
import { LIST_OPTIONS, type ListOption, PUT_OPTIONS, type PutOption } from "./options";

const TO = ["--to", "postgres://app@db/agents"] as const;
const EXIT_CODES = "Exit code 0: done. 1: it failed. 2: the command line is invalid. 130: interrupted.";
/** What the command line has, and the database refuses: it is told as a wrong command line. */
const FAILURE = { fields: ["store", "what", "maxAgeMs", "maxRows", "hide", "tenant", "options.tenant"] };
const KIND = "the kind of rows, such as conversations.messages";

const LIST: Command<ListOption> = {
  name: "retention list",
  synopsis: "[--tenant T] --to URL",
  about:
    "Shows each kind of rows that can be pruned, with its policy: the default of all tenants, or with --tenant what this tenant follows. " +
    "It also tells when the last pruning was. It changes nothing.",
  options: LIST_OPTIONS,
  examples: [TO, [...TO, "--tenant", "acme", "--json"]],
  exitCodes: EXIT_CODES,
  failure: FAILURE,
  run: (line) => (require("./list") as typeof import("./list")).run(line),
};

const PUT: Command<PutOption> = {
  name: "retention put",
  synopsis: "KIND [--max-age TIME] [--max-rows N] --to URL",
  about:
    "Sets the policy of a kind of rows: the default of all tenants, or with --tenant one of this tenant. It replaces the policy that is there. " +
    "It deletes nothing: prune does.",
  options: PUT_OPTIONS,
  operands: { most: 1, needs: KIND },
  examples: [
    ["conversations.messages", "--max-age", "90d", "--hide", ...TO],
    ["agents.events", "--max-rows", "10000", "--tenant", "acme", ...TO],
  ],
  exitCodes: EXIT_CODES,
  failure: FAILURE,
  run: (line) => (require("./put") as typeof import("./put")).run(line),
};

const REMOVE: Command<ListOption> = {
  name: "retention remove",
  synopsis: "KIND [--tenant T] --to URL",
  about:
    "Removes the policy of a kind of rows: the default of all tenants, or with --tenant that of this tenant, which then follows the default.",
  options: LIST_OPTIONS,
  operands: { most: 1, needs: KIND },
  examples: [["conversations.messages", "--tenant", "acme", ...TO]],
  exitCodes: `${EXIT_CODES} 3: there was none.`,
  failure: FAILURE,
  run: (line) => (require("./remove") as typeof import("./remove")).run(line),
};

const COMMANDS = [
  {
    name: "list",
    summary: "shows the policies, and the last pruning",
    load: () => (args: string[]) => runCommand(LIST, args),
  },
  {
    name: "put",
    summary: "sets how long, or how many, rows of a kind are kept",
    load: () => (args: string[]) => runCommand(PUT, args),
  },
  {
    name: "remove",
    summary: "removes a policy",
    load: () => (args: string[]) => runCommand(REMOVE, args),
  },
];

const usage = (): string => `unified-store retention <command> [options]

${listed(COMMANDS)}

Examples:
  ${commandLine("retention", "list", ...TO)}
  ${commandLine("retention", "put", "analytics.calls", "--max-age", "365d", ...TO)}

${programLine()} retention <command> --help shows its options.`;

const RETENTION: Group = { name: "retention", commands: COMMANDS, usage };

/** `unified-store retention`: results go to stdout. Returns the exit code. */
export const retention = (args: string[]): Promise<number> => runGroup(RETENTION, args);
