import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { type Cases, everything, refused, thrown } from "../suite";
import { at, BAD_NAMES, many, namesOf, parallel, whileOpen } from "./samples";

/** Agents by name. */
export const registry: Cases = {
  "get returns an agent as put returned it": async ({ scope: { agents } }) => {
    const id = randomUUID();
    const definition = { model: "m", tools: ["a", null, "\0 \ud800"], deep: { ["__proto__"]: { x: -0 } } };
    const made = await agents.put({
      name: "writer",
      definition,
      capabilities: ["draft", "edit", "draft"],
      config: [1.5],
      status: "busy",
      id: id.toUpperCase(),
      createdAt: at(1),
      lastSeenAt: at(2),
    });
    assert.ok(Math.abs(made.updatedAt.getTime() - Date.now()) < 60_000);
    assert.deepEqual(made, {
      id,
      name: "writer",
      definition: { ...definition, deep: { ["__proto__"]: { x: 0 } } },
      capabilities: ["draft", "edit"],
      config: [1.5],
      status: "busy",
      createdAt: at(1),
      updatedAt: made.updatedAt,
      lastSeenAt: at(2),
      version: 1,
    });
    assert.deepEqual(await agents.get("writer"), made);
    assert.deepEqual(await agents.getOrThrow("writer"), made);
  },

  "put has defaults": async ({ scope: { agents } }) => {
    const made = await agents.put({ name: "plain" });
    assert.match(made.id, /^[0-9a-f]{8}-[0-9a-f]{4}-7/);
    const { definition, capabilities, config, status, version } = made;
    assert.deepEqual(
      { definition, capabilities, config, status, version },
      { definition: {}, capabilities: [], config: {}, status: "idle", version: 1 },
    );
    assert.deepEqual([made.updatedAt, made.lastSeenAt], [made.createdAt, made.createdAt]);
    const early = await agents.put({ name: "early", createdAt: at(1) });
    assert.deepEqual(early.lastSeenAt, at(1));
    const nothing = await agents.put({ name: "nothing", definition: null, config: null });
    assert.deepEqual([nothing.definition, nothing.config], [null, null], "null is a value, not a default");
    assert.deepEqual(await agents.update("nothing", { status: "idle" }), {
      ...nothing,
      updatedAt: (await agents.getOrThrow("nothing")).updatedAt,
      version: 2,
    });
  },

  "F16 a second put replaces all but id, createdAt and lastSeenAt, and increases the version": async ({
    scope: { agents },
  }) => {
    const first = await agents.put({
      name: "a",
      definition: 1,
      capabilities: ["x"],
      config: 2,
      status: "s",
      createdAt: at(1),
    });
    const again = { name: "a", id: randomUUID(), createdAt: at(5), lastSeenAt: at(6), capabilities: ["y"] };
    const second = await agents.put(again);
    assert.deepEqual(second, {
      ...first,
      definition: {},
      capabilities: ["y"],
      config: {},
      status: "idle",
      version: 2,
      updatedAt: second.updatedAt,
    });
    assert.deepEqual(await agents.get("a"), second);
    assert.equal((await everything(agents.list())).length, 1);
  },

  "put refuses an id that belongs to another name, and changes nothing": async ({ scope: { agents } }) => {
    const a = await agents.put({ name: "a", capabilities: ["x"] });
    const taken = await refused(agents.put({ name: "b", id: a.id, capabilities: ["x"] }), "unique_violation");
    assert.equal(taken.field, "id");
    assert.equal(await agents.get("b"), null);
    assert.deepEqual(namesOf((await agents.list({ capability: "x" })).items), ["a"]);
  },

  "put with ifVersion replaces only that version": async ({ scope: { agents } }) => {
    assert.equal((await refused(agents.put({ name: "a" }, { ifVersion: 1 }), "not_found")).field, "name");
    assert.equal(await agents.get("a"), null);
    const first = await agents.put({ name: "a", capabilities: ["x"], createdAt: at(1) });
    const input = { name: "a", definition: 2, capabilities: ["y"], id: randomUUID() };
    const second = await agents.put(input, { ifVersion: 1 });
    const { updatedAt } = second;
    assert.deepEqual(second, { ...first, definition: 2, capabilities: ["y"], version: 2, updatedAt });
    await refused(agents.put({ name: "a", capabilities: ["z"] }, { ifVersion: 1 }), "version_conflict");
    assert.deepEqual(await agents.get("a"), second);
    for (const [capability, found] of [
      ["x", 0],
      ["y", 1],
      ["z", 0],
    ] as const)
      assert.equal((await agents.list({ capability })).items.length, found);
  },

  "20 parallel puts of one new name and id make one agent, and one set of capabilities": async ({
    scope: { agents },
  }) => {
    const id = randomUUID();
    const put = await parallel(20, (i) => agents.put({ name: "new", id, capabilities: [`c${i}`, "all"] }));
    assert.deepEqual(new Set(put.map((each) => each.id)), new Set([id]));
    const stored = await agents.getOrThrow("new");
    assert.equal(stored.version, 20);
    for (let i = 0; i < 20; i++) {
      const { items } = await agents.list({ capability: `c${i}` });
      assert.equal(items.length, stored.capabilities.includes(`c${i}`) ? 1 : 0, `c${i}`);
    }
    assert.equal((await agents.list({ capability: "all" })).items.length, 1);
  },

  "after concurrent puts, only the capabilities of the last one are found": async ({ scope }) => {
    const { agents } = scope;
    for (const before of [[], ["b", "old"]]) {
      await agents.put({ name: "a", capabilities: before });
      const result = await whileOpen(
        scope,
        (tx) => tx.agents.put({ name: "a", capabilities: ["a", "both"] }),
        () => agents.put({ name: "a", capabilities: ["b", "both"] }),
      );
      assert.equal(result.status, "fulfilled");
      assert.deepEqual((await agents.getOrThrow("a")).capabilities, ["b", "both"]);
      for (const [capability, found] of Object.entries({ a: 0, old: 0, b: 1, both: 1 }))
        assert.equal((await agents.list({ capability })).items.length, found, capability);
      await agents.remove("a");
    }
  },

  "putMany writes new and existing names in the given order, and the last input of a name wins": async ({
    scope: { agents },
  }) => {
    const known = await agents.put({ name: "m", capabilities: ["old", "kept"], createdAt: at(1) });
    const put = await agents.putMany([
      { name: "z", capabilities: ["kept"] },
      { name: "m", capabilities: ["lost"] },
      { name: "m", capabilities: ["kept", "new"], status: "busy" },
      { name: "b" },
    ]);
    assert.deepEqual(namesOf(put), ["z", "m", "m", "b"]);
    assert.deepEqual(put[1], put[2]);
    const { updatedAt } = put[2]!;
    assert.deepEqual(put[2], {
      ...known,
      capabilities: ["kept", "new"],
      status: "busy",
      version: 2,
      updatedAt,
    });
    assert.deepEqual(await agents.getMany(["z", "m", "m", "b", "none"]), [...put, null]);
    for (const [capability, names] of Object.entries({ old: [], lost: [], kept: ["m", "z"], new: ["m"] }))
      assert.deepEqual(namesOf((await agents.list({ capability })).items), names);
    assert.deepEqual(await agents.putMany([]), []);
    assert.deepEqual(await agents.getMany([]), []);
  },

  "F3 putMany writes all or none": async ({ scope: { agents } }) => {
    const { id } = await agents.put({ name: "taken" });
    const bad = await refused(agents.putMany([{ name: "a" }, { name: "" }]), "validation");
    assert.equal(bad.field, "agents[1].name");
    await refused(agents.putMany([{ name: "a" }, { name: "b", id }]), "unique_violation");
    const cyclic: { self?: object } = {};
    cyclic.self = cyclic;
    const json = await refused(
      agents.putMany([{ name: "a" }, { name: "b", config: cyclic as never }]),
      "validation",
    );
    assert.equal(json.field, "agents[1].config.self");
    assert.deepEqual(namesOf((await agents.list()).items), ["taken"]);
  },

  "parallel putManys of the same names in different orders all succeed": async ({ scope: { agents } }) => {
    const names = many(10, (i) => `n${i}`);
    await parallel(10, (i) => {
      const order = i % 2 ? names : [...names].reverse();
      return agents.putMany(order.map((name) => ({ name, capabilities: ["x", "y"], status: `s${i}` })));
    });
    const all = (await agents.list({ capability: "x" })).items;
    assert.deepEqual(namesOf(all), names);
    assert.deepEqual(new Set(all.map(({ version }) => version)), new Set([10]));
  },

  "update changes only the given members": async ({ scope: { agents } }) => {
    const first = await agents.put({
      name: "a",
      definition: 1,
      config: 2,
      capabilities: ["x"],
      createdAt: at(1),
    });
    const second = await agents.update("a", { config: null });
    assert.deepEqual(second, { ...first, config: null, version: 2, updatedAt: second.updatedAt });
    assert.equal((await agents.list({ capability: "x" })).items.length, 1, "capabilities stay");
    const third = await agents.update("a", { capabilities: ["y", "y", "z"] }, { ifVersion: 2 });
    assert.deepEqual(third.capabilities, ["y", "z"]);
    assert.equal((await agents.list({ capability: "x" })).items.length, 0);
    assert.deepEqual((await agents.list({ capability: "z" })).items, [third]);
    const fourth = await agents.update("a", { capabilities: [], status: "busy", definition: [] });
    assert.deepEqual(await agents.get("a"), fourth);
    assert.equal((await agents.list({ capability: "y" })).items.length, 0);
  },

  "F7 none of twenty parallel updates of different members is lost": async ({ scope: { agents } }) => {
    await agents.put({ name: "a" });
    await parallel(20, (i) =>
      i % 2 ? agents.update("a", { status: "busy" }) : agents.update("a", { config: { i } }),
    );
    const { status, version } = await agents.getOrThrow("a");
    assert.deepEqual([status, version], ["busy", 21]);
  },

  "update refuses a missing agent, another version and invalid input": async ({ scope: { agents } }) => {
    assert.equal((await refused(agents.update("none", { status: "s" }), "not_found")).field, "name");
    await refused(agents.update("none", { status: "s" }, { ifVersion: 1 }), "not_found");
    const made = await agents.put({ name: "a" });
    await refused(agents.update("a", { status: "s" }, { ifVersion: 2 }), "version_conflict");
    await refused(agents.update("a", {}), "validation");
    await refused(agents.update("a", { name: "b" } as never), "validation");
    await refused(agents.update("a", { status: "" }), "validation");
    const error = await refused(agents.update("a", { config: { x: Number.NaN } }), "validation");
    assert.equal(error.field, "patch.config.x");
    assert.deepEqual(await agents.get("a"), made);
  },

  "remove deletes the agent and its capabilities; state, events and leases stay": async ({
    scope: { agents },
  }) => {
    await agents.put({ name: "a", capabilities: ["x"] });
    await agents.state.put({ key: "a", value: 1 });
    await agents.events.append("a", { type: "t", agentName: "a" });
    await agents.leases.acquire({ name: "a", holder: "a", leaseMs: 60_000 });
    await refused(agents.remove("a", { ifVersion: 2 }), "version_conflict");
    assert.equal(await agents.remove("a", { ifVersion: 1 }), true);
    assert.equal(await agents.remove("a"), false);
    assert.equal(await agents.remove("a", { ifVersion: 1 }), false);
    assert.deepEqual((await agents.list({ capability: "x" })).items, []);
    await agents.put({ name: "a" });
    assert.deepEqual(
      (await agents.list({ capability: "x" })).items,
      [],
      "a new agent of the same name has no old capabilities",
    );
    assert.ok(await agents.state.get("a"));
    assert.equal((await agents.events.list({ topic: "a" })).items.length, 1);
    assert.ok(await agents.leases.get("a"));
  },

  "F1 scopes do not see each other's agents": async ({ scope, another }) => {
    const { agents } = scope;
    const others = [another(), another({ tenant: scope.tenant, workspace: "other" })];
    await agents.put({ name: "a", capabilities: ["x"], status: "s", createdAt: at(1) });
    for (const other of others) {
      assert.equal(await other.agents.get("a"), null);
      assert.deepEqual(await other.agents.getMany(["a"]), [null]);
      assert.deepEqual((await other.agents.list({ capability: "x" })).items, []);
      assert.deepEqual((await other.agents.list()).items, []);
      assert.deepEqual((await other.agents.list({ order: "lastSeen" })).items, []);
      await refused(other.agents.heartbeat("a"), "not_found");
      await refused(other.agents.update("a", { status: "t" }), "not_found");
      assert.equal(await other.agents.remove("a"), false);
      await other.agents.put({ name: "a", capabilities: ["y"] });
    }
    assert.deepEqual((await agents.getOrThrow("a")).capabilities, ["x"]);
    assert.deepEqual((await agents.list({ capability: "y" })).items, []);
  },

  "writes join a transaction and are rolled back with it": async ({ scope }) => {
    const before = await scope.agents.put({ name: "a", capabilities: ["x"] });
    const boom = new Error("boom");
    const undone = scope.transaction(async (tx) => {
      await tx.agents.put({ name: "a", capabilities: ["y"] });
      await tx.agents.putMany([{ name: "b", capabilities: ["x"] }]);
      await tx.agents.heartbeat("a", { status: "busy" });
      assert.deepEqual(namesOf((await tx.agents.list({ capability: "x" })).items), ["b"]);
      throw boom;
    });
    assert.equal(await thrown(undone), boom);
    assert.deepEqual((await scope.agents.list({ capability: "x" })).items, [before]);
    assert.deepEqual((await scope.agents.list({ capability: "y" })).items, []);
  },

  "invalid names and inputs are refused, naming the field": async ({ scope: { agents } }) => {
    for (const name of BAD_NAMES) {
      assert.equal((await refused(agents.put({ name }), "validation")).field, "name");
      for (const call of [
        agents.get(name),
        agents.getOrThrow(name),
        agents.heartbeat(name),
        agents.remove(name),
      ])
        assert.equal((await refused(call, "validation")).field, "name");
      assert.equal((await refused(agents.getMany(["a", name]), "validation")).field, "names[1]");
      const capabilities = [name];
      assert.equal(
        (await refused(agents.put({ name: "a", capabilities }), "validation")).field,
        "capabilities",
      );
    }
    await refused(agents.put({ name: "a", capability: "x" } as never), "validation");
    await refused(agents.put({ name: "a", config: new Date() as never }), "validation");
    await refused(agents.put({ name: "a", id: "1" }), "validation");
    await refused(agents.put({ name: "a" }, { ifVersion: 0 }), "validation");
    assert.equal((await refused(agents.getOrThrow("a"), "not_found")).field, "name");
    assert.deepEqual((await agents.list()).items, []);
  },
};
