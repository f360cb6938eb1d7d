import assert from "node:assert/strict";
import { type Cases, everything, refused } from "../suite";
import { at, HOSTILE, namesOf } from "./samples";

/** Who is there: heartbeats, and lists by status and capability. */
export const presence: Cases = {
  "a heartbeat notes time and status, and leaves the version; an earlier one changes nothing": async ({
    scope: { agents },
  }) => {
    const made = await agents.put({ name: "a", createdAt: at(1) });
    const seen = await agents.heartbeat("a", { at: at(3), status: "busy" });
    assert.deepEqual(seen, { ...made, lastSeenAt: at(3), status: "busy" });
    assert.deepEqual(await agents.heartbeat("a", { at: at(2), status: "old" }), seen);
    assert.deepEqual(await agents.heartbeat("a", { at: at(4) }), { ...seen, lastSeenAt: at(4) });
    assert.equal((await agents.heartbeat("a", { at: at(4), status: "same" })).status, "same");
    const now = await agents.heartbeat("a");
    assert.ok(Math.abs(now.lastSeenAt.getTime() - Date.now()) < 60_000);
    assert.deepEqual(await agents.get("a"), now);
    await refused(agents.heartbeat("none"), "not_found");
    await refused(agents.heartbeat("a", { at: new Date(Number.NaN) }), "validation");
    await refused(agents.heartbeat("a", { status: "" }), "validation");
    await refused(agents.heartbeat("a", { ifVersion: 1 } as never), "validation");
  },

  "stale lists those unseen for longer, the longest first": async ({ scope: { agents } }) => {
    const day = 86_400_000;
    const now = Date.now();
    const ago = (days: number): Date => new Date(now - days * day);
    await agents.putMany([
      { name: "fresh" },
      { name: "never seen", createdAt: ago(9) },
      { name: "seen", createdAt: ago(20) },
      { name: "long ago", createdAt: ago(30) },
      { name: "alive", createdAt: ago(40) },
    ]);
    await agents.heartbeat("seen", { at: ago(5) });
    await agents.heartbeat("long ago", { at: ago(12) });
    await agents.heartbeat("alive");
    const stale = await everything(agents.stale({ olderThanMs: 3 * day, limit: 1 }));
    assert.deepEqual(namesOf(stale), ["long ago", "never seen", "seen"]);
    assert.deepEqual(namesOf((await agents.stale({ olderThanMs: 7 * day })).items), [
      "long ago",
      "never seen",
    ]);
    assert.deepEqual((await agents.stale({ olderThanMs: Number.MAX_SAFE_INTEGER })).items, []);
    await refused(agents.stale({} as never), "validation");
    await refused(agents.stale({ olderThanMs: -1 }), "validation");
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
