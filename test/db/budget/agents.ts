import type { StoreBudget } from "./budget";

const HOUR = 3_600_000;

export const agents: StoreBudget<void> = {
  async prepare({ agents }) {
    await agents.putMany(["x", "y"].map((name) => ({ name, capabilities: ["a", "b"] })));
    await agents.state.put("k", 1);
    await agents.events.append("topic", [{ type: "t" }, { type: "t" }]);
    await agents.events.commit("topic", "c", 1);
    await agents.leases.acquire("lease", { holder: "h", ttlMs: HOUR });
  },

  operations: {
    "agents.put": (scope) => scope.agents.put({ name: "x", capabilities: ["b", "c"] }),
    "agents.put version": (scope) =>
      scope.agents.put({ name: "x", capabilities: ["b", "c"] }, { ifVersion: 1 }),
    "agents.putMany": (scope) =>
      scope.agents.putMany(
        Array.from({ length: 200 }, (_, i) => ({ name: `n${i}`, capabilities: ["b", "c"] })),
      ),
    "agents.get": (scope) => scope.agents.get("x"),
    "agents.getOrThrow": (scope) => scope.agents.getOrThrow("x"),
    "agents.getMany": (scope) => scope.agents.getMany(["x", "y"]),
    "agents.list": (scope) => scope.agents.list({ status: "idle" }),
    "agents.list capability": (scope) => scope.agents.list({ capability: "a" }),
    "agents.update": (scope) => scope.agents.update("x", { status: "busy" }, { ifVersion: 1 }),
    "agents.update capabilities": (scope) => scope.agents.update("x", { capabilities: ["z"] }),
    "agents.heartbeat": (scope) => scope.agents.heartbeat("x", { status: "busy" }),
    "agents.stale": (scope) => scope.agents.stale({ olderThanMs: 0 }),
    "agents.remove": (scope) => scope.agents.remove("x"),
    "agents.state.get": (scope) => scope.agents.state.get("k"),
    "agents.state.getOrThrow": (scope) => scope.agents.state.getOrThrow("k"),
    "agents.state.getMany": (scope) => scope.agents.state.getMany(["k", "none"]),
    "agents.state.put": (scope) => scope.agents.state.put("k", 2),
    "agents.state.put version": (scope) => scope.agents.state.put("k", 2, { ifVersion: 1 }),
    "agents.state.put fence": (scope) =>
      scope.agents.state.put("k", 2, { fence: { lease: "lease", token: 1 } }),
    "agents.state.put version fence": (scope) =>
      scope.agents.state.put("k", 2, { ifVersion: 1, fence: { lease: "lease", token: 1 } }),
    "agents.state.remove": (scope) => scope.agents.state.remove("k", { fence: { lease: "lease", token: 1 } }),
    "agents.state.list": (scope) => scope.agents.state.list({ prefix: "k" }),
    "agents.events.append": (scope) => scope.agents.events.append("topic", { type: "t" }),
    "agents.events.append several": (scope) =>
      scope.agents.events.append(
        "topic",
        Array.from({ length: 500 }, () => ({ type: "t" })),
      ),
    "agents.events.list": (scope) => scope.agents.events.list({ topic: "topic" }),
    "agents.events.poll": (scope) => scope.agents.events.poll("topic", { consumer: "c" }),
    "agents.events.commit": (scope) => scope.agents.events.commit("topic", "c", 2),
    "agents.events.offsets": (scope) => scope.agents.events.offsets("topic"),
    "agents.events.trim": (scope) => scope.agents.events.trim("topic", { before: 2 }),
    "agents.events.trim time": (scope) => scope.agents.events.trim("topic", { before: new Date() }),
    "agents.events.topics": (scope) => scope.agents.events.topics(),
    "agents.leases.acquire": (scope) => scope.agents.leases.acquire("lease", { holder: "h", ttlMs: HOUR }),
    "agents.leases.renew": (scope) => scope.agents.leases.renew("lease", { token: 1, ttlMs: HOUR }),
    "agents.leases.release": (scope) => scope.agents.leases.release("lease", { token: 1 }),
    "agents.leases.get": (scope) => scope.agents.leases.get("lease"),
  },

  parts: ({ agents }) => ({
    "agents.state": agents.state,
    "agents.events": agents.events,
    "agents.leases": agents.leases,
  }),

  others: [
    // A read, and a write of the version that was read.
    "agents.state.update",
    // Acquires, renews and releases.
    "agents.leases.withLease",
    // Private: what the methods above have in common.
    "agents.upsert",
    "agents.change",
    "agents.at",
    "agents.state.attempt",
    "agents.events.write",
  ],
};
