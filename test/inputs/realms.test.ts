import { statSync } from "node:fs";
import vm from "node:vm";
import { UnifiedStoreManager } from "../../src";
import { backend, type TestDatabase } from "../backends";

/**
 * Values of another realm, such as a worker, a sandbox or Node itself within Jest: their classes
 * differ from the classes of this realm.
 */
const foreign = (code: string): never => vm.runInNewContext(code) as never;

let database: TestDatabase;
let stores: UnifiedStoreManager;
beforeAll(async () => {
  database = await backend("SQLite in memory").create();
  stores = await database.open({ clock: foreign("() => new Date(1000)") });
});
afterAll(() => database.drop());

test("values of another realm are accepted, and returned as values of this realm", async () => {
  const { memory } = stores.scope(foreign('({ tenant: "t" })'));
  const given = foreign(`({
    type: "fact",
    content: { list: [1, { a: null }] },
    embedding: new Float32Array([1, 0.5]),
    createdAt: new Date(5),
  })`);
  const item = await memory.add(given, foreign("({ timeoutMs: 5000 })"));
  expect(item).toStrictEqual({
    ...{
      id: item.id,
      type: "fact",
      content: { list: [1, { a: null }] },
      policyName: "default",
      decayScore: 1,
    },
    ...{ pinned: false, archived: false, version: 1 },
    createdAt: new Date(5),
    lastUsedAt: new Date(5),
  });
  expect(await memory.get(item.id)).toStrictEqual(item);
  const [other] = await memory.addMany(foreign('[{ type: "t", content: 1, embedding: [1, 2] }]'));
  expect(other).toMatchObject({ content: 1, createdAt: new Date(1000) });
  expect(await memory.getMany(foreign(`["${item.id}"]`))).toHaveLength(1);
  expect((await memory.list({ createdTo: foreign("new Date(6)") })).items).toEqual([item]);
});

test("Dates made by Node belong to another realm within Jest", async () => {
  const { memory } = stores.scope({ tenant: "dates" });
  const { mtime } = statSync(__filename);
  const cloned = structuredClone(new Date(7));
  const item = await memory.add({ type: "t", content: 1, createdAt: cloned, lastUsedAt: mtime });
  expect([item.createdAt.getTime(), item.lastUsedAt.getTime()]).toEqual([7, Math.floor(mtime.getTime())]);
});

test("promises, errors and signals of another realm are awaited, thrown and observed", async () => {
  const scope = stores.scope({ tenant: "promises" });
  expect(await scope.transaction(() => foreign("Promise.resolve(5)"))).toBe(5);
  expect(await scope.agents.state.modify("k", () => foreign("Promise.resolve({ a: 1 })"))).toMatchObject({
    value: { a: 1 },
  });
  const failed = scope.transaction(() => foreign('Promise.reject(new RangeError("theirs"))'));
  await expect(failed).rejects.toMatchObject({ name: "RangeError", message: "theirs" });

  const theirs = foreign(`({
    aborted: false, reason: undefined, listeners: new Set(),
    addEventListener(type, listener) { this.listeners.add(listener); },
    removeEventListener(type, listener) { this.listeners.delete(listener); },
    throwIfAborted() { if (this.aborted) throw this.reason; },
  })`) as AbortSignal & { listeners: Set<() => void> };
  const waiting = scope.transaction(() => new Promise<never>(() => {}), { signal: theirs });
  while (theirs.listeners.size === 0) await new Promise((resolve) => setImmediate(resolve));
  Object.assign(theirs, { aborted: true, reason: foreign('new Error("stop")') });
  for (const listener of theirs.listeners) listener();
  await expect(waiting).rejects.toMatchObject({ code: "aborted" });
});

test("instances of a class are read by their members, own and inherited", async () => {
  class Note {
    type = "note";
    get content() {
      return { text: "by an accessor" };
    }
  }
  const { memory } = stores.scope({ tenant: "classes" });
  expect((await memory.add(new Note())).content).toEqual({ text: "by an accessor" });
});

test.each<[string, object]>([
  ["tenant", { tenant: Symbol("s") }],
  ["tenant", {}],
  ["scope.tenant", Object.defineProperty({}, "tenant", { enumerable: true, get: fail })],
  ["workspace", { tenant: "t", workspace: null }],
  ["scope.room", { tenant: "t", room: 1 }],
  ["scope", revoked()],
])("a scope is refused by %s", (field, name) => {
  expect(thrownBy(() => stores.scope(name as never))).toMatchObject({ code: "validation", field });
});

test.each<[string, object]>([
  ["options.url", Object.defineProperty({}, "url", { enumerable: true, get: fail })],
  ["options", revoked()],
  ["options", []],
  ["pool", { pool: revoked() }],
  ["pool", { pool: null }],
  ["dataSource", { dataSource: revoked() }],
  ["logger", { url: "sqlite::memory:", logger: revoked() }],
  ["clock", { url: "sqlite::memory:", clock: fail }],
  ["clock", { url: "sqlite::memory:", clock: () => Object.create(Date.prototype) }],
  ["poolSize", { url: "sqlite::memory:", poolSize: 1n }],
])("settings are refused by %s", async (field, settings) => {
  const opening = UnifiedStoreManager.open(settings as never);
  await expect(opening).rejects.toMatchObject({ code: "validation", field });
});

test("a setting is read once", async () => {
  let reads = 0;
  const settings = {
    get url() {
      return ++reads === 1 ? "sqlite::memory:" : "sqlite:./wrong.db";
    },
  };
  await (await UnifiedStoreManager.open(settings)).close();
  expect(reads).toBe(1);
});

test("a clock that fails later is reported by the call that reads it", async () => {
  const times: (() => Date)[] = [() => new Date(1), fail, () => new Date(Number.NaN), revoked as never];
  let at = 0;
  const own = await UnifiedStoreManager.open({ url: "sqlite::memory:", clock: () => times[at]!() });
  for (at = 1; at < times.length; at++) {
    const adding = own.scope({ tenant: "t" }).memory.add({ type: "t", content: 1 });
    await expect(adding).rejects.toMatchObject({
      code: "validation",
      field: "clock",
      operation: "memory.add",
    });
  }
  await own.close();
});

function fail(): never {
  throw new TypeError("of the caller's own");
}

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

function thrownBy(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    return error;
  }
}
