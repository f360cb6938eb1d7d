import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { bulkAdd } from "./cases/bulk-add";
import { postgresCalls, sqliteCalls } from "./cases/single-calls";
import { testStores } from "./cases/test-stores";
import { Cleanup } from "./cleanup";
import { type Case, type Comparison, type Effort, measure } from "./harness";
import { type Facts, machineFacts, printed } from "./machine";
import { FOOTNOTES, table } from "./report";
import { mustBehaveAlike } from "./same-behaviour";
import { preparePostgres } from "./subjects/postgres";
import { prepareSqlite } from "./subjects/sqlite";
import type { Subject } from "./subjects/subject";

const USAGE = `npm run bench -- [options]
  --quick        short turns, about 20 seconds: a look, not a verdict, so that misses do not fail it
  --only GROUP   postgres, sqlite or testing
  --json FILE    writes the figures of every round there
Exit code 1 when a target of a full run is missed, 2 when the run itself fails.`;

const FULL: Effort = { rounds: 15, warmUpRounds: 2, scale: 1 };
const QUICK: Effort = { rounds: 5, warmUpRounds: 1, scale: 0.25 };

/** Cases that share a subject, in the order in which they run: reads before writes. */
interface Group {
  facts: Facts;
  cases: Case[];
}

const GROUPS: Record<string, (cleanup: Cleanup) => Promise<Group>> = {
  postgres: async (cleanup) => compared(await preparePostgres(cleanup), postgresCalls),
  sqlite: async (cleanup) => compared(await prepareSqlite(cleanup), sqliteCalls),
  testing: async () => ({ facts: [], cases: testStores() }),
};

async function compared(subject: Subject, calls: (subject: Subject) => Case[]): Promise<Group> {
  await mustBehaveAlike(subject);
  return { facts: subject.facts, cases: [...calls(subject), ...bulkAdd(subject)] };
}

async function run(only: string | undefined, effort: Effort, cleanup: Cleanup): Promise<Figures> {
  const started = performance.now();
  const names = Object.keys(GROUPS).filter((name) => only === undefined || name === only);
  if (names.length === 0) throw new Error(`there is no group ${only}\n\n${USAGE}`);
  const facts = machineFacts();
  const groups: Group[] = [];
  for (const name of names) {
    console.error(`preparing ${name} …`);
    groups.push(await GROUPS[name]!(cleanup));
  }
  facts.push(...groups.flatMap((group) => group.facts));
  const comparisons: Comparison[] = [];
  for (const subject of groups.flatMap(({ cases }) => cases)) {
    console.error(`measuring ${subject.name} …`);
    comparisons.push(...(await measure(subject, effort)));
  }
  facts.push([
    "run",
    `${effort.rounds} rounds a case, ${Math.round((performance.now() - started) / 1000)} s`,
  ]);
  return { facts, comparisons };
}

interface Figures {
  facts: Facts;
  comparisons: Comparison[];
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      quick: { type: "boolean", default: false },
      only: { type: "string" },
      json: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const cleanup = new Cleanup();
  try {
    const { facts, comparisons } = await run(values.only, values.quick ? QUICK : FULL, cleanup);
    console.log(`\n${printed(facts)}\n\n${table(comparisons)}\n\n${FOOTNOTES}`);
    if (values.json !== undefined) {
      const figures = { at: new Date(), facts, comparisons };
      writeFileSync(values.json, `${JSON.stringify(figures, null, 2)}\n`);
    }
    const missed = comparisons.filter(({ met }) => !met).length;
    console.log(missed === 0 ? "\nall targets met" : `\n${missed} of ${comparisons.length} targets missed`);
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
