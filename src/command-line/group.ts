import { EXIT } from "./exit-code";
import { fail } from "./failure";
import { complain, print } from "./output";
import { suggestion } from "./similar";
import { UsageError } from "./usage-error";

/** A command of a group, as the group's help lists it. */
export interface Listed {
  name: string;
  summary: string;
  /** Only when it is called for, so that help needs no database driver. */
  load(): (args: string[]) => Promise<number>;
}

/** Commands that are called for by a word: those of the program, or those of one command of it. */
export interface Group {
  /** The word before; null for those of the program. */
  name: string | null;
  commands: readonly Listed[];
  usage(): string;
}

export const listed = (commands: readonly Pick<Listed, "name" | "summary">[]): string =>
  commands.map(({ name, summary }) => `  ${name.padEnd(12)}${summary}`).join("\n");

/** Begins a command of a group. @returns the exit code */
export async function runGroup(group: Group, [name, ...args]: readonly string[]): Promise<number> {
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    await print(group.usage());
    return EXIT.done;
  }
  const command = group.commands.find((each) => each.name === name);
  if (command) return command.load()(args);
  const names = group.commands.map((each) => each.name);
  if (group.name !== null) {
    const near = suggestion(name, names, `${group.name} `);
    const others = near === "" ? `, but ${names.join(", ")}` : "";
    const error = new UsageError(
      `There is no command ${group.name} ${JSON.stringify(name)}${others}.${near}`,
    );
    return fail(error, { json: args.includes("--json") ? "-" : null });
  }
  complain(`There is no command ${JSON.stringify(name)}.${suggestion(name, names)}\n\n${group.usage()}`);
  return EXIT.usage;
}
