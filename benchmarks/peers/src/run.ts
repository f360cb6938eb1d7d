import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Cleanup } from "../../../dist/benchmarks/cleanup.js";
import { machineFacts } from "../../../dist/benchmarks/report/machine.js";
import type { Facts } from "../../../dist/benchmarks/types.js";
import { casesOf } from "./cases.js";
import { preparePostgres } from "./postgres.js";
import { type Comparison, type Effort, measure } from "./rounds.js";
import { mustHoldTheSame } from "./same-data.js";
import { prepareSqlite } from "./sqlite.js";
import { table } from "./table.js";
import type { Testbed } from "./testbed.js";

const USAGE = `npm run bench:peers -- [options]
  --quick        a look, not a verdict, so that misses do not fail it
  --only ENGINE  postgres or sqlite
  --seconds N    for each case and contender, all its rounds together; 4 by default, 0.5 with --quick
  --json FILE    writes the figures of every round there
Exit code 1 when a target of a full run is missed, 2 when the run itself fails.`;

const FULL = { rounds: 15, warmUpRounds: 2, seconds: 4, scale: 1 };
const QUICK = { rounds: 5, warmUpRounds: 1, seconds: 0.5, scale: 0.5 };

const FOOTNOTES = `
ratio    unified-store (subject) ÷ library (baseline), the median of the rounds' ratios; "middle half" is their quartiles
by CPU   the same ratio by the CPU time of this process, which others' load disturbs less; it decides nothing
The run has checked before that all find the same items. unified-store also checks its inputs and writes a search index of its texts, TypeORM,
Drizzle and Kysely the row alone; LangGraph keeps id, type and content. What each does: benchmarks/peers/README.md`.trim();

const ENGINES: Record<string, (cleanup: Cleanup) => Promise<Testbed>> = {
  postgres: preparePostgres,
  sqlite: prepareSqlite,
};

interface Figures {
  facts: Facts;
  comparisons: Comparison[];
}

async function run(names: string[], seconds: number, effort: Effort, cleanup: Cleanup): Promise<Figures> {
  const started = performance.now();
  const facts: Facts = [...machineFacts(), ["peers", versions()]];
  const comparisons: Comparison[] = [];
  for (const name of names) {
    console.error(`preparing ${name} …`);
    const testbed = await ENGINES[name]!(cleanup);
    await mustHoldTheSame(testbed);
    facts.push(...testbed.facts);
    // The effort's factor applies to cases by number of calls.
    const turnMs = (seconds * 1000) / effort.rounds / effort.scale;
    for (const each of casesOf(testbed, turnMs)) {
      console.error(`measuring ${each.name}, callers: ${each.callers} …`);
      comparisons.push(...(await measure(each, effort)));
    }
  }
  const took = Math.round((performance.now() - started) / 1000);
  facts.push(["run", `${effort.rounds} rounds a case, ${took} s`]);
  return { facts, comparisons };
}

/** Versions as pinned in package.json. */
function versions(): string {
  const { dependencies } = JSON.parse(readFileSync(join(__dirname, "../package.json"), "utf8"));
  return Object.entries(dependencies)
    .map(([name, version]) => `${name} ${version}`)
    .join(", ");
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      quick: { type: "boolean", default: false },
      only: { type: "string" },
      seconds: { type: "string" },
      json: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const effort = values.quick ? QUICK : FULL;
  const seconds = Number(values.seconds ?? effort.seconds);
  if (!(seconds > 0)) throw new Error(`--seconds takes a number above 0\n\n${USAGE}`);
  const names = Object.keys(ENGINES).filter((name) => values.only === undefined || name === values.only);
  if (names.length === 0) throw new Error(`there is no engine ${values.only}\n\n${USAGE}`);

  const cleanup = new Cleanup();
  try {
    const { facts, comparisons } = await run(names, seconds, effort, cleanup);
    console.log(
      `\n${facts.map(([label, text]) => `${label.padEnd(12)}${text}`).join("\n")}\n\n${table(comparisons)}\n\n${FOOTNOTES}`,
    );
    if (values.json !== undefined) {
      const figures = { at: new Date(), facts, comparisons };
      writeFileSync(values.json, `${JSON.stringify(figures, null, 2)}\n`);
    }
    const missed = comparisons.filter(({ met }) => !met).length;
    const targets = comparisons.filter(({ target }) => target !== undefined).length;
    console.log(missed === 0 ? "\nall targets met" : `\n${missed} of ${targets} targets missed`);
    return missed > 0 && !values.quick ? 1 : 0;
  } finally {
    await cleanup.run();
  }
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error);
    process.exit(2);
  },
);
