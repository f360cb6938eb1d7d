import { hashedWords, vectorOf } from "../../conformance/embedder";
import { everything } from "../../conformance/suite";
import { type Scope, UnifiedStoreError, type UnifiedStoreManager } from "../../src";
import type { CallLimits } from "../../src/core/call/deadline";
import type { Executor, Operation, TransactionOptions } from "../../src/db/database";
import { Embeddings } from "../../src/db/embedding/embeddings";
import { backend, type TestDatabase } from "../backends";
import { budgets, operations, type PreparedOperation } from "../db/budget";

/**
 * Every statement of a public method, including a second one and retries, ends with the caller's
 * signal and deadline. Every statement and every error has the name of the called method.
 */
let database: TestDatabase;
let stores: UnifiedStoreManager;
beforeAll(async () => {
  database = await backend("SQLite in memory").create();
  stores = await database.open();
  // What a manager reads every ten seconds belongs to no call, and has no limits.
  stores.internals.shared.hiddenRows.freshMs = Number.POSITIVE_INFINITY;
});
afterAll(() => database.drop());

interface Sent {
  operation: string | undefined;
  limits: CallLimits;
}

/**
 * A wrapper of the database that records statements. The limits of a transaction apply to all of
 * its statements.
 */
class Noting implements Executor {
  constructor(
    private readonly behind: Executor,
    private readonly sent: Sent[],
    private readonly enclosed = false,
  ) {}

  get database() {
    return this.behind.database;
  }

  get inTransaction(): boolean {
    return this.behind.inTransaction;
  }

  run<T>(operation: Operation<T>): Promise<T[]> {
    this.note(operation.context.operation, operation.options ?? {});
    return this.behind.run(operation);
  }

  transaction<T>(
    work: (tx: Executor) => Promise<T>,
    options: TransactionOptions,
    context: { operation?: string },
  ): Promise<T> {
    this.note(context.operation, options);
    return this.behind.transaction((tx) => work(new Noting(tx, this.sent, true)), options, context);
  }

  private note(operation: string | undefined, limits: CallLimits): void {
    this.sent.push({ operation, limits: this.enclosed ? this.sent[0]!.limits : limits });
  }
}

/** The position of the options parameter: `length` does not count parameters with a default. */
function placeOfOptions(method: (...args: unknown[]) => unknown): number {
  const source = method.toString();
  const parameters = source.slice(source.indexOf("(") + 1, source.indexOf(") {"));
  return parameters.split(",").findIndex((parameter) => /^\s*options\b/.test(parameter));
}

interface Called {
  method: string;
  takesOptions: boolean;
}

/** The scope or a part of it. Its public methods are called with these options too. */
function calledWith<T extends object>(part: T, path: string, options: () => object, called: Called[]): T {
  // The target is an empty object: a proxy over the scope could not replace its read-only stores.
  return new Proxy({} as T, {
    get(_, property) {
      const value: unknown = Reflect.get(part, property);
      const name = `${path}${String(property)}`;
      if (typeof value === "object" && value !== null) return calledWith(value, `${name}.`, options, called);
      if (typeof value !== "function") return value;
      return (...args: unknown[]) => {
        const at = placeOfOptions(value as never);
        called.push({ method: name, takesOptions: at !== -1 });
        if (at !== -1) args[at] = { ...(args[at] as object | undefined), ...options() };
        return Reflect.apply(value, part, args);
      };
    },
  });
}

const HOUR = 3_600_000;
const recorded = {
  contentHash: "h",
  messageId: "m",
  channelId: "c",
  filename: "f",
  sizeBytes: 1,
  sha256: "s",
};
/** Of as many dimensions as the vectors of the budgets. */
const EMBEDDER = hashedWords("m", 3);
const EMBEDDINGS = Embeddings.of(EMBEDDER);

type Dataset = { text: string; judgments: { in: "memory"; id: string; relevance: number }[] }[];

