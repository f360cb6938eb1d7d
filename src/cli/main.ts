#!/usr/bin/env node

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
};

const USAGE = `unified-store <command> [options]

${Object.entries(COMMANDS)
  .map(([name, { summary }]) => `  ${name.padEnd(10)}${summary}`)
  .join("\n")}

unified-store <command> --help tells its options, unified-store --version the version.`;

async function main([name, ...args]: string[]): Promise<number> {
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    console.log(USAGE);
    return 0;
  }
  if (name === "--version" || name === "-v") {
    console.log((require("unified-store/package.json") as { version: string }).version);
    return 0;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) {
    console.error(`There is no command ${JSON.stringify(name)}.\n\n${USAGE}`);
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
