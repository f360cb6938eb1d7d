import { writeFileSync } from "node:fs";
import { type Command, runCommand } from "../src/command-line/command";
import type { GivenDatabase } from "../src/command-line/database-url";
import { note, print } from "../src/command-line/output";
import { mustBeWritable as mustBeWritableAt } from "../src/command-line/writable";
import { CannotRun, reasonOf } from "./cannot-run";
import { type Cleanup, cleanedUp } from "./cleanup";
import { enginesAt, type OpenTestbed, poolSizeFor } from "./engines";
import { measureStore, meterCost, roundsFor } from "./measure/store";
import { benchOf, databaseOf, type OptionName, type Options, optionsOf } from "./options";
import { page } from "./page";
import { regressions } from "./report/comparison";
import { type Comparison, compareWithEarlierRun } from "./report/earlier-run";
import { machineFacts } from "./report/machine";
import { readReport } from "./report/read";
import { judged, missed, ofSubject } from "./report/target";
import { reportText } from "./report/text";
import type { Facts, Measurement, Report, Settings, Testbed } from "./types";
import { workloads } from "./workloads";
import { mustBehaveAlike } from "./workloads/same-behaviour";

const STORES = Object.keys(workloads);

const BENCH: Command<OptionName> = {
  ...benchOf(STORES),
  run: (line) => measured(optionsOf(line, STORES)),
};

/** `unified-store bench`: the report goes to stdout, progress to stderr. Returns the exit code. */
export const bench = (args: string[]): Promise<number> => runCommand(BENCH, args);

async function measured(options: Options): Promise<number> {
  // What could only be said after minutes is said now.
  const earlierRun = options.earlierRun === undefined ? undefined : readReport(options.earlierRun);
  if (earlierRun !== undefined) mustBeComparable(options, earlierRun);
  mustBeWritable(options);
  const given = databaseOf(options);
  return cleanedUp(async (cleanup) => {
    const report = await run(options.settings, given, cleanup);
    const comparison = earlierRun && compareWithEarlierRun(report, earlierRun);
    await publish(report, options, comparison);
    return exitCode(report, comparison);
  });
}

async function run(settings: Settings, given: GivenDatabase | null, cleanup: Cleanup): Promise<Report> {
  const startedAt = new Date().toISOString();
  const facts = [...machineFacts(), await settingFacts(settings)];
  const measurements: Measurement[] = [];
  note("preparing …");
  for (const open of await enginesAt(given, settings.workers, cleanup)) {
    const { testbed, stores } = await prepared(open, settings, cleanup);
    facts.push(...testbed.facts);
    for (const records of settings.records) {
      for (const workload of stores) {
        measurements.push(
          ...(await measureStore(workload, {
            engine: testbed.title,
            records,
            settings,
            poolSize: poolSizeFor(settings.workers),
            progress: (operation) => note(`measuring ${testbed.title} ${operation} at ${records} …`),
            stop: cleanup.interrupted,
          })),
        );
      }
    }
  }
  return { format: 1, startedAt, finishedAt: new Date().toISOString(), facts, settings, measurements };
}

type StoreWorkload = Awaited<ReturnType<(typeof workloads)[string]>>;

/**
 * A database filled with the smallest number of records. Subject and baseline have been checked for
 * equal behavior on it.
 */
async function prepared(
  open: OpenTestbed,
  settings: Settings,
  cleanup: Cleanup,
): Promise<{ testbed: Testbed; stores: StoreWorkload[] }> {
  try {
    const testbed = await open(cleanup);
    const stores: StoreWorkload[] = [];
    for (const name of settings.stores) stores.push(await workloads[name]!(testbed));
    for (const workload of stores) {
      await workload.grow(settings.records[0]!);
      await mustBehaveAlike(testbed, workload);
    }
    return { testbed, stores };
  } catch (error) {
    throw new CannotRun(`The database could not be prepared: ${reasonOf(error)}`, { cause: error });
  }
}

async function settingFacts({ workers, seconds }: Settings): Promise<Facts[number]> {
  const cost = Math.round(await meterCost(workers));
  return [
    "run",
    `${seconds} s for each operation, contender and number of records, in ${roundsFor(seconds)} rounds after one to warm up; ` +
      `${workers} workers, pools of ${poolSizeFor(workers)} connections; measuring adds ${cost} ns to a call`,
  ];
}

/** Fails before the run starts if the comparison would be empty. */
function mustBeComparable({ settings, earlierRun: file }: Options, earlierRun: Report): void {
  const { workers, stores, records } = earlierRun.settings;
  if (workers !== settings.workers)
    throw new CannotRun(`${file} was measured with ${workers} workers: give --workers ${workers}.`);
  if (!settings.stores.some((store) => stores.includes(store)))
    throw new CannotRun(
      `${file} has none of these stores, but ${stores.join(", ")}: name one with --stores.`,
    );
  if (!settings.records.some((count) => records.includes(count)))
    throw new CannotRun(
      `${file} has none of these numbers of records, but ${records.join(", ")}: name one with --records.`,
    );
}

function mustBeWritable({ json, html }: Options): void {
  if (json !== null && json === html) throw new CannotRun("--json and --html name the same file.");
  if (html !== undefined) mustBeWritableAt("--html", html);
}

async function publish(
  report: Report,
  { json, html, earlierRun }: Options,
  comparison?: Comparison,
): Promise<void> {
  if (html !== undefined) writeFileSync(html, page(report, comparison && regressions(comparison)));
  if (json === "-") return print(JSON.stringify(report));
  if (json !== null) writeFileSync(json, `${JSON.stringify(report)}\n`);
  await print(reportText(report, comparison && { file: earlierRun!, comparison }));
}

function exitCode(report: Report, comparison: Comparison | undefined): number {
  if (judged(report).some((each) => missed(each, report.settings.targetP99Ms))) return 1;
  if (ofSubject(report).some(({ failures }) => failures > 0)) return 1;
  if (comparison?.changes.some(({ verdict }) => verdict === "worse")) return 1;
  // An empty comparison must not count as a good one.
  return comparison?.changes.length === 0 ? 2 : 0;
}
