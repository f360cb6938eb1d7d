import type { Operation, Testbed } from "../types";
import { workloads } from "../workloads";
import { mustBehaveAlike } from "../workloads/same-behaviour";
import type { StoreWorkload } from "../workloads/workload";
import { bulkTarget } from "./bulk";
import { type CallTarget, compareCalls } from "./calls";
import type { Effort, Outcome } from "./target";

const RECORDS = 10_000;

type Asked = readonly [target: CallTarget, operations: readonly string[]];

/** The most frequent operations of applications. */
const HOT = [
  "memory.get",
  "memory.getMany",
  "memory.list",
  "memory.search",
  "memory.add",
  "memory.update",
  "memory.touch",
  "debates.get",
  "debates.transcript",
  "debates.turns.add",
  "graph.nodes.get",
  "graph.neighbors",
  "graph.nodes.upsert",
  "graph.edges.upsert",
  "profiles.get",
  "profiles.put",
];

const ON_POSTGRES: readonly Asked[] = [
  [{ callers: 1, throughput: 0.9, p99: 1.15 }, HOT],
  [{ callers: 8, throughput: 1.3 }, ["memory.get", "memory.add"]],
  [
    { callers: 8, throughput: 0.95 },
    ["memory.list", "memory.search", "graph.neighbors", "profiles.put", "debates.turns.add"],
  ],
  [{ callers: 64, throughput: 2.5, p99: 1 }, ["memory.get", "memory.add"]],
];

const ON_SQLITE: readonly Asked[] = [
  [{ callers: 1, throughput: 0.8 }, ["memory.get", "memory.list", "memory.add"]],
  [{ callers: 8, throughput: 2 }, ["memory.add"]],
];

export async function* onPostgres(testbed: Testbed, effort: Effort): AsyncGenerator<Outcome> {
  const stores = await filled(testbed);
  yield* calls(testbed, stores, ON_POSTGRES, effort);
  const memory = stores.find(({ store }) => store === "memory")!;
  yield await bulkTarget(testbed, { ...effort, sweep: () => memory.grow(RECORDS) });
}

export async function* onSqlite(testbed: Testbed, effort: Effort): AsyncGenerator<Outcome> {
  yield* calls(testbed, await filled(testbed), ON_SQLITE, effort);
}

async function filled(testbed: Testbed): Promise<StoreWorkload[]> {
  const stores: StoreWorkload[] = [];
  for (const open of Object.values(workloads)) stores.push(await open(testbed));
  for (const store of stores) {
    await store.grow(RECORDS);
    await mustBehaveAlike(testbed, store);
  }
  return stores;
}

/** Before each operation that writes, the tables are brought back to their size. */
async function* calls(
  { title }: Testbed,
  stores: readonly StoreWorkload[],
  asked: readonly Asked[],
  effort: Effort,
): AsyncGenerator<Outcome> {
  for (const [target, names] of asked) {
    for (const name of names) {
      const store = stores.find((each) => name.startsWith(`${each.store}.`))!;
      const find = (): Operation => store.operations().find((each) => each.name === name)!;
      if (find().kind === "write") await store.grow(RECORDS);
      yield await compareCalls(title, find(), target, effort);
    }
  }
}