/** A call on two items with vectors, and judged queries that find them. */
const remembering =
  (call: (scope: Scope, dataset: Dataset) => PromiseLike<unknown>): PreparedOperation =>
  async (scope) => {
    const texts = ["a whale", "a seal", "the sea", "a harbor"];
    const items = await scope.memory.addMany(
      texts.map((text) => ({ type: "t", content: text, embedding: vectorOf(text, 3) })),
    );
    const dataset = items.map(({ id }, i) => ({
      text: texts[i]!,
      judgments: [{ in: "memory" as const, id, relevance: 1 }],
    }));
    return () => call(scope, dataset);
  };

/** Methods that send several statements by design, and are not counted with the others. */
const furthermore: [string, PreparedOperation][] = [
  [
    "memory.prune",
    async ({ memory }) => {
      await memory.policies.put({ name: "p", ttlDays: 1 });
      await memory.add({ type: "t", content: 1, policyName: "p", lastUsedAt: new Date(0) });
      return memory.prune.bind(memory);
    },
  ],
  ["analytics.calls.prune", async (scope) => () => scope.analytics.calls.prune({ olderThanMs: 1 })],
  ["analytics.bandits.prune", async (scope) => () => scope.analytics.bandits.prune({ olderThanMs: 1 })],
  ["analytics.metrics.prune", async (scope) => () => scope.analytics.metrics.prune({ olderThanMs: 1 })],
  [
    "archive.tag",
    async (scope) => {
      const { entry } = await scope.archive.add(recorded);
      return () => scope.archive.tag(entry.id, ["t"]);
    },
  ],
  [
    "archive.untag",
    async (scope) => {
      const { entry } = await scope.archive.add({ ...recorded, tags: ["t"] });
      return () => scope.archive.untag(entry.id, ["t"]);
    },
  ],
  [
    "archive.places.remove",
    async (scope) => {
      const { entry } = await scope.archive.add(recorded);
      return () => scope.archive.places.remove({ entryId: entry.id, messageId: "m", channelId: "c" });
    },
  ],
  ...(["export", "erase"] as const).map((method): [string, PreparedOperation] => [
    `privacy.${method}`,
    async ({ conversations, privacy }) => {
      const { id } = await conversations.participants.upsert({ externalId: "e" });
      return () => privacy[method](id);
    },
  ]),
  ["retrieval.search", async (scope) => () => scope.retrieval.search({ text: "a" })],
  ...(["revise", "reviseMany", "retract"] as const).map((method): [string, PreparedOperation] => [
    `graph.edges.${method}`,
    async ({ graph }) => {
      const { id } = await graph.nodes.upsert({ type: "t", name: "n" });
      const fact = { from: id, type: "is", to: id };
      const edge = await graph.edges.upsert(fact);
      if (method === "retract") return () => graph.edges.retract(edge.id);
      const changed = { ...fact, weight: 2 };
      return () => (method === "revise" ? graph.edges.revise(changed) : graph.edges.reviseMany([changed]));
    },
  ]),
  [
    "graph.nodes.merge",
    async ({ graph }) => {
      const [from, into] = await graph.nodes.upsertMany([
        { type: "t", name: "a" },
        { type: "t", name: "b" },
      ]);
      return () => graph.nodes.merge({ from: [from!.id], into: into!.id });
    },
  ],
  ["memory.decay", remembering(({ memory }) => memory.decay())],
  ["memory.consolidate", remembering(({ memory }) => memory.consolidate({ merge: () => ({ content: 1 }) }))],
  ["memory.clusters.build", remembering(({ memory }) => memory.clusters.build({ threshold: 0.5 }))],
  ["memory.associations.linkSimilar", remembering(({ memory }) => memory.associations.linkSimilar())],
  [
    "memory.associations.linkUsedTogether",
    remembering(({ memory }) => memory.associations.linkUsedTogether({ windowMs: HOUR })),
  ],
  ["memory.accesses.prune", remembering(({ memory }) => memory.accesses.prune({ olderThanMs: 1 }))],
  ["retrieval.queries.prune", remembering(({ retrieval }) => retrieval.queries.prune({ olderThanMs: 1 }))],
  ["retrieval.evaluate", remembering(({ retrieval }, dataset) => retrieval.evaluate({ dataset }))],
  ["retrieval.tune", remembering(({ retrieval }, dataset) => retrieval.tune({ dataset }))],
  ["retrieval.optimize", async (scope) => () => scope.retrieval.optimize()],
  ["retrieval.status", async (scope) => () => scope.retrieval.status()],
  [
    "retrieval.embedPending",
    async (scope) => {
      await scope.memory.add({ type: "t", content: "text" });
      return () => scope.retrieval.embedPending();
    },
  ],
  ...(["activate", "remove"] as const).map((method): [string, PreparedOperation] => [
    `retrieval.models.${method}`,
    async (scope) => {
      await scope.memory.add({ type: "t", content: "text", embedding: vectorOf("text", 3) });
      const { items } = await scope.retrieval.models.list();
      return () => scope.retrieval.models[method](items[0]!.name);
    },
  ]),
  [
    "memory.related",
    async (scope) => {
      const { id } = await scope.memory.add({ type: "t", content: "text", embedding: vectorOf("text", 3) });
      return () => scope.memory.related(id);
    },
  ],
  ["agents.state.modify", async (scope) => () => scope.agents.state.modify("k", () => 1)],
  [
    "agents.leases.withLease",
    async (scope) => () => scope.agents.leases.withLease({ name: "l", holder: "h", leaseMs: HOUR }, () => 1),
  ],
];

