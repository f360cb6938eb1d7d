import { writeFileSync } from "node:fs";
import type { CommandLine } from "../../src/command-line/command";
import type { Options } from "../../src/command-line/options";
import { oneOf } from "../../src/command-line/values";
import type { Cleanup } from "../cleanup";
import { enginesAt } from "../engines";
import { left, table } from "../report/format";
import { machineFacts } from "../report/machine";
import { runScript, SCRIPT_OPTIONS } from "../script";
import { embeddingTargets } from "./embeddings";
import { onPostgres, onSqlite } from "./engines";
import { overhead } from "./overhead";
import { opening, testStores } from "./process";
import { ofStores } from "./stores";
import type { Effort, Outcome } from "./target";

const OPTIONS = {
  quick: { type: "boolean", help: "short turns: a look, not a verdict, so that misses do not fail it" },
  only: { type: "string", value: "PART", help: "postgres, sqlite, process, stores or embeddings" },
  ...SCRIPT_OPTIONS,
} as const satisfies Options;

const FULL: Effort = { rounds: 15, turnMs: 400 };
const QUICK: Effort = { rounds: 5, turnMs: 100 };
const PARTS = ["process", "sqlite", "postgres", "stores", "embeddings"];
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
  const [sqlite, postgres] = await enginesAt(null, POOL_SIZE, cleanup);
  if (parts.includes("sqlite")) yield* onSqlite(await sqlite!(cleanup), effort);
  if (parts.includes("postgres")) yield* onPostgres(await postgres!(cleanup), effort);
  if (parts.includes("stores")) {
    yield* ofStores(await sqlite!(cleanup), effort);
    yield* ofStores(await postgres!(cleanup), effort);
  }
  if (parts.includes("embeddings")) {
    yield* embeddingTargets(await sqlite!(cleanup), effort);
    yield* embeddingTargets(await postgres!(cleanup), effort);
  }
}

async function run(
  { values, flags, json }: CommandLine<keyof typeof OPTIONS>,
  cleanup: Cleanup,
): Promise<number> {
  const parts = values.only === undefined ? PARTS : [oneOf("only", values.only, PARTS)];
  const quick = flags.has("quick");
  const facts = machineFacts();
  console.log(facts.map(([label, text]) => `${label.padEnd(12)}${text}`).join("\n"));
  const all: Outcome[] = [];
  for await (const outcome of outcomes(parts, quick ? QUICK : FULL, cleanup)) {
    all.push(outcome);
    console.error(`${outcome.met ? "pass" : "MISS"}  ${outcome.what}: ${outcome.measured}`);
  }
  const columns = [left("what"), left("at least, at most"), left("measured"), left("")];
  const rows = all.map(({ what, asked, measured, met }) => [what, asked, measured, met ? "pass" : "MISS"]);
  console.log(`\n${table(columns, rows)}`);
  if (json !== null)
    writeFileSync(json, `${JSON.stringify({ at: new Date(), facts, outcomes: all }, null, 2)}\n`);
  return all.every(({ met }) => met) || quick ? 0 : 1;
}

void runScript({
  name: "bench:targets",
  about:
    "What the hot path is held to, in one run: ratios against the same statements by hand (baseline) on pg (named, prepared) and on " +
    "better-sqlite3, the medians of alternating rounds.",
  options: OPTIONS,
  exitCodes: "Exit code 1 when a full run misses a target, 2 when the run itself fails.",
  run,
});
