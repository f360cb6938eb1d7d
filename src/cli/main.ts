#!/usr/bin/env node
import { commandLine, programLine } from "../command-line/invocation";
import { suggestion } from "../command-line/similar";

interface Command {
  summary: string;
  /** Only when it is called for, so that help needs no database driver. */
  load(): (args: string[]) => Promise<number>;
}

const COMMANDS: Record<string, Command> = {
  bench: {
    summary: "measures every store on SQLite and PostgreSQL",
    load: () => (require("../../benchmarks/command") as typeof import("../../benchmarks/command")).bench,
  },
  migrate: {
    summary: "moves existing SQLite files into a unified store, and back",
    load: () => (require("./migrate") as typeof import("./migrate")).migrate,
  },
  reindex: {
    summary: "makes search entries anew, after an upgrade or with another bound",
    load: () => (require("./reindex") as typeof import("./reindex")).reindex,
  },
};

const usage = (): string => `unified-store <command> [options]

${Object.entries(COMMANDS)
  .map(([name, { summary }]) => `  ${name.padEnd(10)}${summary}`)
  .join("\n")}

Examples:
  ${commandLine("migrate", "plan", "--from", "./data", "--to", "sqlite:store.db")}
  ${commandLine("bench", "--stores", "memory")}

${programLine()} <command> --help shows its options, ${programLine()} --version the version.`;

async function main([name, ...args]: string[]): Promise<number> {
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    console.log(usage());
    return 0;
  }
  if (name === "--version" || name === "-v") {
    console.log((require("unified-store/package.json") as { version: string }).version);
    return 0;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) {
    const near = suggestion(name, Object.keys(COMMANDS));
    console.error(`There is no command ${JSON.stringify(name)}.${near}\n\n${usage()}`);
    return 2;
  }
  return command.load()(args);
}

// Whoever reads only the beginning, such as `head`, has had what they wanted.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(2);
  },
);
