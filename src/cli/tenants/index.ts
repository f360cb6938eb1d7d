import { type Command, runCommand } from "../../command-line/command";
import { type Group, listed, runGroup } from "../../command-line/group";
import { commandLine, programLine } from "../../command-line/invocation";
import {
  ERASE_OPTIONS,
  type EraseOption,
  LIST_OPTIONS,
  type ListOption,
  STATS_OPTIONS,
  type StatsOption,
} from "./options";

const POSTGRES = ["--to", "postgres://app@db/agents"] as const;

const LIST: Command<ListOption> = {
  name: "tenants list",
  synopsis: "--to URL",
  about:
    "Lists the tenants by name, each with its workspaces. It looks each name up in an index, so it is fast on a large database. " +
    "It changes nothing.",
  options: LIST_OPTIONS,
  examples: [POSTGRES, [...POSTGRES, "--limit", "20", "--json"]],
  exitCodes: "Exit code 0: done. 1: it failed. 2: the command line is invalid. 130: interrupted.",
  run: (line) => (require("./list") as typeof import("./list")).run(line),
};

const STATS: Command<StatsOption> = {
  name: "tenants stats",
  synopsis: "[TENANT] --to URL",
  about:
    "Counts the rows and bytes of a tenant by table, and shows the times of its oldest and newest row. Without TENANT: of each tenant. " +
    "It reads all their rows. It changes nothing.",
  options: STATS_OPTIONS,
  operands: { most: 1 },
  examples: [["acme", ...POSTGRES], POSTGRES],
  exitCodes: "Exit code 0: done. 1: it failed. 2: the command line is invalid. 130: interrupted.",
  run: (line) => (require("./stats") as typeof import("./stats")).run(line),
};

const ERASE: Command<EraseOption> = {
  name: "tenants erase",
  synopsis: "TENANT [--workspace W] --to URL",
  about:
    "Permanently deletes all rows of a tenant, or of one of its workspaces, from every table, and counts again. It asks before. " +
    "Stop the application's writes for this tenant first. Interrupted, it keeps what is done, and the same command goes on behind it. " +
    "On PostgreSQL dead rows stay in the server's files until VACUUM. Backups are not touched.",
  options: ERASE_OPTIONS,
  operands: { most: 1, needs: "the name of a tenant" },
  examples: [
    ["acme", ...POSTGRES, "--dry-run"],
    ["acme", "--workspace", "research", ...POSTGRES, "--yes", "--receipt", "acme.json"],
  ],
  exitCodes:
    "Exit code 0: nothing of it is left, or a dry run. 1: it failed, or another erasure runs. 2: the command line is invalid, or the answer was no. " +
    "3: rows were written meanwhile and are left. 130: interrupted.",
  run: (line) => (require("./erase") as typeof import("./erase")).run(line),
};

const COMMANDS = [
  {
    name: "list",
    summary: "lists the tenants, with their workspaces",
    load: () => (args: string[]) => runCommand(LIST, args),
  },
  {
    name: "stats",
    summary: "counts the rows and bytes of tenants by table",
    load: () => (args: string[]) => runCommand(STATS, args),
  },
  {
    name: "erase",
    summary: "deletes a tenant, or one of its workspaces, with a receipt",
    load: () => (args: string[]) => runCommand(ERASE, args),
  },
];

const usage = (): string => `unified-store tenants <command> [options]

${listed(COMMANDS)}

Examples:
  ${commandLine("tenants", "list", ...POSTGRES)}
  ${commandLine("tenants", "erase", "acme", ...POSTGRES, "--dry-run")}

${programLine()} tenants <command> --help shows its options.`;

const TENANTS: Group = { name: "tenants", commands: COMMANDS, usage };

/** `unified-store tenants`: results go to stdout, progress to stderr. Returns the exit code. */
export const tenants = (args: string[]): Promise<number> => runGroup(TENANTS, args);
