import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Cleanup, cleanedUp } from "../../../dist/benchmarks/cleanup.js";
import { machineFacts } from "../../../dist/benchmarks/report/machine.js";
import type { Facts } from "../../../dist/benchmarks/types.js";
import { type Command, type CommandLine, runCommand } from "../../../dist/src/command-line/command.js";
import type { Options } from "../../../dist/src/command-line/options.js";
import { oneOf, positiveNumber, wholeNumber } from "../../../dist/src/command-line/values.js";
import { casesOf } from "./cases.js";
import { preparePostgres } from "./postgres.js";
import { type Case, type Comparison, type Effort, measure } from "./rounds.js";
import { mustHoldTheSame } from "./same-data.js";
import type { Setting } from "./setting.js";
import { prepareSqlite } from "./sqlite.js";
import { table } from "./table.js";
import type { Testbed } from "./testbed.js";
import { vectorCases } from "./vectors/cases.js";

const OPTIONS = {
  quick: { type: "boolean", help: "a look, not a verdict, so that misses do not fail it" },
  only: { type: "string", value: "PART", help: "postgres, sqlite or vectors" },
  seconds: {
    type: "string",
    value: "N",
    help: "for each case and contender, all its rounds together (default: 4, 0.5 with --quick)",
  },
  vectors: {
    type: "string",
    value: "N",
    help: "items in searches by vector (default: 20,000, 5,000 with --quick)",
  },
  pgvector: {
    type: "string",
    value: "URL",
    help: "a PostgreSQL that has pgvector 0.8 or later; schemas us_bench_peers… there are replaced",
  },
  json: { type: "string", value: "FILE", help: "writes the figures of every round there" },
  help: { type: "boolean", short: "h", help: "shows this" },
} as const satisfies Options;
type Name = keyof typeof OPTIONS;

const FULL = { rounds: 15, warmUpRounds: 2, seconds: 4, scale: 1, vectors: "20000" };
const QUICK = { rounds: 5, warmUpRounds: 1, seconds: 0.5, scale: 0.5, vectors: "5000" };

const FOOTNOTES = `
ratio    unified-store (subject) ÷ library (baseline), the median of the rounds' ratios; "middle half" is their quartiles
         of searches by vector, the time of a call is shown instead; recall@10 of both beside it
by CPU   the same ratio by the CPU time of this process, which others' load disturbs less; it decides nothing
The run has checked before that all find the same items. unified-store also checks its inputs and writes a search index of its texts, TypeORM,
Drizzle and Kysely the row alone; LangGraph keeps id, type and content. What each does: benchmarks/peers/README.md`.trim();

const PARTS: Record<string, (setting: Setting) => AsyncGenerator<Case>> = {
  postgres: (setting) => rowCases(preparePostgres, setting),
  sqlite: (setting) => rowCases(prepareSqlite, setting),
  vectors: vectorCases,
};

async function* rowCases(
  prepare: (cleanup: Cleanup) => Promise<Testbed>,
  { facts, cleanup, turnMs }: Setting,
): AsyncGenerator<Case> {
  const testbed = await prepare(cleanup);
  await mustHoldTheSame(testbed);
  facts.push(...testbed.facts);
  yield* casesOf(testbed, turnMs);
}

async function run(names: string[], setting: Setting, effort: Effort): Promise<Comparison[]> {
  const started = performance.now();
  const comparisons: Comparison[] = [];
  for (const name of names) {
    console.error(`preparing ${name} …`);
    for await (const each of PARTS[name]!(setting)) {
      console.error(`measuring ${each.name}, callers: ${each.callers} …`);
      comparisons.push(...(await measure(each, effort)));
    }
  }
  const took = Math.round((performance.now() - started) / 1000);
  setting.facts.push(["run", `${effort.rounds} rounds a case, ${took} s`]);
  return comparisons;
}

/** Versions as pinned in package.json. */
function versions(): string {
  const { dependencies } = JSON.parse(readFileSync(join(__dirname, "../package.json"), "utf8"));
  return Object.entries(dependencies)
    .map(([name, version]) => `${name} ${version}`)
    .join(", ");
}

async function main({ values, flags, json }: CommandLine<Name>, cleanup: Cleanup): Promise<number> {
  const quick = flags.has("quick");
  const effort = quick ? QUICK : FULL;
  const { seconds: given, only, vectors = effort.vectors, pgvector } = values;
  const seconds = given === undefined ? effort.seconds : positiveNumber("seconds", given, { most: 3600 });
  const parts = Object.keys(PARTS);
  const names = only === undefined ? parts : [oneOf("only", only, parts)];
  const facts: Facts = [...machineFacts(), ["peers", versions()]];
  const setting: Setting = {
    facts,
    cleanup,
    // The effort's factor applies to cases by number of calls.
    turnMs: (seconds * 1000) / effort.rounds / effort.scale,
    vectors: wholeNumber("vectors", vectors.replaceAll(/[_,]/g, ""), { least: 1000, most: 1_000_000 }),
    pgvector,
  };
  const comparisons = await run(names, setting, effort);
  console.log(
    `\n${facts.map(([label, text]) => `${label.padEnd(12)}${text}`).join("\n")}\n\n${table(comparisons)}\n\n${FOOTNOTES}`,
  );
  if (json !== null)
    writeFileSync(json, `${JSON.stringify({ at: new Date(), facts, comparisons }, null, 2)}\n`);
  const missed = comparisons.filter(({ met }) => !met).length;
  const targets = comparisons.filter(({ target }) => target !== undefined).length;
  console.log(missed === 0 ? "\nall targets met" : `\n${missed} of ${targets} targets missed`);
  return missed > 0 && !quick ? 1 : 0;
}

const PEERS: Command<Name> = {
  name: "bench:peers",
  program: "npm run bench:peers --",
  about: "The memory store beside other libraries on the same rows: see benchmarks/peers/README.md.",
  options: OPTIONS,
  examples: [],
  exitCodes: "Exit code 1 when a target of a full run is missed, 2 when the run itself fails.",
  failure: { exitCode: 2 },
  tellsFailure: false,
  run: (line) => cleanedUp((cleanup) => main(line, cleanup)),
};

void runCommand(PEERS, process.argv.slice(2)).then((code) => process.exit(code));
