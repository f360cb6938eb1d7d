import assert from "node:assert/strict";
import type { Scope } from "../../src/scope";
import type { AgentLease } from "../../src/stores/agents/types";
import { type Cases, everything, refused, thrown } from "../suite";
import { at, BAD_NAMES, HOSTILE, many, parallel, whileOpen } from "./samples";

/** State: values by key. */
export const state: Cases = {
  "get returns a value as put returned it": async ({ scope: { agents } }) => {
    const value = { step: 1, text: "\0 \ud800 \uffff", list: [null, true, 1e21], ["__proto__"]: {} };
    const first = await agents.state.put({ key: "k", value });
    const { createdAt } = first;
    assert.ok(createdAt && Math.abs(createdAt.getTime() - Date.now()) < 60_000);
    assert.deepEqual(first, { key: "k", value, version: 1, createdAt, updatedAt: createdAt });
    assert.deepEqual(await agents.state.get("k"), first);
    assert.deepEqual(await agents.state.getOrThrow("k"), first);
    for (const next of [null, false, 0, "", [], {}]) {
      const put = await agents.state.put({ key: "k", value: next });
      assert.deepEqual(put, { ...put, value: next, createdAt });
      assert.deepEqual(await agents.state.get("k"), put);
    }
    assert.equal((await agents.state.getOrThrow("k")).version, 7);
    assert.equal(await agents.state.get("none"), null);
    await refused(agents.state.getOrThrow("none"), "not_found");
  },

  "put does not share objects with its caller": async ({ scope: { agents } }) => {
    const value = { list: [1] };
    const put = await agents.state.put({ key: "k", value });
    value.list.push(2);
    assert.deepEqual(put.value, { list: [1] });
  },

  "a new key takes the given times, unknown ones too; an existing key keeps its times": async ({
    scope: { agents },
  }) => {
    const old = await agents.state.put({ key: "old", value: 1, createdAt: at(1), updatedAt: at(2) });
    assert.deepEqual([old.createdAt, old.updatedAt], [at(1), at(2)]);
    const unknown = await agents.state.put({ key: "unknown", value: 1, createdAt: null, updatedAt: null });
    assert.deepEqual([unknown.createdAt, unknown.updatedAt], [null, null]);
    assert.deepEqual(await agents.state.getMany(["old", "unknown"]), [old, unknown]);
    const again = await agents.state.put({ key: "old", value: 2, createdAt: at(3), updatedAt: at(4) });
    assert.deepEqual(again.createdAt, at(1));
    assert.ok(again.updatedAt! > at(4));
    const known = await agents.state.put({ key: "unknown", value: 2 }, { ifVersion: 1 });
    assert.equal(known.createdAt, null);
    assert.ok(known.updatedAt instanceof Date);
    const absent = await agents.state.put(
      { key: "absent", value: 1, createdAt: at(5), updatedAt: null },
      { ifVersion: 0 },
    );
    assert.deepEqual([absent.createdAt, absent.updatedAt], [at(5), null]);
  },

  "put with ifVersion writes only that version; with 0 only a new key": async ({ scope: { agents } }) => {
    await refused(agents.state.put({ key: "k", value: 1 }, { ifVersion: 1 }), "not_found");
    assert.equal(await agents.state.get("k"), null);
    assert.equal((await agents.state.put({ key: "k", value: 1 }, { ifVersion: 0 })).version, 1);
    await refused(agents.state.put({ key: "k", value: 2 }, { ifVersion: 0 }), "version_conflict");
    const second = await agents.state.put({ key: "k", value: 2 }, { ifVersion: 1 });
    assert.equal(second.version, 2);
    await refused(agents.state.put({ key: "k", value: 3 }, { ifVersion: 1 }), "version_conflict");
    await refused(agents.state.put({ key: "k", value: 3 }, { ifVersion: 3 }), "version_conflict");
    assert.deepEqual(await agents.state.get("k"), second);
  },

  "of parallel puts with one ifVersion exactly one succeeds, with 0 too": async ({ scope: { agents } }) => {
    for (const ifVersion of [0, 1]) {
      const results = await Promise.allSettled(
        many(20, (i) => agents.state.put({ key: "k", value: i }, { ifVersion })),
      );
      const won = results.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
      assert.equal(won.length, 1);
      assert.deepEqual(await agents.state.get("k"), won[0]);
      for (const each of results)
        if (each.status === "rejected") await refused(Promise.reject(each.reason), "version_conflict");
    }
  },

  "20 parallel puts of one key are all counted in its version": async ({ scope: { agents } }) => {
    const put = await parallel(20, (i) => agents.state.put({ key: "k", value: i }));
    assert.deepEqual(
      put.map(({ version }) => version).sort((a, b) => a - b),
      many(20, (i) => i + 1),
    );
    const last = put.find(({ version }) => version === 20);
    assert.deepEqual(await agents.state.get("k"), last);
  },

  "getMany reads in the order given, with null for missing keys": async ({ scope: { agents } }) => {
    await parallel(3, (i) => agents.state.put({ key: `k${i}`, value: i }));
    const found = await agents.state.getMany(["k2", "none", "k0", "k2"]);
    assert.deepEqual(
      found.map((each) => each?.value),
      [2, undefined, 0, 2],
    );
    assert.equal(found[1], null);
    assert.deepEqual(await agents.state.getMany([]), []);
    const lots = await agents.state.getMany(many(40_000, (i) => `k${i}`));
    assert.equal(lots.filter((each) => each !== null).length, 3);
  },

  "F1 list sorts keys by code point, and a prefix is literal": async ({ scope: { agents } }) => {
    await Promise.all([...HOSTILE].reverse().map((key) => agents.state.put({ key, value: key })));
    const all = await everything(agents.state.list({ limit: 4 }));
    assert.deepEqual(
      all.map(({ key, value }) => [key, value]),
      HOSTILE.map((key) => [key, key]),
    );
    for (const prefix of [...HOSTILE, "users/", "a\\", "no such", ""]) {
      const found = await everything(agents.state.list({ prefix, limit: 2 }));
      assert.deepEqual(
        found.map(({ key }) => key),
        HOSTILE.filter((key) => key.startsWith(prefix)),
      );
    }
    const { nextCursor } = await agents.state.list({ limit: 1 });
    await refused(agents.state.list({ cursor: nextCursor, prefix: "a" }), "validation");
    await refused(agents.state.list({ prefix: "\ud800" }), "validation");
    await refused(agents.state.list({ limit: 0 }), "validation");
  },

  "remove deletes; with ifVersion only that version": async ({ scope: { agents } }) => {
    await agents.state.put({ key: "k", value: 1 });
    await refused(agents.state.remove("k", { ifVersion: 2 }), "version_conflict");
    await refused(agents.state.remove("k", { ifVersion: 0 }), "validation");
    assert.equal(await agents.state.remove("k", { ifVersion: 1 }), true);
    assert.equal(await agents.state.remove("k", { ifVersion: 1 }), false);
    assert.equal(await agents.state.remove("k"), false);
    assert.equal((await agents.state.put({ key: "k", value: 2 }, { ifVersion: 0 })).version, 1);
  },

  "a fence admits the current holder and refuses all earlier holders": async ({ scope: { agents } }) => {
    const { state, leases } = agents;
    const first = (await leases.acquire({ name: "job", holder: "a", leaseMs: 60_000 }))!;
    const old = { fence: { name: "job", token: first.token } };
    assert.equal((await state.put({ key: "k", value: "first" }, old)).version, 1);
    await leases.release({ name: "job", token: first.token });
    const second = (await leases.acquire({ name: "job", holder: "b", leaseMs: 60_000 }))!;
    const now = { fence: { name: "job", token: second.token } };
    for (const ifVersion of [undefined, 1]) {
      const options = { ...old, ...(ifVersion && { ifVersion }) };
      await refused(state.put({ key: "k", value: "late" }, options), "conflict", /token/);
      await refused(state.remove("k", options), "conflict");
    }
    await refused(state.put({ key: "new", value: "late" }, old), "conflict");
    await refused(state.put({ key: "new", value: "late" }, { ...old, ifVersion: 0 }), "conflict");
    let calls = 0;
    await refused(
      state.modify("k", () => ++calls, old),
      "conflict",
    );
    assert.equal(calls, 1);
    assert.equal((await state.getOrThrow("k")).value, "first");
    assert.equal(await state.get("new"), null);
    assert.equal((await state.put({ key: "k", value: "second" }, { ...now, ifVersion: 1 })).version, 2);
    assert.equal((await state.modify("k", () => "third", now)).version, 3);
    await refused(state.put({ key: "k", value: "x" }, { ...now, ifVersion: 2 }), "version_conflict");
    await refused(state.put({ key: "none", value: "x" }, { ...now, ifVersion: 2 }), "not_found");
    assert.equal((await state.put({ key: "k", value: "without a fence" })).version, 4);
    assert.equal(await state.remove("k", now), true);
    assert.equal(await state.remove("k", now), false);
  },

  "an unknown token is refused, and so is an unknown lease": async ({ scope, another }) => {
    const { state, leases } = scope.agents;
    const { token } = (await leases.acquire({ name: "job", holder: "a", leaseMs: 60_000 }))!;
    await refused(
      state.put({ key: "k", value: 1 }, { fence: { name: "job", token: token + 1 } }),
      "conflict",
    );
    await refused(state.put({ key: "k", value: 1 }, { fence: { name: "none", token } }), "conflict");
    const elsewhere = another({ tenant: scope.tenant, workspace: "other" });
    await refused(
      elsewhere.agents.state.put({ key: "k", value: 1 }, { fence: { name: "job", token } }),
      "conflict",
    );
    assert.equal(await state.get("k"), null);
  },

  "fences of different leases are independent": async ({ scope: { agents } }) => {
    const { state, leases } = agents;
    for (let i = 0; i < 3; i++) await leases.acquire({ name: "many", holder: "a", leaseMs: 60_000 });
    await leases.acquire({ name: "few", holder: "a", leaseMs: 60_000 });
    await state.put({ key: "k", value: 1 }, { fence: { name: "many", token: 3 } });
    const few = (await leases.get("few"))!;
    assert.equal((await state.put({ key: "k", value: 2 }, { fence: few })).version, 2);
    assert.equal(await leases.release(few), true);
  },

  "an earlier holder that waits for a write of a later one is refused, with and without a fence of the later one":
    async ({ scope }) => {
      const { state, leases } = scope.agents;
      const acquire = async () => (await leases.acquire({ name: "job", holder: "a", leaseMs: 60_000 }))!;
      const later: ((tx: Scope, fence: AgentLease) => Promise<unknown>)[] = [
        (tx, fence) => tx.agents.state.put({ key: "k", value: "later" }, { fence }),
        (tx, fence) => tx.agents.state.remove("k", { fence }),
        (tx) => tx.agents.state.put({ key: "k", value: "later" }),
        (tx) => tx.agents.state.remove("k"),
      ];
      for (const doLater of later) {
        const { version } = await state.put({ key: "k", value: "before" });
        const first = await acquire();
        const next = await acquire();
        for (const ifVersion of [undefined, version]) {
          const options = { fence: first, ...(ifVersion && { ifVersion }) };
          const late = await whileOpen(
            scope,
            (tx) => doLater(tx, next),
            () => state.put({ key: "k", value: "earlier" }, options),
          );
          assert.equal(late.status, "rejected");
          await refused(Promise.reject((late as PromiseRejectedResult).reason), "conflict", /token/);
          assert.notEqual((await state.get("k"))?.value, "earlier");
        }
      }
    },

  "F1 each scope has its own keys": async ({ scope, another }) => {
    await scope.agents.state.put({ key: "k", value: "mine" });
    for (const other of [another(), another({ tenant: scope.tenant, workspace: "other" })]) {
      assert.equal(await other.agents.state.get("k"), null);
      assert.deepEqual(await other.agents.state.getMany(["k"]), [null]);
      assert.deepEqual((await other.agents.state.list()).items, []);
      assert.equal(await other.agents.state.remove("k"), false);
      await other.agents.state.put({ key: "k", value: "theirs" }, { ifVersion: 0 });
    }
    assert.equal((await scope.agents.state.getOrThrow("k")).value, "mine");
  },

  "state joins a transaction and is rolled back with it": async ({ scope }) => {
    await scope.agents.state.put({ key: "k", value: 1 });
    const boom = new Error("boom");
    const undone = scope.transaction(async (tx) => {
      await tx.agents.state.put({ key: "k", value: 2 });
      await tx.agents.state.put({ key: "new", value: 1 }, { ifVersion: 0 });
      await refused(tx.agents.state.put({ key: "k", value: 3 }, { ifVersion: 1 }), "version_conflict");
      await tx.agents.state.remove("k");
      throw boom;
    });
    assert.equal(await thrown(undone), boom);
    assert.deepEqual(
      (await scope.agents.state.getMany(["k", "new"])).map((each) => each?.value),
      [1, undefined],
    );
  },

  "invalid keys, values and options of state are refused, naming the field": async ({
    scope: { agents },
  }) => {
    const { state } = agents;
    for (const key of BAD_NAMES) {
      for (const call of [
        state.get(key),
        state.put({ key, value: 1 }),
        state.modify(key, () => 1),
        state.remove(key),
      ])
        assert.equal((await refused(call, "validation")).field, "key");
      assert.equal((await refused(state.getMany([key]), "validation")).field, "keys[0]");
    }
    const value = await refused(state.put({ key: "k", value: { a: [() => 1] } as never }), "validation");
    assert.equal(value.field, "value.a[0]");
    await refused(state.put({ key: "k", value: undefined as never }), "validation");
    const bad = [
      { ifVersion: -1 },
      { ifVersion: 1.5 },
      { fence: { name: "l" } },
      { fence: { name: "l", token: 0 } },
      { fence: { name: "", token: 1 } },
      { createdAt: "now" },
      { ifversion: 1 },
    ];
    for (const options of bad)
      await refused(state.put({ key: "k", value: 1 }, options as never), "validation");
    // A malformed fence is never treated as no fence.
    for (const fence of [null, false, 0, ""] as never[]) {
      await refused(state.put({ key: "k", value: 1 }, { fence }), "validation", /fence/);
      await refused(
        state.modify("k", () => 1, { fence }),
        "validation",
        /fence/,
      );
      await refused(state.remove("k", { fence }), "validation", /fence/);
    }
    for (const options of [{ maxAttempts: 2 }, { ifVersion: 1 }])
      await refused(
        state.modify("k", () => 1, options as never),
        "validation",
      );
    await refused(state.modify("k", 1 as never), "validation");
    assert.equal(await state.get("k"), null);
  },
};
