import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { Cleanup } from "../cleanup";
import { enginesAt } from "../engines";
import { left, table } from "../report/format";
import { machineFacts } from "../report/machine";
import { onPostgres, onSqlite } from "./engines";
import { overhead } from "./overhead";
import { opening, testStores } from "./process";
import { ofStores } from "./stores";
import type { Effort, Outcome } from "./target";

const USAGE = `npm run bench:targets -- [options]
  --quick        short turns: a look, not a verdict, so that misses do not fail it
  --only PART    postgres, sqlite, process or stores
  --json FILE    writes the outcomes there
What the hot path is held to, in one run: ratios against the same statements by hand (baseline) on pg (named, prepared) and on better-sqlite3, the
medians of alternating rounds. Exit code 1 when a full run misses one.`;

const FULL: Effort = { rounds: 15, turnMs: 400 };
const QUICK: Effort = { rounds: 5, turnMs: 100 };
const PARTS = ["process", "sqlite", "postgres", "stores"];
/** Connections of each contender: one for each worker of a queue. */
const POOL_SIZE = 16;

async function* outcomes(
  parts: readonly string[],
  effort: Effort,
  cleanup: Cleanup,
): AsyncGenerator<Outcome> {
  if (parts.includes("process")) {
    yield await opening(effort);
    yield await testStores(effort);
    yield await overhead(effort);
  }
  if (parts.length === 1 && parts[0] === "process") return;
  const [sqlite, postgres] = await enginesAt(undefined, POOL_SIZE, cleanup);
  if (parts.includes("sqlite")) yield* onSqlite(await sqlite!(cleanup), effort);
  if (parts.includes("postgres")) yield* onPostgres(await postgres!(cleanup), effort);
  if (parts.includes("stores")) {
    yield* ofStores(await sqlite!(cleanup), effort);
    yield* ofStores(await postgres!(cleanup), effort);
  }
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
  const parts = PARTS.filter((part) => values.only === undefined || values.only === part);
  if (values.help || parts.length === 0) {
    console.log(USAGE);
    return values.help ? 0 : 2;
  }
  const cleanup = new Cleanup();
  try {
    const facts = machineFacts();
    console.log(facts.map(([label, text]) => `${label.padEnd(12)}${text}`).join("\n"));
    const all: Outcome[] = [];
    for await (const outcome of outcomes(parts, values.quick ? QUICK : FULL, cleanup)) {
      all.push(outcome);
      console.error(`${outcome.met ? "pass" : "MISS"}  ${outcome.what}: ${outcome.measured}`);
    }
    const columns = [left("what"), left("at least, at most"), left("measured"), left("")];
    const rows = all.map(({ what, asked, measured, met }) => [what, asked, measured, met ? "pass" : "MISS"]);
    console.log(`\n${table(columns, rows)}`);
    if (values.json !== undefined) {
      writeFileSync(values.json, `${JSON.stringify({ at: new Date(), facts, outcomes: all }, null, 2)}\n`);
    }
    return all.every(({ met }) => met) || values.quick ? 0 : 1;
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
