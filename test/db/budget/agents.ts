import type { StoreBudget } from "./budget";

const HOUR = 3_600_000;

export const agents: StoreBudget<void> = {
  async prepare({ agents }) {
    await agents.putMany(["x", "y"].map((name) => ({ name, capabilities: ["a", "b"] })));
    await agents.state.put({ key: "k", value: 1 });
    await agents.events.appendMany("topic", [{ type: "t" }, { type: "t" }]);
    await agents.events.commit({ topic: "topic", consumer: "c", offset: 1 });
    await agents.leases.acquire({ name: "lease", holder: "h", leaseMs: HOUR });
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
    "agents.list lastSeen": (scope) =>
      scope.agents.list({ capability: "a", lastSeenTo: new Date(), order: "lastSeen" }),
    "agents.remove": (scope) => scope.agents.remove("x"),
    "agents.state.get": (scope) => scope.agents.state.get("k"),
    "agents.state.getOrThrow": (scope) => scope.agents.state.getOrThrow("k"),
    "agents.state.getMany": (scope) => scope.agents.state.getMany(["k", "none"]),
    "agents.state.put": (scope) => scope.agents.state.put({ key: "k", value: 2 }),
    "agents.state.put version": (scope) => scope.agents.state.put({ key: "k", value: 2 }, { ifVersion: 1 }),
    "agents.state.put fence": (scope) =>
      scope.agents.state.put({ key: "k", value: 2 }, { fence: { name: "lease", token: 1 } }),
    "agents.state.put version fence": (scope) =>
      scope.agents.state.put({ key: "k", value: 2 }, { ifVersion: 1, fence: { name: "lease", token: 1 } }),
    "agents.state.remove": (scope) => scope.agents.state.remove("k", { fence: { name: "lease", token: 1 } }),
    "agents.state.list": (scope) => scope.agents.state.list({ prefix: "k" }),
    "agents.events.append": (scope) => scope.agents.events.append("topic", { type: "t" }),
    "agents.events.appendMany": (scope) =>
      scope.agents.events.appendMany(
        "topic",
        Array.from({ length: 500 }, () => ({ type: "t" })),
      ),
    "agents.events.list": (scope) => scope.agents.events.list({ topic: "topic" }),
    "agents.events.get": (scope) => scope.agents.events.get({ topic: "topic", offset: 1 }),
    "agents.events.getOrThrow": (scope) => scope.agents.events.getOrThrow({ topic: "topic", offset: 1 }),
    "agents.events.getMany": (scope) =>
      scope.agents.events.getMany([1, 2, 3].map((offset) => ({ topic: "topic", offset }))),
    "agents.events.poll": (scope) => scope.agents.events.poll({ topic: "topic", consumer: "c" }),
    "agents.events.commit": (scope) =>
      scope.agents.events.commit({ topic: "topic", consumer: "c", offset: 2 }),
    "agents.events.consumers.list": (scope) => scope.agents.events.consumers.list({ topic: "topic" }),
    "agents.events.commit version": (scope) =>
      scope.agents.events.commit({ topic: "topic", consumer: "c", offset: 2 }, { ifVersion: 1 }),
    "agents.events.rewind": (scope) =>
      scope.agents.events.rewind({ topic: "topic", consumer: "c", offset: 0 }),
    "agents.events.consumers.get": (scope) =>
      scope.agents.events.consumers.get({ topic: "topic", consumer: "c" }),
    "agents.events.consumers.getOrThrow": (scope) =>
      scope.agents.events.consumers.getOrThrow({ topic: "topic", consumer: "c" }),
    "agents.events.consumers.getMany": (scope) =>
      scope.agents.events.consumers.getMany(["c", "d"].map((consumer) => ({ topic: "topic", consumer }))),
    "agents.events.consumers.remove": (scope) =>
      scope.agents.events.consumers.remove({ topic: "topic", consumer: "c" }, { ifVersion: 1 }),
    "agents.events.topics.get": (scope) => scope.agents.events.topics.get("topic"),
    "agents.events.topics.getOrThrow": (scope) => scope.agents.events.topics.getOrThrow("topic"),
    "agents.events.topics.getMany": (scope) => scope.agents.events.topics.getMany(["topic", "none"]),
    "agents.events.topics.remove": (scope) => scope.agents.events.topics.remove("topic"),
    "agents.events.trim": (scope) => scope.agents.events.trim({ topic: "topic", offsetTo: 2 }),
    "agents.events.trim time": (scope) => scope.agents.events.trim({ topic: "topic", createdTo: new Date() }),
    "agents.events.topics.list": (scope) => scope.agents.events.topics.list(),
    "agents.leases.acquire": (scope) =>
      scope.agents.leases.acquire({ name: "lease", holder: "h", leaseMs: HOUR }),
    "agents.leases.renew": (scope) =>
      scope.agents.leases.renew({ name: "lease", token: 1 }, { leaseMs: HOUR }),
    "agents.leases.release": (scope) => scope.agents.leases.release({ name: "lease", token: 1 }),
    "agents.leases.get": (scope) => scope.agents.leases.get("lease"),
    "agents.leases.getOrThrow": (scope) => scope.agents.leases.getOrThrow("lease"),
    "agents.leases.getMany": (scope) => scope.agents.leases.getMany(["lease", "none"]),
    "agents.leases.list": (scope) => scope.agents.leases.list({ holder: "h" }),
  },

  parts: ({ agents }) => ({
    "agents.state": agents.state,
    "agents.events": agents.events,
    "agents.events.topics": agents.events.topics,
    "agents.events.consumers": agents.events.consumers,
    "agents.leases": agents.leases,
  }),

  others: [
    // A read, and a write of that version.
    "agents.state.modify",
    // Acquires, renews and releases.
    "agents.leases.withLease",
  ],
};
