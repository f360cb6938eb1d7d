import { Pool } from "pg";
import { CannotRun } from "../../../../dist/benchmarks/cannot-run.js";
import { UnifiedStoreManager } from "../../../../dist/src/index.js";
import type { Case } from "../rounds.js";
import type { Setting } from "../setting.js";
import { casesFor } from "./case-of.js";
import type { VectorData } from "./data.js";
import { LangGraphVectors } from "./langgraph.js";
import { type Graph, MASTRA_DEFAULT, MastraVectors, PGVECTOR_DEFAULT } from "./mastra.js";
import { type Filled, type Measured, measured, recallOf } from "./searcher.js";
import { Subject } from "./subject.js";

const CALLERS = [1, 8];
const POOL_SIZE = 8;
const TARGET = 1;
const SCHEMAS = {
  subject: "us_bench_peers",
  langGraph: "us_bench_peers_langgraph",
  mastra: "us_bench_peers_mastra",
};
/** Search depths that are tried, in order. Mastra takes no more than the last. */
const DEPTHS = [10, 20, 30, 40, 60, 80, 100, 120, 160, 200, 250, 300, 400, 500, 600, 800, 1000];

/** Contenders in one database, each with its own schema and a pool of the same size. */
export async function* onPgvector(url: string, data: VectorData, setting: Setting): AsyncGenerator<Case> {
  const { cleanup, facts } = setting;
  facts.push(["pgvector", `${await versions(url)}; each contender has ${POOL_SIZE} connections`]);
  await dropSchemas(url);
  cleanup.defer(() => dropSchemas(url));
  const stores = await UnifiedStoreManager.open({ url, schema: SCHEMAS.subject, poolSize: POOL_SIZE });
  cleanup.defer(() => stores.close());
  const subject = new Subject(stores);
  console.error("filling unified-store …");
  const filled = { data, ids: await subject.fill(data) };
  console.error("filling LangGraph …");
  const langGraph = await LangGraphVectors.postgres(url, SCHEMAS.langGraph, POOL_SIZE, filled);
  cleanup.defer(() => langGraph.close());
  console.error("filling Mastra …");
  const mastra = await MastraVectors.open(url, SCHEMAS.mastra, POOL_SIZE);
  cleanup.defer(() => mastra.close());
  await mastra.fill("small", MASTRA_DEFAULT, filled);
  await mastra.fill("large", PGVECTOR_DEFAULT, filled);
  // As autovacuum does soon.
  await execute(url, "vacuum analyze");

  const exact = (target?: number) => measured("LangGraph PostgresStore", filled, langGraph, target);
  const without = await measured("retrieval.search", filled, subject);
  const cases = [without, await exact()] as const;
  yield* casesFor(`PostgreSQL, ${subject.path}`, CALLERS, cases, data, setting);

  const { state, reason } = (await subject.scope.retrieval.optimize({ in: ["memory"] })).sources.memory!;
  if (state !== "created") throw new CannotRun(`optimize made no index: ${reason ?? state}`);
  const indexed = await measured("retrieval.search", filled, subject);
  const { recall } = indexed;
  const peers = [
    await exact(TARGET),
    await asGoodAs(recall, { mastra, name: "small", graph: MASTRA_DEFAULT }, filled),
    await asGoodAs(recall, { mastra, name: "large", graph: PGVECTOR_DEFAULT }, filled),
  ];
  yield* casesFor(`PostgreSQL, ${subject.path}`, CALLERS, [indexed, ...peers], data, setting);
}

interface Index {
  mastra: MastraVectors;
  name: string;
  graph: Graph;
}

/** The least depth at which the recall is the subject's, or the greatest depth. */
async function asGoodAs(recall: number, { mastra, name, graph }: Index, filled: Filled): Promise<Measured> {
  let depth = DEPTHS[0]!;
  for (depth of DEPTHS) if ((await recallOf(mastra.searcher(name, depth), filled)) >= recall) break;
  return measured(`Mastra PgVector m=${graph.m}, ef=${depth}`, filled, mastra.searcher(name, depth), TARGET);
}

const dropSchemas = (url: string): Promise<unknown> =>
  execute(
    url,
    Object.values(SCHEMAS)
      .map((schema) => `drop schema if exists ${schema} cascade`)
      .join("; "),
  );

async function versions(url: string): Promise<string> {
  const [row] = await execute(
    url,
    "select current_setting('server_version') as server, extversion as extension from pg_extension where extname = 'vector'",
  );
  if (!row) throw new CannotRun("the database of --pgvector has no pgvector: create extension vector");
  return `${row.extension} in PostgreSQL ${row.server}`;
}

async function execute(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const pool = new Pool({ connectionString: url, max: 1 });
  try {
    return (await pool.query(statement)).rows;
  } finally {
    await pool.end();
  }
}
