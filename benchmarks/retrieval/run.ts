import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ManagerSettings, UnifiedStoreManager } from "../../src";
import type { CommandLine } from "../../src/command-line/command";
import type { Options } from "../../src/command-line/options";
import { oneOf, wholeNumber } from "../../src/command-line/values";
import { startPostgres } from "../../src/testing/postgres/server";
import { reasonOf } from "../cannot-run";
import type { Cleanup } from "../cleanup";
import { makeData, type RetrievalData } from "../fill/made-vectors";
import { machineFacts } from "../report/machine";
import { type MeasuredTarget, outcomeLine, publishOutcomes } from "../report/outcomes";
import { runScript, SCRIPT_OPTIONS } from "../script";
import type { Effort } from "./measure";
import { Subject } from "./subject";
import { addTarget, callersTarget, hybridTarget, vectorTarget, wordsTarget } from "./targets";

const OPTIONS = {
  quick: { type: "boolean", help: "10,000 rows, short rounds: a look, so that misses do not fail it" },
  rows: { type: "string", value: "N", help: "items with vectors (default: 100,000)" },
  only: { type: "string", value: "PART", help: "sqlite, postgres or pgvector" },
  pgvector: {
    type: "string",
    value: "URL",
    help: "a PostgreSQL that has pgvector 0.8 or later; the schema us_bench_retrieval there is replaced",
  },
  ...SCRIPT_OPTIONS,
} as const satisfies Options;

const PARTS = ["sqlite", "postgres", "pgvector"];
const FULL: Effort & { queries: number } = { rounds: 7, calls: 20, queries: 100 };
const QUICK: Effort & { queries: number } = { rounds: 3, calls: 10, queries: 30 };
const SCHEMA = "us_bench_retrieval";

interface Setting {
  data: RetrievalData;
  effort: Effort;
  cleanup: Cleanup;
  say(what: string): void;
}

async function filled(
  title: string,
  options: { url: string } & ManagerSettings,
  { data, cleanup, say }: Setting,
): Promise<Subject> {
  const stores = await UnifiedStoreManager.open(options);
  cleanup.defer(() => stores.close());
  const subject = new Subject(title, stores, data);
  say(`${title}: filling ${data.texts.length} items`);
  await subject.fill();
  return subject;
}

async function* onSqlite(setting: Setting): AsyncGenerator<MeasuredTarget> {
  const { data, effort, cleanup } = setting;
  const folder = mkdtempSync(join(tmpdir(), "us-bench-"));
  cleanup.defer(() => rmSync(folder, { recursive: true, force: true }));
  const url = `sqlite:${join(folder, "retrieval.db")}`;
  const subject = await filled("SQLite", { url }, setting);
  yield await vectorTarget(subject, effort, { ms: 80, recall: 0.99 });
  yield await wordsTarget(subject, effort);
  yield await hybridTarget(subject, effort);
  yield await addTarget(subject, effort);
  const vectorExtension = sqliteVec(setting);
  if (vectorExtension === null) return;
  const stores = await UnifiedStoreManager.open({ url, vectorExtension });
  cleanup.defer(() => stores.close());
  const faster = new Subject("SQLite with sqlite-vec", stores, data).sameAs(subject);
  yield await vectorTarget(faster, effort, { ms: 20, recall: 0.99 });
}

function sqliteVec({ say }: Setting): string | null {
  try {
    return (require("sqlite-vec") as typeof import("sqlite-vec")).getLoadablePath();
  } catch (error) {
    say(`SQLite with sqlite-vec is left out: ${reasonOf(error)}`);
    return null;
  }
}

async function* onPostgres(setting: Setting): AsyncGenerator<MeasuredTarget> {
  const { effort, cleanup } = setting;
  const server = await startPostgres({ durable: true, settings: { shared_buffers: "1GB" } });
  cleanup.defer(() => server.stop());
  const subject = await filled("PostgreSQL", { url: server.url }, setting);
  await vacuum(server.url);
  yield await vectorTarget(subject, effort, { ms: 25, recall: 0.99 });
  yield await callersTarget(subject, effort);
  yield await wordsTarget(subject, effort);
  yield await hybridTarget(subject, effort);
  yield await addTarget(subject, effort);
}

async function* onPgvector(url: string, setting: Setting): AsyncGenerator<MeasuredTarget> {
  const { effort, cleanup, say } = setting;
  await execute(url, `drop schema if exists ${SCHEMA} cascade`);
  cleanup.defer(() => execute(url, `drop schema if exists ${SCHEMA} cascade`));
  const subject = await filled("PostgreSQL with pgvector", { url, schema: SCHEMA }, setting);
  await vacuum(url);
  const since = performance.now();
  const { sources } = await subject.scope.retrieval.optimize({ in: ["memory"] });
  const { state, reason } = sources.memory!;
  say(`optimize: ${reason ?? state}, ${Math.round(performance.now() - since)} ms`);
  yield await vectorTarget(subject, effort, { ms: 3, recall: 0.975 });
}

/** As autovacuum does within a minute. */
const vacuum = (url: string): Promise<void> => execute(url, "vacuum analyze");

async function execute(url: string, statement: string): Promise<void> {
  const { Client } = require("pg") as typeof import("pg");
  const client = new Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

async function* outcomes(
  parts: readonly string[],
  pgvector: string | undefined,
  setting: Setting,
): AsyncGenerator<MeasuredTarget> {
  if (parts.includes("sqlite")) yield* onSqlite(setting);
  if (parts.includes("postgres")) yield* onPostgres(setting);
  if (parts.includes("pgvector") && pgvector !== undefined) yield* onPgvector(pgvector, setting);
  else if (parts.includes("pgvector")) setting.say("pgvector is left out: name a database with --pgvector");
}

async function run(
  { values, flags, json }: CommandLine<keyof typeof OPTIONS>,
  cleanup: Cleanup,
): Promise<number> {
  const quick = flags.has("quick");
  const parts = values.only === undefined ? PARTS : [oneOf("only", values.only, PARTS)];
  const given = values.rows ?? (quick ? "10000" : "100000");
  const rows = wholeNumber("rows", given.replaceAll(/[_,]/g, ""), { most: 10_000_000 });
  const { queries, ...effort } = quick ? QUICK : FULL;
  const facts = machineFacts();
  console.log(facts.map(([label, text]) => `${label.padEnd(12)}${text}`).join("\n"));
  const say = (what: string): void => console.error(what);
  say(`making ${rows} vectors, and the exact neighbors of ${queries} queries`);
  const data = makeData(rows, queries);
  const all: MeasuredTarget[] = [];
  for await (const outcome of outcomes(parts, values.pgvector, { data, effort, cleanup, say })) {
    all.push(outcome);
    say(outcomeLine(outcome));
  }
  publishOutcomes(all, { facts, rows, json });
  return all.every(({ met }) => met) || quick ? 0 : 1;
}

void runScript({
  name: "bench:retrieval",
  about:
    "What retrieval is held to, in one run: searches by vector, by words and by both, over items whose vectors form clusters. " +
    "Medians of rounds that alternate; recall against exact cosine similarity.",
  options: OPTIONS,
  exitCodes: "Exit code 1 when a full run misses a target, 2 when the run itself fails.",
  run,
});
