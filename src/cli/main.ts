#!/usr/bin/env node
import { type Listed, listed, runGroup } from "../command-line/group";
import { commandLine, programLine } from "../command-line/invocation";
import { print } from "../command-line/output";

const COMMANDS: readonly Listed[] = [
  {
    name: "backup",
    summary: "copies a SQLite store to a file while it is in use",
    load: () => (require("./backup") as typeof import("./backup")).backup,
  },
  {
    name: "bench",
    summary: "measures every store on SQLite and PostgreSQL",
    load: () => (require("../../benchmarks/command") as typeof import("../../benchmarks/command")).bench,
  },
  {
    name: "copy",
    summary: "copies a store to another database, of the same engine or the other one",
    load: () => (require("./copy") as typeof import("./copy")).copy,
  },
  {
    name: "doctor",
    summary: "looks for what is wrong with a database, and says what cures it",
    load: () => (require("./doctor") as typeof import("./doctor")).doctor,
  },
  {
    name: "export",
    summary: "writes a store to files, which load reads",
    load: () => (require("./export") as typeof import("./export")).exportCommand,
  },
  {
    name: "get",
    summary: "shows one row of a store",
    load: () => (require("./look") as typeof import("./look")).get,
  },
  {
    name: "health",
    summary: "asks whether a database answers and fits this version",
    load: () => (require("./health") as typeof import("./health")).health,
  },
  {
    name: "init",
    summary: "begins a project: a file that opens the stores, a first test, a PostgreSQL for Docker",
    load: () => (require("./init") as typeof import("./init")).init,
  },
  {
    name: "list",
    summary: "lists rows of a store or collection",
    load: () => (require("./look") as typeof import("./look")).list,
  },
  {
    name: "load",
    summary: "writes an export to a store",
    load: () => (require("./load") as typeof import("./load")).load,
  },
  {
    name: "migrate",
    summary: "moves existing SQLite files into a unified store, and back",
    load: () => (require("./migrate") as typeof import("./migrate")).migrate,
  },
  {
    name: "prune",
    summary: "deletes what retention policies do not keep, once or again and again",
    load: () => (require("./prune") as typeof import("./prune")).prune,
  },
  {
    name: "reindex",
    summary: "makes search entries anew, after an upgrade or with another bound",
    load: () => (require("./reindex") as typeof import("./reindex")).reindex,
  },
  {
    name: "retention",
    summary: "shows and sets how long, or how many, rows are kept",
    load: () => (require("./retention") as typeof import("./retention")).retention,
  },
  {
    name: "schema",
    summary: "shows, changes and prints the tables of a store, and the privileges of its roles",
    load: () => (require("./schema") as typeof import("./schema")).schema,
  },
  {
    name: "search",
    summary: "searches a store by words",
    load: () => (require("./look") as typeof import("./look")).search,
  },
  {
    name: "stats",
    summary: "shows how large a database is, by store and table",
    load: () => (require("./stats") as typeof import("./stats")).stats,
  },
  {
    name: "tenants",
    summary: "lists tenants, counts their rows, and erases one with a receipt",
    load: () => (require("./tenants") as typeof import("./tenants")).tenants,
  },
];

const usage = (): string => `unified-store <command> [options]

${listed(COMMANDS)}

Examples:
  ${commandLine("migrate", "plan", "--from", "./data", "--to", "sqlite:store.db")}
  ${commandLine("bench", "--stores", "memory")}

${programLine()} <command> --help shows its options, ${programLine()} --version the version.`;

async function main(args: string[]): Promise<number> {
  if (args[0] !== "--version" && args[0] !== "-v")
    return runGroup({ name: null, commands: COMMANDS, usage }, args);
  await print((require("unified-store/package.json") as { version: string }).version);
  return 0;
}

// A reader that takes only the beginning, such as `head`, has all that it wanted.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(2);
  },
);
