import assert from "node:assert/strict";
import type { Scope } from "../../src/scope";
import { type Cases, refused, thrown } from "../suite";
import { counted, many, Point, parallel, whileOpen } from "./samples";

const valueAt = async (scope: Scope, key: string): Promise<unknown> =>
  (await scope.agents.state.get(key))?.value;

/** Read-modify-write of a value by a function (optimistic concurrency). */
export const modifications: Cases = {
  "modify passes the current value to the function, or null and version 0 for a missing key": async ({
    scope,
  }) => {
    const { state } = scope.agents;
    const seen: unknown[] = [];
    const add = (value: unknown, version: number): string => {
      seen.push([value, version]);
      return `${value}+`;
    };
    const first = await state.modify("k", add);
    assert.deepEqual(first, { ...first, key: "k", value: "null+", version: 1 });
    const second = await state.modify("k", async (value, version) => add(value, version));
    assert.deepEqual(await state.get("k"), second);
    await state.put({ key: "k", value: null });
    await state.modify("k", add);
    assert.deepEqual(seen, [
      [null, 0],
      ["null+", 1],
      [null, 3],
    ]);
  },

  "none of 50 and 200 parallel modifications is lost, for an existing and a new key": async ({ scope }) => {
    const { state } = scope.agents;
    await state.put({ key: "there", value: 0 });
    for (const [count, key] of [
      [50, "there"],
      [200, "new"],
    ] as const) {
      let calls = 0;
      const all = await parallel(count, () =>
        state.modify(key, async (value) => {
          calls++;
          return counted(value);
        }),
      );
      assert.equal(await valueAt(scope, key), count);
      assert.equal(new Set(all.map(({ version }) => version)).size, count);
      assert.equal(calls, count, "in one process they are serialized");
    }
  },

  "modifications through different objects of one scope are serialized; other scopes and keys do not wait":
    async ({ scope, stores, another }) => {
      const same = stores.scope({ tenant: scope.tenant });
      const hold = new Point();
      const begun = new Point();
      const held = scope.agents.state.modify("k", async (value) => {
        begun.reach();
        await hold.reached;
        return counted(value);
      });
      await begun.reached;
      await another().agents.state.modify("k", counted);
      await another({ tenant: scope.tenant, workspace: "k" }).agents.state.modify("k", counted);
      await scope.agents.state.modify("other", counted);
      let calls = 0;
      const waiting = same.agents.state.modify("k", (value) => {
        calls++;
        return counted(value);
      });
      await same.agents.state.get("k");
      assert.equal(calls, 0);
      hold.reach();
      assert.deepEqual([(await held).value, (await waiting).value, calls], [1, 2, 1]);
    },

  "a concurrent write is not lost: the function is called again with the new value": async ({ scope }) => {
    const { state } = scope.agents;
    await state.put({ key: "k", value: 1 });
    const seen: unknown[] = [];
    const result = await state.modify("k", async (value, version) => {
      seen.push([value, version]);
      if (seen.length === 1) await state.put({ key: "k", value: 10 });
      if (seen.length === 2) {
        await state.remove("k");
        await state.put({ key: "other", value: 1 });
      }
      if (seen.length === 3) await state.put({ key: "k", value: 100 }, { ifVersion: 0 });
      return counted(value);
    });
    assert.deepEqual(seen, [
      [1, 1],
      [10, 2],
      [null, 0],
      [100, 1],
    ]);
    assert.equal(result.value, 101);
  },

  "modify fails after a hundred attempts, without a write": async ({ scope }) => {
    const { state } = scope.agents;
    let calls = 0;
    const never = state.modify("k", async () => {
      calls++;
      await state.put({ key: "k", value: `between ${calls}` });
      return "mine";
    });
    const error = await refused(never, "version_conflict", /100 attempts/);
    assert.equal(error.retryable, true);
    assert.deepEqual([calls, await valueAt(scope, "k")], [100, "between 100"]);
    await state.modify("k", () => "next");
  },

  "an error of the function is thrown unchanged, nothing is written, and the next call gets its turn":
    async ({ scope }) => {
      const { state } = scope.agents;
      await state.put({ key: "k", value: 1 });
      const boom = new Error("boom");
      const calls = many(10, (i) =>
        state.modify("k", (value) => {
          if (i % 2) throw boom;
          return counted(value);
        }),
      );
      const results = await Promise.allSettled(calls);
      for (const [i, result] of results.entries()) {
        if (i % 2) assert.equal((result as PromiseRejectedResult).reason, boom);
        else assert.equal(result.status, "fulfilled");
      }
      assert.equal(await valueAt(scope, "k"), 6);
      const error = await refused(
        state.modify("k", () => ({ x: Number.NaN })),
        "validation",
      );
      assert.equal(error.field, "value.x");
      await refused(state.modify("k", (() => undefined) as never), "validation");
      assert.equal(await valueAt(scope, "k"), 6);
    },

  "a signal or timeout ends a modification that waits for its turn or for its function": async ({
    scope,
  }) => {
    const { state } = scope.agents;
    const hold = new Point();
    const begun = new Point();
    const held = state.modify("k", async (value) => {
      begun.reach();
      await hold.reached;
      return counted(value);
    });
    await begun.reached;
    await refused(state.modify("k", counted, { timeoutMs: 5 }), "timeout");
    const stop = new AbortController();
    const waiting = state.modify("k", counted, { signal: stop.signal });
    stop.abort();
    await refused(waiting, "aborted");
    await refused(state.modify("k", counted, { signal: AbortSignal.abort() }), "aborted");
    hold.reach();
    await held;
    const endless = state.modify("k", () => new Promise<never>(() => {}), { timeoutMs: 5 });
    const error = await refused(endless, "timeout");
    assert.equal(error.mayHaveCommitted, false);
    await state.modify("k", counted);
    assert.equal(await valueAt(scope, "k"), 2);
  },

  "an abort at any moment passes the turn to the next call": async ({ scope }) => {
    const { state } = scope.agents;
    const boom = new Error("boom");
    for (let ticks = 0; ticks < 30; ticks++) {
      const hold = new Point();
      const begun = new Point();
      const held = thrown(
        state.modify("k", async () => {
          begun.reach();
          await hold.reached;
          throw boom;
        }),
      );
      await begun.reached;
      const stop = new AbortController();
      const waiting = refused(state.modify("k", counted, { signal: stop.signal }), "aborted");
      const next = state.modify("k", counted);
      hold.reach();
      for (let i = 0; i < ticks; i++) await null;
      stop.abort();
      assert.equal(await held, boom);
      await waiting;
      await next;
    }
  },

  "the function may modify other keys, in any order": async ({ scope }) => {
    const { state } = scope.agents;
    const both = (one: string, other: string) =>
      state.modify(one, async (value) => {
        await state.modify(other, counted);
        return counted(value);
      });
    const calls = await Promise.allSettled(many(10, (i) => (i % 2 ? both("a", "b") : both("b", "a"))));
    for (const call of calls) assert.equal(call.status, "fulfilled");
    // A repeated call of the function repeats its modification of the other key.
    for (const key of ["a", "b"]) assert.ok(((await valueAt(scope, key)) as number) >= 10);
  },

  "the function cannot modify its own key, at any nesting depth": async ({ scope, another }) => {
    const { state } = scope.agents;
    let calls = 0;
    const own = state.modify("k", async () => {
      calls++;
      await state.modify("other", async () => (await state.modify("k", counted)).value);
      return 1;
    });
    await refused(own, "conflict", /cannot modify that key/);
    assert.equal(calls, 1);
    assert.equal(await state.get("k"), null);
    const inner = () => scope.transaction((tx) => tx.agents.state.modify("k", counted));
    await refused(
      state.modify("k", async () => (await inner()).value),
      "conflict",
      /cannot modify that key/,
    );
    const outer = scope.transaction((tx) =>
      tx.agents.state.modify("k", async () => (await state.modify("k", counted)).value),
    );
    await refused(outer, "conflict", /cannot modify that key/);
    assert.equal(await state.get("k"), null);
    const elsewhere = another();
    await state.modify("k", async () => (await elsewhere.agents.state.modify("k", counted)).value);
    let late: Promise<unknown> | undefined;
    const ended = new Point();
    await state.modify("k", (value) => {
      // Started inside the function, and executed after it has returned.
      late = ended.reached.then(() => state.modify("k", counted));
      return counted(value);
    });
    ended.reach();
    await late;
    assert.equal(await valueAt(scope, "k"), 3);
  },

  "modifications in a transaction see its writes, and are rolled back with it": async ({ scope }) => {
    await scope.agents.state.put({ key: "k", value: 1 });
    await scope.transaction(async (tx) => {
      await tx.agents.state.modify("k", counted);
      await scope.agents.state.modify("k", counted);
      await Promise.all(many(5, () => tx.agents.state.modify("k", counted)));
      await refused(
        tx.agents.state.modify("k", async () => (await tx.agents.state.modify("k", counted)).value),
        "conflict",
      );
    });
    assert.equal(await valueAt(scope, "k"), 8);
    const boom = new Error("boom");
    const undone = scope.transaction(async (tx) => {
      await tx.agents.state.modify("k", counted);
      throw boom;
    });
    assert.equal(await thrown(undone), boom);
    assert.equal(await valueAt(scope, "k"), 8);
  },

  "a transaction can modify a key while the holder of the key's turn waits for that transaction": async ({
    scope,
  }) => {
    const { state } = scope.agents;
    await state.put({ key: "k", value: 0 });
    const hasTurn = new Point();
    const written = new Point();
    const outside = state.modify("k", async (value) => {
      hasTurn.reach();
      await written.reached;
      return counted(value);
    });
    await hasTurn.reached;
    await scope.transaction(async (tx) => {
      await tx.agents.state.modify("k", counted);
      written.reach();
      await tx.agents.state.modify("k", counted);
    });
    await outside;
    assert.equal(await valueAt(scope, "k"), 3);
  },

  "the function may use a transaction": async ({ scope }) => {
    const { state } = scope.agents;
    await parallel(5, () =>
      state.modify("k", (value) =>
        scope.transaction(async (tx) => {
          await tx.agents.state.modify("log", counted);
          return counted(value);
        }),
      ),
    );
    assert.deepEqual([await valueAt(scope, "k"), await valueAt(scope, "log")], [5, 5]);
  },

  "a modification that waited for a transaction builds on its result": async ({ scope }) => {
    await scope.agents.state.put({ key: "k", value: 1 });
    const result = await whileOpen(
      scope,
      (tx) => tx.agents.state.put({ key: "k", value: 10 }),
      () => scope.agents.state.modify("k", counted),
    );
    assert.equal(result.status, "fulfilled");
    assert.equal(await valueAt(scope, "k"), 11);
  },

  "transactions that modify two keys in different orders are all counted or fail with serialization": async ({
    scope,
  }) => {
    const run = (one: string, other: string) =>
      scope.transaction(async (tx) => {
        await tx.agents.state.modify(one, counted);
        await tx.agents.state.modify(other, counted);
      });
    const results = await Promise.allSettled(many(10, (i) => (i % 2 ? run("a", "b") : run("b", "a"))));
    const done = results.filter(({ status }) => status === "fulfilled").length;
    for (const result of results)
      if (result.status === "rejected") await refused(Promise.reject(result.reason), "serialization");
    assert.ok(done > 0);
    assert.deepEqual([await valueAt(scope, "a"), await valueAt(scope, "b")], [done, done]);
  },
};
