import { type Command, runCommand } from "../../command-line/command";
import { type Group, type Listed, listed, runGroup } from "../../command-line/group";
import { commandLine } from "../../command-line/invocation";
import { DOWN_OPTIONS, GRANTS_OPTIONS, MIGRATE_OPTIONS, SQL_OPTIONS, STATUS_OPTIONS } from "./options";

const POSTGRES = ["--url", "postgres://app@db/agents"] as const;
const SQLITE = ["--url", "sqlite:store.db"] as const;
const ENDS = "1: it failed. 2: the command line is invalid. 130: interrupted.";

const STATUS: Command<keyof typeof STATUS_OPTIONS> = {
  name: "schema status",
  synopsis: "--url URL",
  about:
    "Shows which schema migrations a database has and lacks, and each difference between its tables and those that they make: " +
    "tables, columns, indexes, constraints. It changes nothing; on PostgreSQL it makes temporary tables, in a transaction that is undone.",
  options: STATUS_OPTIONS,
  examples: [POSTGRES, [...SQLITE, "--json"]],
  exitCodes:
    "Exit code 0: as this version needs it. 3: schema migrations are pending. 1: there are differences, or it failed. " +
    "2: the command line is invalid. 130: interrupted.",
  run: (line) => (require("./commands/status") as typeof import("./commands/status")).status(line),
};

const MIGRATE: Command<keyof typeof MIGRATE_OPTIONS> = {
  name: "schema migrate",
  synopsis: "--url URL",
  about:
    "Applies the schema migrations that a database lacks. Applications may run meanwhile. Interrupted or killed, it keeps what is done, " +
    "and the same command goes on behind it.",
  options: MIGRATE_OPTIONS,
  examples: [POSTGRES, [...POSTGRES, "--lock-timeout", "500"]],
  exitCodes: `Exit code 0: the database has them all. ${ENDS}`,
  run: (line) => (require("./commands/migrate") as typeof import("./commands/migrate")).migrate(line),
};

const SQL: Command<keyof typeof SQL_OPTIONS> = {
  name: "schema sql",
  synopsis: "--url URL | --engine NAME [--from NAME]",
  about:
    "Prints the statements of the schema migrations that a database lacks, for whoever runs them by hand. " +
    "They also record that these are applied.",
  options: SQL_OPTIONS,
  examples: [POSTGRES, ["--engine", "postgres"], ["--engine", "postgres", "--from", "0015-memory-organised"]],
  exitCodes: `Exit code 0: printed, or nothing is pending. ${ENDS}`,
  failure: { fields: ["options.from"] },
  run: (line) => (require("./commands/sql") as typeof import("./commands/sql")).sql(line),
};

const GRANTS: Command<keyof typeof GRANTS_OPTIONS> = {
  name: "schema grants",
  synopsis: "--app-role NAME [--migrator-role NAME]",
  about:
    "PostgreSQL: prints the GRANTs of a role that migrates and owns the tables, and of a role that serves, owns nothing, and may only " +
    "read and write rows. With --apply it runs them.",
  options: GRANTS_OPTIONS,
  examples: [
    ["--app-role", "store_app", "--migrator-role", "store_migrator"],
    ["--app-role", "store_app", "--migrator-role", "store_migrator", "--apply", ...POSTGRES],
  ],
  exitCodes: `Exit code 0: printed, or applied. ${ENDS}`,
  failure: { fields: ["options.appRole", "options.migratorRole"] },
  run: (line) => (require("./commands/grants") as typeof import("./commands/grants")).grants(line),
};

const DOWN: Command<keyof typeof DOWN_OPTIONS> = {
  name: "schema down",
  synopsis: "--to NAME --url URL",
  about:
    "Takes back the newest schema migrations, with the tables that they made and all rows in them. It asks first; without a terminal " +
    "it needs --yes. An older version runs without it: newer tables do not disturb it.",
  options: DOWN_OPTIONS,
  examples: [
    ["--to", "0015-memory-organised", ...POSTGRES, "--dry-run"],
    ["--to", "0015-memory-organised", ...POSTGRES, "--yes"],
  ],
  exitCodes: `Exit code 0: done, or nothing was to do. ${ENDS}`,
  failure: { fields: ["options.to"] },
  run: (line) => (require("./commands/down") as typeof import("./commands/down")).down(line),
};

const COMMANDS: readonly Listed[] = [
  {
    name: "status",
    summary: "shows what a database has and lacks",
    load: () => (args) => runCommand(STATUS, args),
  },
  {
    name: "migrate",
    summary: "applies what it lacks, while applications run",
    load: () => (args) => runCommand(MIGRATE, args),
  },
  {
    name: "sql",
    summary: "prints the statements of what it lacks",
    load: () => (args) => runCommand(SQL, args),
  },
  {
    name: "grants",
    summary: "prints the privileges of a migrating and a serving role",
    load: () => (args) => runCommand(GRANTS, args),
  },
  {
    name: "down",
    summary: "takes back the newest schema migrations, with their rows",
    load: () => (args) => runCommand(DOWN, args),
  },
];

const usage = (): string => `unified-store schema <command> [options]

The tables of a unified store: what they are, and how they become what a version needs.

${listed(COMMANDS)}

Examples:
  ${commandLine("schema", "status", ...POSTGRES)}
  ${commandLine("schema", "migrate", ...POSTGRES)}

${commandLine("schema")} <command> --help shows its options.`;

const SCHEMA: Group = { name: "schema", commands: COMMANDS, usage };

/** `unified-store schema`: results go to stdout, progress to stderr. Returns the exit code. */
export const schema = (args: string[]): Promise<number> => runGroup(SCHEMA, args);
