import { rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { refused } from "../../conformance/suite";
import { type Scope, UnifiedStoreManager } from "../../src";
import { child, ROOT } from "../support/child";
import { temporaryFolder } from "../support/folder";

/**
 * Data that async hooks attach to every promise of the process: on Node 20 and 22 two marks if any
 * hook is on, and one for each enabled AsyncLocalStorage. Each makes every `await` of the process
 * slower. Later versions have no such cost.
 */
const marks = (): number => Object.getOwnPropertySymbols(new Promise(() => {})).length;
/** The test runner may have some hooks on. */
let atRest: number;
beforeAll(async () => {
  atRest = await marksNow();
});
const cost = Number(process.versions.node.split(".")[0]) < 24;

const open = () => UnifiedStoreManager.open({ url: "sqlite::memory:" });
const used = async (stores: UnifiedStoreManager): Promise<Scope> => {
  const scope = stores.scope({ tenant: "t" });
  await scope.transaction(async (tx) => void (await tx.memory.list()));
  await scope.agents.state.modify("k", () => 1);
  return scope;
};

/** Hooks are disabled at the end of the promise in which it was requested. */
const marksNow = async (): Promise<number> => {
  await new Promise((resolve) => setImmediate(resolve));
  return marks();
};

test("managers that ran transactions and updates leave no hook after they are closed", async () => {
  const managers = await Promise.all(Array.from({ length: 5 }, open));
  for (const stores of managers) await used(stores);
  const last = managers.pop()!;
  for (const stores of managers) await stores.close();
  await used(last);
  if (cost) expect(await marksNow()).toBeGreaterThan(atRest);
  await last.close();
  expect(await marksNow()).toBe(atRest);
});

test("several managers share one storage for transactions and one for updates", async () => {
  const managers = await Promise.all(Array.from({ length: 5 }, open));
  await used(managers[0]!);
  const ofOne = await marksNow();
  for (const stores of managers) await used(stores);
  expect(await marksNow()).toBe(ofOne);
  for (const stores of managers) await stores.close();
  expect(await marksNow()).toBe(atRest);
});

test("several copies of the package leave no hook either", async () => {
  const folder = temporaryFolder();
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  const copies = ["one", "other"].map((name) => join(folder, name));
  for (const copy of copies) symlinkSync(join(ROOT, "dist"), copy);
  const script = `
    const marks = () => Object.getOwnPropertySymbols(new Promise(() => {})).length;
    const copies = ${JSON.stringify(copies)}.map((copy) => require(copy + "/src").UnifiedStoreManager);
    if (copies[0] === copies[1]) throw new Error("one copy");
    const managers = await Promise.all(copies.map((Manager) => Manager.open({ url })));
    for (const stores of managers) await stores.scope({ tenant: "t" }).transaction((tx) => tx.memory.list());
    const used = marks();
    for (const stores of managers) await stores.close();
    await new Promise((resolve) => setImmediate(resolve));
    console.log(used, marks());`;
  const { stdout, stderr } = await child(script, "sqlite::memory:", { NODE_PRESERVE_SYMLINKS: "1" });
  rmSync(folder, { recursive: true });
  expect([stderr, stdout.trim()]).toEqual(["", cost ? "4 0" : "0 0"]);
});

test("a callback that continues after its timeout and after close keeps no hook on", async () => {
  const stores = await open();
  const scope = stores.scope({ tenant: "t" });
  let goOn = (): void => {};
  const later = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  let late: Promise<unknown> | undefined;
  let updating: Promise<unknown> | undefined;
  const call = scope.transaction(
    () => {
      late = later.then(() => scope.transaction((tx) => tx.memory.add({ type: "t", content: 1 })));
      return new Promise<void>(() => {});
    },
    { timeoutMs: 20 },
  );
  await refused(call, "timeout");
  let compute = (_value: number): void => {};
  const computing = new Promise<void>((begun) => {
    updating = scope.agents.state.modify("k", () => {
      begun();
      return new Promise<number>((resolve) => {
        compute = resolve;
      });
    });
  });
  await computing;
  await stores.close();
  goOn();
  compute(1);
  await refused(late!, "closed");
  await refused(updating!, "closed");
  expect(await marksNow()).toBe(atRest);
});

test("a task's transactions on several managers are independent", async () => {
  const [one, other] = await Promise.all([open(), open()]);
  const [a, b] = [one.scope({ tenant: "t" }), other.scope({ tenant: "t" })];
  const boom = new Error("boom");
  const both = a.transaction(async () => {
    await b.transaction(async () => {
      await a.memory.add({ type: "t", content: "undone with the outer one" });
      await b.memory.add({ type: "t", content: "kept" });
    });
    expect((await b.memory.list()).items).toHaveLength(1);
    throw boom;
  });
  await expect(both).rejects.toBe(boom);
  expect([(await a.memory.list()).items, (await b.memory.list()).items]).toEqual([
    [],
    [expect.objectContaining({ content: "kept" })],
  ]);
  await Promise.all([one.close(), other.close()]);
});
