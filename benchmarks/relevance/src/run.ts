import { writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { type Cleanup, cleanedUp } from "../../../dist/benchmarks/cleanup.js";
import { left, table } from "../../../dist/benchmarks/report/format.js";
import { machineFacts } from "../../../dist/benchmarks/report/machine.js";
import { type Command, type CommandLine, runCommand } from "../../../dist/src/command-line/command.js";
import type { Options } from "../../../dist/src/command-line/options.js";
import { someOf, wholeNumber } from "../../../dist/src/command-line/values.js";
import { VectorCache } from "./encoder/cache.js";
import { DIMENSIONS, type Encoding, encode, MODEL } from "./encoder/encoder.js";
import { openEmpty, vacuum } from "./measure/database.js";
import { fill, type Measured, measure } from "./measure/measure.js";
import { CACHE, DATA } from "./places.js";
import { figuresTable } from "./report/table.js";
import { missing, verdictsOf } from "./report/verdict.js";
import { readBeir, setsIn } from "./sets/beir.js";
import type { JudgedSet } from "./sets/judged-set.js";
import { wordnet } from "./sets/wordnet.js";

const WORDNET = "wordnet";
const QUICK_ENTRIES = 10_000;

const OPTIONS = {
  quick: { type: "boolean", help: "10,000 entries of WordNet: a look, so that misses do not fail it" },
  sets: { type: "string", value: "NAME,…", help: "wordnet, or names of folders of --data (default: all)" },
  entries: { type: "string", value: "N", help: "entries of WordNet (default: all 117,791)" },
  data: {
    type: "string",
    value: "FOLDER",
    help: "folders with judged sets in the layout of BEIR (default: data in this package)",
  },
  url: {
    type: "string",
    value: "URL",
    help: "a PostgreSQL; the schema us_bench_relevance there is replaced (default: a temporary SQLite file)",
  },
  threads: { type: "string", value: "N", help: "that encode texts (default: one for each core)" },
  json: { type: "string", value: "FILE", help: "writes all figures there" },
  help: { type: "boolean", short: "h", help: "shows this" },
} as const satisfies Options;
type Name = keyof typeof OPTIONS;

const say = (what: string): void => console.error(what);

interface Setting {
  url: string | undefined;
  encoding: Encoding;
  cleanup: Cleanup;
}

async function measured(set: JudgedSet, { url, encoding, cleanup }: Setting): Promise<Measured> {
  const { cache } = encoding;
  say(`${set.name}: ${set.documents.length} documents, ${set.queries.length} queries`);
  await encode(
    [...set.documents, ...set.queries].map(({ text }) => text),
    encoding,
  );
  const vectorOf = (text: string): Float32Array => cache.get(text);
  const embedder = { model: MODEL, dimensions: DIMENSIONS, embed: (texts: string[]) => texts.map(vectorOf) };
  const stores = await openEmpty(url, embedder, cleanup);
  const scope = stores.scope({ tenant: "bench" });
  const ids = await fill(scope, set, vectorOf);
  if (url !== undefined) await vacuum(url);
  say(`${set.name}: filled, now searching`);
  const figures = await measure(scope, set, ids);
  await stores.close();
  return figures;
}

async function run({ values, flags, json }: CommandLine<Name>, cleanup: Cleanup): Promise<number> {
  const quick = flags.has("quick");
  const data = values.data ?? DATA;
  const known = [WORDNET, ...setsIn(data).filter((name) => name !== WORDNET)];
  const names = values.sets === undefined ? known : someOf("sets", values.sets, known);
  const given = values.entries ?? (quick ? String(QUICK_ENTRIES) : undefined);
  const entries = given === undefined ? undefined : wholeNumber("entries", given, { most: 1_000_000 });
  const threads =
    values.threads === undefined
      ? availableParallelism()
      : wholeNumber("threads", values.threads, { most: 64 });
  const cache = new VectorCache(join(CACHE, `${MODEL}.vectors`), DIMENSIONS);
  cleanup.defer(() => cache.close());
  const encoding: Encoding = { cache, threads, interrupted: cleanup.interrupted, say };
  const sets: Measured[] = [];
  for (const name of names) {
    const set = name === WORDNET ? wordnet(entries) : readBeir(data, name);
    sets.push(await measured(set, { url: values.url, encoding, cleanup }));
  }
  const facts = machineFacts();
  const verdicts = verdictsOf(sets, entries === undefined);
  const columns = [left("what"), left("at least"), left("measured"), left("")];
  const lines = verdicts.map(({ what, asked, measured, met }) => [
    what,
    asked,
    measured,
    met ? "pass" : "MISS",
  ]);
  console.log(`\n${facts.map(([label, text]) => `${label.padEnd(12)}${text}`).join("\n")}`);
  console.log(`\n${figuresTable(sets)}\n\n${table(columns, lines)}`);
  const absent = missing(sets);
  if (absent.length > 0) console.log(`\nno verdict on the mean without ${absent.join(", ")}`);
  if (json !== null)
    writeFileSync(json, `${JSON.stringify({ at: new Date(), facts, sets, verdicts }, null, 2)}\n`);
  return verdicts.every(({ met }) => met) || quick ? 0 : 1;
}

const RELEVANCE: Command<Name> = {
  name: "bench:relevance",
  program: "npm run bench:relevance --",
  about: "How relevant the hits of searches are, on judged sets: see benchmarks/relevance/README.md.",
  options: OPTIONS,
  examples: [],
  exitCodes: "Exit code 1 when a target of a full run is missed, 2 when the run itself fails.",
  failure: { exitCode: 2 },
  tellsFailure: false,
  run: (line) => cleanedUp((cleanup) => run(line, cleanup)),
};

void runCommand(RELEVANCE, process.argv.slice(2)).then((code) => process.exit(code));
