import { type Command, type CommandLine, runCommand } from "../src/command-line/command";
import type { OptionFacts, Options } from "../src/command-line/options";
import { type Cleanup, cleanedUp } from "./cleanup";

/** Options that each benchmark of this repository has. */
export const SCRIPT_OPTIONS = {
  json: { type: "string", value: "FILE", help: "writes all figures there" },
  help: { type: "boolean", short: "h", help: "shows this" },
} as const satisfies Options;

/** A benchmark of this repository, which npm runs. */
export interface Script<Name extends string> {
  /** The script of package.json. */
  name: string;
  about: string;
  options: Readonly<Record<Name, OptionFacts>>;
  exitCodes: string;
  /** @param cleanup has its turn afterwards, however it ends @returns the exit code */
  run(line: CommandLine<Name>, cleanup: Cleanup): Promise<number>;
}

/** Runs it and ends this process. */
export async function runScript<Name extends string>({ run, ...script }: Script<Name>): Promise<never> {
  const command: Command<Name> = {
    ...script,
    program: `npm run ${script.name} --`,
    examples: [],
    // 1 tells of figures.
    failure: { exitCode: 2 },
    tellsFailure: false,
    run: (line) => cleanedUp((cleanup) => run(line, cleanup)),
  };
  process.exit(await runCommand(command, process.argv.slice(2)));
}
