import { listed } from "../../command-line/group";
import { commandLine } from "../../command-line/invocation";
import type { CommandArguments } from "./arguments/command-arguments";
import type { OptionName } from "./arguments/options";

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
  /** The words behind its name, of commands that make sense. */
  examples: readonly (readonly string[])[];
  /** Only when it is called for, so that help needs no database driver. @returns the exit code */
  load(): (given: CommandArguments) => Promise<number>;
}

const TARGET = ["to", "schema"] as const;
const SOURCES = ["from", ...TARGET, "priority", "tenant", "workspace", "embedding-model"] as const;
const RUN = "RUN is the id of a run, the first characters of it, or latest.";

const DATA = ["--from", "./data"] as const;
const POSTGRES = ["--to", "postgres://app@db/agents"] as const;

export const COMMANDS: readonly CommandFacts[] = [
  {
    name: "plan",
    summary: "shows what would move where, and every value that does not fit; writes nothing",
    synopsis: "--from PATH … --to URL",
    details:
      "The target need not exist, and is not made. Exit code 0: all fits. 3: some rows do not. 2: --tenant is missing, or there is nothing to move. 1: a file cannot be read.",
    options: SOURCES,
    run: "none",
    examples: [
      [...DATA, ...POSTGRES],
      [...DATA, "--to", "sqlite:store.db", "--priority", "P0", "--tenant", "acme"],
      [...DATA, ...POSTGRES, "--tenant", "acme", "--json", "plan.json"],
    ],
    load: () => (require("./commands/plan") as typeof import("./commands/plan")).plan,
  },
  {
    name: "run",
    summary: "moves all rows, P0 before P1 before P2, and verifies them",
    synopsis: "--from PATH … --to URL",
    details:
      "Ctrl-C stops cleanly: the run can be resumed (--resume) or rolled back (rollback). Twice stops at once.",
    options: [...SOURCES, "dry-run", "report", "resume", "on-invalid", "batch-size", "follow"],
    run: "none",
    examples: [
      [...DATA, ...POSTGRES, "--tenant", "acme", "--report", "migration.json"],
      ["--from", "memory.db", "archive-2024=old/memory.db", "--to", "sqlite:store.db"],
      ["--resume", "latest", ...POSTGRES],
      [...DATA, ...POSTGRES, "--tenant", "acme", "--follow"],
    ],
    load: () => (require("./commands/run") as typeof import("./commands/run")).run,
  },
  {
    name: "status",
    summary: "lists the runs of a target, or shows one in full; of one that follows, its lag",
    synopsis: "[RUN] --to URL",
    details: RUN,
    options: TARGET,
    run: "possible",
    examples: [[...POSTGRES], ["latest", ...POSTGRES, "--json"]],
    load: () => (require("./commands/status") as typeof import("./commands/status")).status,
  },
  {
    name: "verify",
    summary: "compares all rows of a run in the files and in the target again",
    synopsis: "RUN [--from PATH …] --to URL",
    details: `${RUN} Without --from its files are read where they were.`,
    options: ["from", ...TARGET],
    run: "needed",
    examples: [
      ["latest", ...POSTGRES],
      ["latest", "--from", "/backup/data", ...POSTGRES],
    ],
    load: () => (require("./commands/verify") as typeof import("./commands/verify")).verify,
  },
  {
    name: "rejections",
    summary: "shows the rows of a run in quarantine, or retries them",
    synopsis: "RUN [--retry [ID …]] --to URL",
    details: `${RUN} The values of rows are shown with --json only.`,
    options: [...TARGET, "retry", "set"],
    run: "needed",
    more: true,
    examples: [
      ["latest", ...POSTGRES],
      ["latest", "--retry", ...POSTGRES],
      ["latest", "--retry", "--set", "00000000-0007.ts_created=2025-01-01T00:00:00Z", ...POSTGRES],
    ],
    load: () => (require("./commands/rejections") as typeof import("./commands/rejections")).rejections,
  },
  {
    name: "rollback",
    summary: "makes the target what it was before a run",
    synopsis: "RUN --to URL",
    details: `${RUN} Rows that the application has written since are left alone. It asks first; without a terminal it needs --yes.`,
    options: [...TARGET, "dry-run", "yes"],
    run: "needed",
    examples: [
      ["latest", ...POSTGRES, "--dry-run"],
      ["latest", ...POSTGRES, "--yes"],
    ],
    load: () => (require("./commands/rollback") as typeof import("./commands/rollback")).rollback,
  },
  {
    name: "purge",
    summary: "removes the contents that a finished run keeps: quarantine, and rows as they were",
    synopsis: "RUN --to URL",
    details: `${RUN} Afterwards its rows in quarantine cannot be retried, and a run that changed rows cannot be rolled back. It asks first; without a terminal it needs --yes.`,
    options: [...TARGET, "dry-run", "yes"],
    run: "needed",
    examples: [
      ["latest", ...POSTGRES, "--dry-run"],
      ["latest", ...POSTGRES, "--yes"],
    ],
    load: () => (require("./commands/purge") as typeof import("./commands/purge")).purge,
  },
  {
    name: "cutover",
    summary: "ends a run with --follow, once the application no longer writes to the files",
    synopsis: "RUN --to URL",
    details: `${RUN} The files are locked meanwhile, so that writers wait. It asks first; without a terminal it needs --yes.`,
    options: [...TARGET, "dry-run", "yes"],
    run: "needed",
    examples: [
      ["latest", ...POSTGRES, "--dry-run"],
      ["latest", ...POSTGRES],
    ],
    load: () => (require("./commands/cutover") as typeof import("./commands/cutover")).cutover,
  },
];

export const usage = (): string => `unified-store migrate <command> [options]

Moves the SQLite files that an application grew up with into a unified store: verified, resumable, reversible.

${listed(COMMANDS)}

Examples:
  ${commandLine("migrate", "plan", "--from", "./data", "--to", "sqlite:store.db", "--tenant", "acme")}
  ${commandLine("migrate", "run", "--from", "./data", "--to", "sqlite:store.db", "--tenant", "acme")}
  ${commandLine("migrate", "status", "--to", "sqlite:store.db")}

${commandLine("migrate")} <command> --help shows its options.`;