const all = [...operations, ...furthermore];

test.each(all)("%s", async (title, prepare) => {
  const method = title.split(" ")[0]!;
  const sent: Sent[] = [];
  const called: Called[] = [];
  let options: () => object = () => ({});
  const scope = stores.scopeOn(
    new Noting(stores.internals, sent),
    { tenant: crypto.randomUUID() },
    EMBEDDINGS,
  );
  const call = await prepare(calledWith(scope, "", () => options(), called) as Scope);
  // In three states: unchanged, already done, and with another version of the row. In the last one,
  // a second statement finds the reason.
  for (const more of [{}, {}, { ifVersion: 999 }]) {
    sent.length = 0;
    called.length = 0;
    const stop = new AbortController();
    options = () => ({ signal: stop.signal, timeoutMs: HOUR, ...more });
    const error = await call().then(
      () => null,
      (thrown: unknown) => thrown,
    );
    expect(called).toEqual([{ method, takesOptions: true }]);
    if (error) {
      expect(error).toBeInstanceOf(UnifiedStoreError);
      expect(error).toMatchObject({ operation: method });
    }
    // A lease is released when its work is over, after any time.
    const limited = method === "agents.leases.withLease" ? sent.slice(0, -1) : sent;
    stop.abort();
    for (const { operation, limits } of limited) {
      expect([operation, limits.signal?.aborted, limits.timeoutMs]).toEqual([method, true, undefined]);
    }
    // SQLite has no index for vectors to make.
    if (error === null && method !== "retrieval.optimize") expect(sent.length).toBeGreaterThan(0);
  }
});

test.each(all)("%s without arguments is accepted, or refused with its own name", async (title, prepare) => {
  const method = title.split(" ")[0]!;
  const scope = stores.scope({ tenant: crypto.randomUUID() });
  await prepare(scope);
  const path = method.split(".");
  const name = path.pop()!;
  let part: object = scope;
  for (const step of path) part = part[step as never];
  const result = Reflect.apply(part[name as never], part, []) as Promise<unknown> | AsyncIterable<unknown>;
  const settled = "then" in result ? result : everything(result);
  const error = await settled.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (error) expect(error).toMatchObject({ code: "validation", operation: method });
});

test("every public method is tested", () => {
  const others = Object.values(budgets).flatMap((budget) => budget.others ?? []);
  const names = all.map(([title]) => title.split(" ")[0]!);
  const scope = stores.scope({ tenant: "t" });
  const parts = Object.assign({}, ...Object.values(budgets).map((budget) => budget.parts?.(scope)), scope);
  const left = others.filter((method) => {
    if (names.includes(method)) return false;
    // Methods that take the caller's options give them a default; private methods do not.
    const path = method.split(".");
    const name = path.pop()!;
    const found = path.reduce<object>((owner, step) => owner[step as never], scope);
    const owner: object = parts[path.join(".")] ?? found;
    return /\boptions = \{\}/.test(String(owner[name as never]));
  });
  expect(left).toEqual([]);
});
