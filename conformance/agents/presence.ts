import assert from "node:assert/strict";
import type { AgentListQuery } from "../../src/stores/agents/types";
import { type Cases, everything, refused } from "../suite";
import { at, HOSTILE, namesOf } from "./samples";

/** Presence of agents: heartbeats, and lists by status and capability. */
export const presence: Cases = {
  "a heartbeat stores time and status, and keeps the version; an earlier one changes nothing": async ({
    scope: { agents },
  }) => {
    const made = await agents.put({ name: "a", createdAt: at(1) });
    const seen = await agents.heartbeat("a", { lastSeenAt: at(3), status: "busy" });
    assert.deepEqual(seen, { ...made, lastSeenAt: at(3), status: "busy" });
    assert.deepEqual(await agents.heartbeat("a", { lastSeenAt: at(2), status: "old" }), seen);
    assert.deepEqual(await agents.heartbeat("a", { lastSeenAt: at(4) }), { ...seen, lastSeenAt: at(4) });
    assert.equal((await agents.heartbeat("a", { lastSeenAt: at(4), status: "same" })).status, "same");
    const now = await agents.heartbeat("a");
    assert.ok(Math.abs(now.lastSeenAt.getTime() - Date.now()) < 60_000);
    assert.deepEqual(await agents.get("a"), now);
    assert.equal((await refused(agents.heartbeat("none"), "not_found")).field, "name");
    await refused(agents.heartbeat("a", { lastSeenAt: new Date(Number.NaN) }), "validation");
    await refused(agents.heartbeat("a", { status: "" }), "validation");
    await refused(agents.heartbeat("a", { ifVersion: 1 } as never), "validation");
    await refused(agents.heartbeat("a", {}, { status: "busy" } as never), "validation");
  },

  "list filters by the time last seen, sorted by name or by that time, oldest first": async ({
    scope: { agents },
  }) => {
    const day = 86_400_000;
    const now = Date.now();
    const ago = (days: number): Date => new Date(now - days * day);
    await agents.putMany([
      { name: "fresh" },
      { name: "never seen", createdAt: ago(9), capabilities: ["x"] },
      { name: "seen", createdAt: ago(20), capabilities: ["x"], status: "busy" },
      { name: "long ago", createdAt: ago(30) },
      { name: "alive", createdAt: ago(40), capabilities: ["x"] },
    ]);
    await agents.heartbeat("seen", { lastSeenAt: ago(5) });
    await agents.heartbeat("long ago", { lastSeenAt: ago(12) });
    await agents.heartbeat("alive");
    const seen = async (query: AgentListQuery) =>
      namesOf(await everything(agents.list({ limit: 1, ...query })));
    const order = "lastSeen";
    assert.deepEqual(await seen({ lastSeenTo: ago(3), order }), ["long ago", "never seen", "seen"]);
    assert.deepEqual(await seen({ lastSeenTo: ago(7), order }), ["long ago", "never seen"]);
    assert.deepEqual(await seen({ lastSeenTo: ago(3), order, limit: 2 }), ["long ago", "never seen", "seen"]);
    assert.deepEqual(await seen({ lastSeenTo: ago(100), order }), []);
    assert.deepEqual(await seen({ lastSeenFrom: ago(10), lastSeenTo: ago(3), order }), [
      "never seen",
      "seen",
    ]);
    assert.deepEqual(
      await seen({ lastSeenFrom: ago(12), lastSeenTo: ago(9) }),
      ["long ago"],
      "from is included",
    );
    assert.deepEqual(await seen({ lastSeenTo: ago(3) }), ["long ago", "never seen", "seen"]);
    assert.deepEqual(await seen({ lastSeenFrom: ago(3) }), ["alive", "fresh"]);
    assert.equal((await seen({ order })).length, 5);
    const filtered = { lastSeenTo: ago(3), capability: "x" };
    assert.deepEqual(await seen({ ...filtered, order }), ["never seen", "seen"]);
    assert.deepEqual(await seen({ ...filtered, order, status: "busy" }), ["seen"]);
    assert.deepEqual(await seen({ ...filtered, status: "busy" }), ["seen"]);
    await agents.update("seen", { capabilities: ["y"] });
    assert.deepEqual(await seen({ ...filtered, order }), ["never seen"]);
    const swapped = await refused(agents.list({ lastSeenFrom: ago(1), lastSeenTo: ago(2) }), "validation");
    assert.equal(swapped.field, "lastSeenTo");
    await refused(agents.list({ order: "newest" as never }), "validation");
    const { nextCursor } = await agents.list({ order, limit: 1 });
    await refused(agents.list({ limit: 1, cursor: nextCursor }), "validation");
  },

  "list filters by status and capability, by name in code point order, page by page": async ({
    scope: { agents },
  }) => {
    await agents.putMany(
      [...HOSTILE].reverse().map((name, i) => ({
        name,
        status: i % 2 ? "odd" : "even",
        capabilities: i % 3 ? ["x"] : ["x", "third", "%"],
      })),
    );
    const all = await everything(agents.list({ limit: 4 }));
    assert.deepEqual(namesOf(all), HOSTILE);
    for (const status of ["odd", undefined]) {
      for (const capability of ["third", "x", "%", "thir", "none", undefined]) {
        const query = { ...(status && { status }), ...(capability && { capability }) };
        const expected = all.filter(
          (each) =>
            (status === undefined || each.status === status) &&
            (capability === undefined || each.capabilities.includes(capability)),
        );
        assert.deepEqual(await everything(agents.list({ ...query, limit: 3 })), expected);
      }
    }
    const { nextCursor } = await agents.list({ limit: 1, status: "odd" });
    await refused(agents.list({ limit: 1, status: "even", cursor: nextCursor }), "validation");
    await refused(agents.list({ kind: "x" } as never), "validation");
  },
};
