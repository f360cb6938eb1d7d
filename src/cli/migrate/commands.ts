import { wrapped } from "../../presentation/terminal/wrap";
import type { Given } from "./given";
import { type OptionName, optionLines } from "./options";

/** What there is to know of a command before it is called for. */
export interface CommandFacts {
  name: string;
  summary: string;
  /** What stands behind its name. */
  synopsis: string;
  /** What else help tells. */
  details: string;
  options: readonly OptionName[];
  /** Whether it is about one run, which is named. */
  run: "none" | "needed" | "possible";
  /** Whether more may stand behind the run. */
  more?: true;
  /** How its help is called for. */
  help: string;
  /** Only when it is called for, so that help needs no database driver. @returns the exit code */
  load(): (given: Given) => Promise<number>;
}

const TARGET = ["to", "schema"] as const;
const SOURCES = ["from", ...TARGET, "priority", "tenant", "workspace"] as const;
const RUN = "RUN is the id of a run, the first characters of it, or latest.";

const command = (facts: Omit<CommandFacts, "help">): CommandFacts => ({
  ...facts,
  help: `unified-store migrate ${facts.name} --help`,
});

export const COMMANDS: readonly CommandFacts[] = [
  command({
    name: "plan",
    summary: "tells what would move where, and every value that does not fit; writes nothing",
    synopsis: "--from PATH … --to URL",
    details: "The target need not exist, and is not made.",
    options: SOURCES,
    run: "none",
    load: () => (require("./plan") as typeof import("./plan")).plan,
  }),
  command({
    name: "run",
    summary: "moves all rows, P0 before P1 before P2, and verifies them",
    synopsis: "--from PATH … --to URL",
    details:
      "Ctrl-C stops cleanly: the run can be gone on with (--resume) or undone (rollback). Twice stops at once.",
    options: [...SOURCES, "dry-run", "report", "resume", "on-invalid", "batch-size", "follow"],
    run: "none",
    load: () => (require("./run") as typeof import("./run")).run,
  }),
  command({
    name: "status",
    summary: "lists the runs of a target, or tells all of one",
    synopsis: "[RUN] --to URL",
    details: RUN,
    options: TARGET,
    run: "possible",
    load: () => (require("./status") as typeof import("./status")).status,
  }),
  command({
    name: "verify",
    summary: "compares all rows of a run in the files and in the target once more",
    synopsis: "RUN [--from PATH …] --to URL",
    details: `${RUN} Without --from its files are looked for where they were.`,
    options: ["from", ...TARGET],
    run: "needed",
    load: () => (require("./verify") as typeof import("./verify")).verify,
  }),
  command({
    name: "rejects",
    summary: "shows the rows of a run in quarantine, or tries them again",
    synopsis: "RUN [--retry [ID …]] --to URL",
    details: `${RUN} The values of rows are shown with --json only.`,
    options: [...TARGET, "retry", "set"],
    run: "needed",
    more: true,
    load: () => (require("./rejects") as typeof import("./rejects")).rejects,
  }),
  command({
    name: "rollback",
    summary: "makes the target what it was before a run",
    synopsis: "RUN --to URL",
    details: `${RUN} What the application has written since is left alone.`,
    options: TARGET,
    run: "needed",
    load: () => (require("./rollback") as typeof import("./rollback")).rollback,
  }),
  command({
    name: "cutover",
    summary: "ends a run with --follow, once the application writes to the files no more",
    synopsis: "RUN --to URL",
    details: RUN,
    options: TARGET,
    run: "needed",
    load: () => (require("./cutover") as typeof import("./cutover")).cutover,
  }),
];

export const USAGE = `unified-store migrate <command> [options]

Moves the SQLite files that an application grew up with into a unified store: verified, resumable, reversible.

${COMMANDS.map(({ name, summary }) => `  ${name.padEnd(10)}${summary}`).join("\n")}

unified-store migrate <command> --help tells its options.`;

const EXIT_CODES =
  "Exit code 0: done, and verified where rows were moved. 1: failed. 2: the command line is no good. 3: done, with rows in " +
  "quarantine or left alone. 130: interrupted.";

/** @param columns of the terminal */
export const usageOf = (
  { name, synopsis, summary, details, options }: CommandFacts,
  columns: number,
): string =>
  `unified-store migrate ${name} ${synopsis} [options]

${wrapped(`It ${summary}. ${details}`, 0, columns)}

${optionLines(options, columns)}

${wrapped(EXIT_CODES, 0, columns)}`;
