import assert from "node:assert/strict";
import { once } from "node:events";
import type { AgentHeldLease } from "../../../stores/agents/types";
import { type Cases, refused, thrown } from "../suite";
import { BAD_NAMES, HOUR, many, parallel } from "./samples";

const mine = { holder: "me", ttlMs: HOUR };
const theirs = { holder: "they", ttlMs: HOUR };

/** Only one of us does this. What depends on the time that passes is tested with a clock, in test/stores/agents.test.ts. */
export const leases: Cases = {
  "acquire takes a free lease, and nobody else gets it until it is released": async ({ scope }) => {
    const { leases } = scope.agents;
    assert.equal(await leases.get("job"), null);
    const lease = (await leases.acquire("job", mine))!;
    const { acquiredAt } = lease;
    assert.ok(Math.abs(acquiredAt.getTime() - Date.now()) < 60_000);
    const expiresAt = new Date(acquiredAt.getTime() + HOUR);
    const { tenant, workspace } = scope;
    const times = { acquiredAt, expiresAt };
    assert.deepEqual(lease, { tenant, workspace, name: "job", holder: "me", token: 1, ...times });
    assert.deepEqual(await leases.get("job"), lease);
    assert.equal(await leases.acquire("job", theirs), null);
    assert.deepEqual(await leases.get("job"), lease);
    assert.equal(await leases.release("job", { token: 1 }), true);
    assert.equal(await leases.get("job"), null);
    assert.equal(await leases.release("job", { token: 1 }), false);
    assert.equal((await leases.acquire("job", theirs))!.token, 2);
    assert.equal((await leases.acquire("other", mine))!.token, 1);
  },

  "of 50 that acquire at once one gets it": async ({ scope: { agents } }) => {
    for (const token of [1, 2]) {
      const all = await parallel(50, (i) => agents.leases.acquire("job", { holder: `h${i}`, ttlMs: HOUR }));
      const won = all.filter((each) => each !== null);
      assert.equal(won.length, 1);
      assert.equal(won[0]!.token, token);
      assert.deepEqual(await agents.leases.get("job"), won[0]);
      await agents.leases.release("job", { token });
    }
  },

  "its holder gets it again with a new token, and what it had before is lost": async ({
    scope: { agents },
  }) => {
    const { leases } = agents;
    await leases.acquire("job", mine);
    const again = (await leases.acquire("job", { holder: "me", ttlMs: 2 * HOUR }))!;
    assert.equal(again.token, 2);
    assert.equal(await leases.renew("job", { token: 1, ttlMs: HOUR }), null);
    assert.equal(await leases.release("job", { token: 1 }), false);
    assert.deepEqual(await leases.get("job"), again);
    const all = await parallel(10, () => leases.acquire("job", mine));
    assert.deepEqual(
      all.map((each) => each!.token).sort((a, b) => a - b),
      many(10, (i) => i + 3),
    );
  },

  "renew moves the end and keeps the token; a lost lease cannot be renewed": async ({
    scope: { agents },
  }) => {
    const { leases } = agents;
    assert.equal(await leases.renew("job", { token: 1, ttlMs: HOUR }), null);
    const lease = (await leases.acquire("job", mine))!;
    const renewed = (await leases.renew("job", { token: 1, ttlMs: 3 * HOUR }))!;
    assert.ok(renewed.expiresAt.getTime() >= lease.expiresAt.getTime() + 2 * HOUR - 60_000);
    assert.deepEqual(renewed, { ...lease, expiresAt: renewed.expiresAt });
    assert.deepEqual(await leases.get("job"), renewed);
    assert.equal(await leases.renew("job", { token: 2, ttlMs: HOUR }), null);
    await leases.release("job", { token: 1 });
    assert.equal(await leases.renew("job", { token: 1, ttlMs: HOUR }), null);
    assert.equal(await leases.get("job"), null);
  },

  "a lease is not taken or renewed in a transaction, which would give its token out again when it is undone":
    async ({ scope }) => {
      const { leases } = scope.agents;
      const { token } = (await leases.acquire("job", mine))!;
      await scope.transaction(async (tx) => {
        for (const { agents } of [tx, scope]) {
          await refused(agents.leases.acquire("job", mine), "conflict", /transaction/);
          await refused(agents.leases.renew("job", { token, ttlMs: HOUR }), "conflict", /transaction/);
        }
        assert.equal((await tx.agents.leases.get("job"))!.token, token);
      });
      const boom = new Error("boom");
      const undone = scope.transaction(async (tx) => {
        assert.equal(await tx.agents.leases.release("job", { token }), true);
        throw boom;
      });
      assert.equal(await thrown(undone), boom);
      assert.equal((await leases.get("job"))!.token, token, "what was released in it is held as before");
      assert.equal(await scope.transaction((tx) => tx.agents.leases.release("job", { token })), true);
      assert.equal((await leases.acquire("job", theirs))!.token, token + 1);
    },

  "a lease is of no use in another tenant or workspace, whatever its token": async ({ scope, another }) => {
    const lease = (await scope.agents.leases.acquire("job", mine))!;
    for (const other of [another(), another({ tenant: scope.tenant, workspace: "other" })]) {
      const { leases, state } = other.agents;
      const theirs = (await leases.acquire("job", mine))!;
      assert.equal(theirs.token, lease.token);
      const { tenant, workspace, token } = lease;
      for (const fence of [lease, { lease: "job", token, tenant, workspace }]) {
        await refused(state.put("k", 1, { fence }), "conflict", /another tenant or workspace/);
        await refused(
          state.update("k", () => 1, { fence }),
          "conflict",
        );
        await refused(state.remove("k", { fence }), "conflict");
      }
      await refused(leases.release("job", lease), "conflict", /another tenant or workspace/);
      assert.equal(await state.get("k"), null);
      assert.deepEqual(await leases.get("job"), theirs);
      assert.equal((await state.put("k", 1, { fence: theirs })).version, 1);
      assert.equal((await state.put("k", 2, { fence: { lease: "job", token } })).version, 2);
    }
  },

  "release is refused a lease of another name": async ({ scope: { agents } }) => {
    const { leases } = agents;
    const job = (await leases.acquire("job", mine))!;
    const other = (await leases.acquire("other", mine))!;
    assert.equal((await refused(leases.release("other", job), "validation")).field, "held");
    assert.deepEqual(await leases.get("other"), other);
  },

  "withLease does the work under the lease and releases it, whatever becomes of the work": async ({
    scope: { agents },
  }) => {
    const { leases } = agents;
    const result = await leases.withLease("job", mine, async (held) => {
      const { signal, ...lease } = held;
      assert.equal(signal.aborted, false);
      assert.deepEqual(await leases.get("job"), lease);
      assert.equal(await leases.withLease("job", theirs, () => assert.fail("somebody else holds it")), null);
      await agents.state.put("k", 1, { fence: held });
      return "done";
    });
    assert.equal(result, "done");
    assert.equal(await leases.get("job"), null);
    const boom = new Error("boom");
    const failed = leases.withLease("job", mine, () => Promise.reject(boom));
    assert.equal(await thrown(failed), boom);
    assert.equal(await leases.get("job"), null);
    assert.equal(
      await thrown(
        leases.withLease("job", mine, () => {
          throw boom;
        }),
      ),
      boom,
    );
    assert.equal((await leases.acquire("job", theirs))!.token, 4);
  },

  "withLease: of 20 that want it at once those that do the work do it one after the other": async ({
    scope: { agents },
  }) => {
    let atWork = 0;
    let done = 0;
    await parallel(20, (i) =>
      agents.leases.withLease("job", { holder: `h${i}`, ttlMs: HOUR }, async () => {
        assert.equal(++atWork, 1);
        await agents.state.update("k", () => i);
        atWork--;
        done++;
      }),
    );
    assert.ok(done >= 1);
    assert.equal((await agents.leases.acquire("job", mine))!.token, done + 1);
  },

  "withLease renews while the work goes on": async ({ scope: { agents } }) => {
    const { leases } = agents;
    const result = await leases.withLease(
      "job",
      { holder: "me", ttlMs: 900 },
      async ({ expiresAt, token }) => {
        for (;;) {
          const now = await leases.get("job");
          if (now && now.expiresAt > expiresAt) return now.token === token;
          await new Promise((resolve) => setTimeout(resolve, 10));
        }
      },
    );
    assert.equal(result, true);
  },

  "withLease aborts the work's signal when the lease is lost, and says so at the end": async ({
    scope: { agents },
  }) => {
    const { leases } = agents;
    const lost = leases.withLease("job", { holder: "me", ttlMs: 300 }, async ({ signal }) => {
      await leases.acquire("job", mine);
      if (!signal.aborted) await once(signal, "abort");
      return signal.reason;
    });
    await refused(lost, "conflict", /lost/);
    assert.equal((await leases.get("job"))!.token, 2, "the new holder's lease is not released");
    const boom = new Error("boom");
    const thrownInWork = leases.withLease("job", { holder: "me", ttlMs: 300 }, async ({ signal }) => {
      await leases.acquire("job", mine);
      await once(signal, "abort");
      throw boom;
    });
    assert.equal(await thrown(thrownInWork), boom);
    const unnoticed = leases.withLease("job", mine, async () => {
      await leases.acquire("job", mine);
      return "ended before the first renewal";
    });
    await refused(unnoticed, "conflict", /lost/);
  },

  "withLease hands its own signal and timeout on to the work": async ({ scope: { agents } }) => {
    const { leases } = agents;
    const waits = async ({ signal }: AgentHeldLease) => {
      if (!signal.aborted) await once(signal, "abort");
      return (signal.reason as Error).name;
    };
    assert.equal(await leases.withLease("job", mine, waits, { timeoutMs: 20 }), "TimeoutError");
    const stop = new AbortController();
    const work = (held: AgentHeldLease) => {
      stop.abort();
      return waits(held);
    };
    const stopped = leases.withLease("job", mine, work, { signal: stop.signal });
    assert.equal(await stopped, "AbortError");
    assert.equal(await leases.get("job"), null);
    await refused(leases.withLease("job", mine, waits, { signal: AbortSignal.abort() }), "aborted");
  },

  "withLease is refused in a transaction, which would hide the lease": async ({ scope }) => {
    await scope.transaction(async (tx) => {
      for (const { agents } of [tx, scope])
        await refused(
          agents.leases.withLease("job", mine, () => assert.fail("not to be called")),
          "conflict",
          /transaction/,
        );
    });
    const work = () => scope.transaction(async (tx) => (await tx.agents.state.put("k", 1)).version);
    assert.equal(await scope.agents.leases.withLease("job", mine, work), 1);
  },

  "F1 scopes have leases of their own": async ({ scope, another }) => {
    await scope.agents.leases.acquire("job", mine);
    for (const other of [another(), another({ tenant: scope.tenant, workspace: "other" })]) {
      const { leases } = other.agents;
      assert.equal(await leases.get("job"), null);
      assert.equal(await leases.renew("job", { token: 1, ttlMs: 1 }), null);
      assert.equal(await leases.release("job", { token: 1 }), false);
      assert.equal((await leases.acquire("job", theirs))!.token, 1);
    }
    assert.equal((await scope.agents.leases.get("job"))!.holder, "me");
  },

  "bad leases, holders and times are refused, naming the field": async ({ scope: { agents } }) => {
    const { leases } = agents;
    for (const name of BAD_NAMES) {
      const calls = [
        leases.get(name),
        leases.acquire(name, mine),
        leases.renew(name, { token: 1, ttlMs: 1 }),
        leases.release(name, { token: 1 }),
        leases.withLease(name, mine, () => 1),
      ];
      for (const call of calls) assert.equal((await refused(call, "validation")).field, "name");
      assert.equal(
        (await refused(leases.acquire("job", { holder: name, ttlMs: 1 }), "validation")).field,
        "holder",
      );
    }
    for (const ttlMs of [0, -1, 1.5, Number.NaN, 31_536_000_001, undefined] as never[]) {
      assert.equal(
        (await refused(leases.acquire("job", { holder: "h", ttlMs }), "validation")).field,
        "ttlMs",
      );
      assert.equal((await refused(leases.renew("job", { token: 1, ttlMs }), "validation")).field, "ttlMs");
    }
    await refused(leases.renew("job", { token: 0, ttlMs: 1 }), "validation");
    await refused(leases.release("job", 1 as never), "validation");
    await refused(leases.withLease("job", mine, 1 as never), "validation");
    assert.equal(await leases.get("job"), null);
  },
};
