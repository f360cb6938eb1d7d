import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UnifiedStoreManager } from "../../src";
import type { CommandLine } from "../../src/command-line/command";
import type { Options } from "../../src/command-line/options";
import { oneOf, wholeNumber } from "../../src/command-line/values";
import { startPostgres } from "../../src/testing/postgres/server";
import type { Cleanup } from "../cleanup";
import { machineFacts } from "../report/machine";
import { type MeasuredTarget, outcomeLine, publishOutcomes } from "../report/outcomes";
import { runScript, SCRIPT_OPTIONS } from "../script";
import { type CopyFigures, measureCopy } from "./copy";
import { asProcess, type Begin, inProcess, measurePrune, type PruneEffort, type PruneFigures } from "./prune";

const OPTIONS = {
  quick: { type: "boolean", help: "short rounds and 20,000 items: a look, so that misses do not fail it" },
  only: { type: "string", value: "PART", help: "prune or copy" },
  engine: { type: "string", value: "NAME", help: "sqlite or postgres: prunes on this one alone" },
  rows: { type: "string", value: "N", help: "memory items of the copy (default: 1,000,000)" },
  ...SCRIPT_OPTIONS,
} as const satisfies Options;

const ENGINES = { sqlite: "SQLite", postgres: "PostgreSQL" };
const PARTS = ["prune", "copy"] as const;
const FULL: PruneEffort = { rounds: 5, ms: 5000, rate: 400 };
const QUICK: PruneEffort = { rounds: 2, ms: 2000, rate: 400 };
/** Milliseconds by which the callers' p99 may grow: about a call of their own. */
const MOST_MORE_MS = 3;
/** Of the rows per second of `migrate run`. */
const LEAST_COPY = 0.8;

interface Outcome extends MeasuredTarget {
  figures: PruneFigures | CopyFigures;
}

interface Setting {
  cleanup: Cleanup;
  say(what: string): void;
}

/** Places for the databases of a run. */
async function urls({ cleanup }: Setting): Promise<{ sqlite(): string; postgres: string }> {
  const folder = mkdtempSync(join(tmpdir(), "us-bench-"));
  cleanup.defer(() => rmSync(folder, { recursive: true, force: true }));
  const server = await startPostgres({ durable: true, settings: { shared_buffers: "512MB" } });
  cleanup.defer(() => server.stop());
  let made = 0;
  return { sqlite: () => `sqlite:${join(folder, `${made++}.db`)}`, postgres: server.url };
}

async function* prunings(
  effort: PruneEffort,
  engine: string | null,
  setting: Setting,
): AsyncGenerator<Outcome> {
  const places = await urls(setting);
  const all: [string, string, (url: string) => Begin][] = [
    ["PostgreSQL, by another process", places.postgres, asProcess],
    ["PostgreSQL, by the callers' process", places.postgres, () => inProcess],
    ["SQLite, by another process", places.sqlite(), asProcess],
    ["SQLite, by the callers' process", places.sqlite(), () => inProcess],
  ];
  for (const [name, url, begin] of all.filter(([each]) => engine === null || each.startsWith(engine))) {
    setting.say(`callers beside a pruning: ${name}`);
    const stores = await UnifiedStoreManager.open({ url });
    try {
      const figures = await measurePrune(stores, begin(url), effort);
      yield pruneOutcome(name, figures);
    } finally {
      await stores.close();
    }
  }
}

function pruneOutcome(name: string, figures: PruneFigures): Outcome {
  const { alone, beside, p99Ratio, deletedPerSecond } = figures;
  const more = beside.p99 - alone.p99;
  const deleted = Math.round(deletedPerSecond).toLocaleString("en-US");
  return {
    what: `callers' p99 beside a pruning: ${name}`,
    asked: `+${MOST_MORE_MS} ms`,
    measured: `${alone.p99.toFixed(2)} → ${beside.p99.toFixed(2)} ms (${p99Ratio.toFixed(2)}×), ${deleted} rows/s deleted`,
    met: more <= MOST_MORE_MS,
    figures,
  };
}

async function copyOutcome(rows: number, rounds: number, setting: Setting): Promise<Outcome> {
  setting.say(`copy of ${rows} memory items, beside migrate run`);
  const figures = await measureCopy({ rows, rounds }, setting);
  const { copyPerSecond, migratePerSecond, ratio, peakMb } = figures;
  const of = (rate: number): string => Math.round(rate).toLocaleString("en-US");
  return {
    what: `copy of ${of(rows)} items from SQLite to PostgreSQL, of migrate run`,
    asked: `${LEAST_COPY}×`,
    measured: `${of(copyPerSecond)} / ${of(migratePerSecond)} items/s = ${ratio.toFixed(2)}×, ${peakMb} MB`,
    met: ratio >= LEAST_COPY,
    figures,
  };
}

async function run(
  { values, flags, json }: CommandLine<keyof typeof OPTIONS>,
  cleanup: Cleanup,
): Promise<number> {
  const quick = flags.has("quick");
  const parts = values.only === undefined ? PARTS : [oneOf("only", values.only, PARTS)];
  const engine =
    values.engine === undefined ? null : ENGINES[oneOf("engine", values.engine, ["sqlite", "postgres"])];
  const given = values.rows ?? (quick ? "20000" : "1000000");
  const rows = wholeNumber("rows", given.replaceAll(/[_,]/g, ""), { most: 10_000_000 });
  const facts = machineFacts();
  console.log(facts.map(([label, text]) => `${label.padEnd(12)}${text}`).join("\n"));
  const setting: Setting = { cleanup, say: (what) => console.error(what) };
  const all: Outcome[] = [];
  const noted = (outcome: Outcome): void => {
    all.push(outcome);
    setting.say(outcomeLine(outcome));
  };
  if (parts.includes("prune"))
    for await (const outcome of prunings(quick ? QUICK : FULL, engine, setting)) noted(outcome);
  if (parts.includes("copy")) noted(await copyOutcome(rows, quick ? 2 : 1, setting));
  publishOutcomes(all, { facts, rows, json });
  return all.every(({ met }) => met) || quick ? 0 : 1;
}

void runScript({
  name: "bench:operations",
  about:
    "What an operator's work costs the others, and how fast it is: the p99 of callers beside a pruning, " +
    "and a copy from SQLite to PostgreSQL beside a data migration of the same items. Medians of rounds.",
  options: OPTIONS,
  exitCodes: "Exit code 1 when a full run misses a target, 2 when the run itself fails.",
  run,
});
