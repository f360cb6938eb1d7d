import assert from "node:assert/strict";
import { getEventListeners, once } from "node:events";
import type { Scope } from "../src/scope";
import { everything, refused, suite } from "./suite";

const note = (content: number): { type: string; content: number } => ({ type: "note", content });
const count = async (scope: Scope): Promise<number> => (await everything(scope.memory.list())).length;

/** Fails if the calls block all other work. */
const PATIENCE_MS = 30_000;

/** Awaits one call after another, without a pause, until `done` returns true. */
async function callAfterCall(call: () => PromiseLike<unknown>, done: () => boolean): Promise<void> {
  const since = performance.now();
  while (!done()) {
    await call();
    assert.ok(performance.now() - since < PATIENCE_MS, "other work was blocked");
  }
}

const COUNTED = 40;
const many = <T>(make: (i: number) => Promise<T>): Promise<T>[] =>
  Array.from({ length: COUNTED }, (_, i) => make(i));

export const deadlines = suite("deadlines", {
  "a transaction times out even if its callback awaits many calls": async ({ scope }) => {
    const late = scope.transaction(
      (tx) =>
        callAfterCall(
          () => tx.memory.add(note(1)),
          () => false,
        ),
      { timeoutMs: 100 },
    );
    await refused(late, "timeout");
    const swallowed = scope.transaction(
      async (tx) => {
        await tx.memory.add(note(2));
        await callAfterCall(
          () => tx.memory.list(),
          () => false,
        ).catch(() => undefined);
      },
      { timeoutMs: 50 },
    );
    await refused(swallowed, "timeout");
    assert.equal(await count(scope), 0);
  },

  "a nested transaction times out without its outer transaction": async ({ scope }) => {
    await scope.transaction(async (tx) => {
      const { memory } = tx;
      await memory.add(note(1));
      const late = tx.transaction(
        (inner) =>
          callAfterCall(
            () => inner.memory.add(note(2)),
            () => false,
          ),
        { timeoutMs: 50 },
      );
      await refused(late, "timeout");
      await memory.add(note(3));
    });
    assert.equal(await count(scope), 2);
  },

  "a transaction ends at its signal even if its callback awaits many calls": async ({ scope }) => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 20);
    const stopped = scope.transaction(
      (tx) =>
        callAfterCall(
          () => tx.memory.add(note(1)),
          () => false,
        ),
      { signal: stop.signal },
    );
    await refused(stopped, "aborted");
    assert.equal(await count(scope), 0);
  },

  "consecutive calls let timers run": async ({ scope }) => {
    const { id } = await scope.memory.add(note(0));
    const calls = [
      () => scope.memory.get(id),
      () => scope.memory.touch(id),
      () => scope.transaction(async () => {}),
      () => scope.transaction((tx) => tx.memory.get(id)),
    ];
    for (const call of calls) {
      let turns = 0;
      const timer = setInterval(() => turns++, 1);
      try {
        await callAfterCall(call, () => turns >= 3);
      } finally {
        clearInterval(timer);
      }
    }
  },

  "calls that were not awaited are part of their transaction, even after many other calls": async ({
    scope,
  }) => {
    const ids: string[] = [];
    await scope.transaction(async (tx) => {
      const until = performance.now() + 20;
      while (performance.now() < until) void tx.memory.add(note(1)).then(({ id }) => ids.push(id));
      await tx.memory.add(note(2));
    });
    assert.equal(await count(scope), ids.length + 1);
  },

  "withLease renews while the work awaits many calls": async ({ scope: { agents, memory } }) => {
    const request = { holder: "me", leaseMs: 300 };
    const expired = await agents.leases.withLease(
      { name: "job", ...request },
      async ({ signal, expiresAt }) => {
        const renewed = async () => {
          const now = await agents.leases.get("job");
          if (now && now.expiresAt > expiresAt) seen = true;
        };
        let seen = false;
        await callAfterCall(
          async () => {
            await memory.list();
            await renewed();
          },
          () => seen || signal.aborted,
        );
        return signal.aborted;
      },
    );
    assert.equal(expired, false);
  },

  "withLease reports a lost lease while the work awaits many calls": async ({
    scope: { agents, memory },
  }) => {
    const { leases } = agents;
    const lost = leases.withLease({ name: "job", holder: "me", leaseMs: 150 }, async ({ token, signal }) => {
      await leases.release({ name: "job", token });
      assert.ok(await leases.acquire({ name: "job", holder: "other", leaseMs: 60_000 }));
      await callAfterCall(
        () => memory.list(),
        () => signal.aborted,
      );
    });
    await refused(lost, "conflict", /lost/);
  },

  "any number of concurrent calls share one listener on their signal": async ({ scope }) => {
    const { signal } = new AbortController();
    const options = { signal };
    const { id } = await scope.memory.add(note(0));
    await scope.ingest.jobs.enqueue({ source: "s", externalId: "1", url: "https://example.org/1" });
    let most = 0;
    const look = () => {
      most = Math.max(most, getEventListeners(signal, "abort").length);
    };
    const kinds: Record<string, () => Promise<unknown>[]> = {
      reads: () => many(() => scope.memory.get(id, options)),
      lists: () => many(() => scope.memory.list({}, options).then(() => undefined)),
      writes: () => many((i) => scope.memory.add(note(i), options)),
      transactions: () => many(() => scope.transaction((tx) => tx.memory.get(id), options)),
      nested: () =>
        many(() =>
          scope.transaction((tx) => tx.transaction((inner) => inner.memory.get(id), options), options),
        ),
      "calls of one transaction": () => [
        scope.transaction((tx) => Promise.all(many(() => tx.memory.get(id, options)))),
      ],
      leases: () =>
        many((i) => scope.agents.leases.acquire({ name: `l${i}`, holder: "me", leaseMs: 60_000 }, options)),
      "work under leases": () =>
        many((i) =>
          scope.agents.leases.withLease(
            { name: `w${i}`, holder: "me", leaseMs: 60_000 },
            async () => i,
            options,
          ),
        ),
      updates: () =>
        many(() => scope.agents.state.modify("k", (value) => ((value as number) ?? 0) + 1, options)),
      claims: () => many(() => scope.ingest.jobs.claim({ workerId: "w", leaseMs: 60_000 }, options)),
      prunes: () => many(() => scope.memory.prune({}, options)),
    };
    for (const [kind, calls] of Object.entries(kinds)) {
      const underWay = calls();
      look();
      await Promise.all(underWay.map((call) => call.finally(look)));
      assert.equal(getEventListeners(signal, "abort").length, 0, `${kind} leave no listener`);
      assert.ok(most <= 1, `${kind} had ${most} listeners at once`);
    }
  },

  "an abort ends all waiting calls with that signal": async ({ scope }) => {
    const stop = new AbortController();
    const { signal } = stop;
    const waiting = many((i) =>
      scope.agents.leases.withLease(
        { name: `l${i}`, holder: "me", leaseMs: 60_000 },
        async (held) => {
          if (!held.signal.aborted) await once(held.signal, "abort");
          return held.signal.reason === signal.reason;
        },
        { signal },
      ),
    );
    setTimeout(() => stop.abort(), 20);
    for (const result of await Promise.allSettled(waiting)) {
      if (result.status === "fulfilled") assert.equal(result.value, true);
      else assert.equal((result.reason as { code?: string }).code, "aborted");
    }
  },
});
