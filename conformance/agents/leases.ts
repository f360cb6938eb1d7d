import assert from "node:assert/strict";
import { once } from "node:events";
import type { AgentHeldLease } from "../../src/stores/agents/types";
import { type Cases, everything, refused, thrown } from "../suite";
import { BAD_NAMES, HOUR, many, parallel } from "./samples";

const mine = { name: "job", holder: "me", leaseMs: HOUR };
const theirs = { name: "job", holder: "they", leaseMs: HOUR };

/**
 * Leases with fencing tokens: mutual exclusion between workers. Cases that depend on time use a
 * clock, in test/stores/agents.test.ts.
 */
export const leases: Cases = {
  "acquire takes a free lease; other holders get it only after its release": async ({ scope }) => {
    const { leases } = scope.agents;
    assert.equal(await leases.get("job"), null);
    const lease = (await leases.acquire(mine))!;
    const { acquiredAt } = lease;
    assert.ok(Math.abs(acquiredAt.getTime() - Date.now()) < 60_000);
    const expiresAt = new Date(acquiredAt.getTime() + HOUR);
    const { tenant, workspace } = scope;
    const times = { acquiredAt, expiresAt };
    assert.deepEqual(lease, { tenant, workspace, name: "job", holder: "me", token: 1, ...times });
    assert.deepEqual(await leases.get("job"), lease);
    assert.equal(await leases.acquire(theirs), null);
    assert.deepEqual(await leases.get("job"), lease);
    assert.equal(await leases.release({ name: "job", token: 1 }), true);
    assert.equal(await leases.get("job"), null);
    assert.equal(await leases.release({ name: "job", token: 1 }), false);
    assert.equal((await leases.acquire(theirs))!.token, 2);
    assert.equal((await leases.acquire({ ...mine, name: "other" }))!.token, 1);
  },

  "of 50 parallel acquires one succeeds": async ({ scope: { agents } }) => {
    for (const token of [1, 2]) {
      const all = await parallel(50, (i) =>
        agents.leases.acquire({ name: "job", holder: `h${i}`, leaseMs: HOUR }),
      );
      const won = all.filter((each) => each !== null);
      assert.equal(won.length, 1);
      assert.equal(won[0]!.token, token);
      assert.deepEqual(await agents.leases.get("job"), won[0]);
      await agents.leases.release({ name: "job", token });
    }
  },

  "the holder can acquire it again with a new token, and its earlier token is invalid": async ({
    scope: { agents },
  }) => {
    const { leases } = agents;
    await leases.acquire(mine);
    const again = (await leases.acquire({ name: "job", holder: "me", leaseMs: 2 * HOUR }))!;
    assert.equal(again.token, 2);
    assert.equal(await leases.renew({ name: "job", token: 1 }, { leaseMs: HOUR }), null);
    assert.equal(await leases.release({ name: "job", token: 1 }), false);
    assert.deepEqual(await leases.get("job"), again);
    const all = await parallel(10, () => leases.acquire(mine));
    assert.deepEqual(
      all.map((each) => each!.token).sort((a, b) => a - b),
      many(10, (i) => i + 3),
    );
  },

  "renew moves the end and keeps the token; a lost lease cannot be renewed": async ({
    scope: { agents },
  }) => {
    const { leases } = agents;
    assert.equal(await leases.renew({ name: "job", token: 1 }, { leaseMs: HOUR }), null);
    const lease = (await leases.acquire(mine))!;
    const renewed = (await leases.renew({ name: "job", token: 1 }, { leaseMs: 3 * HOUR }))!;
    assert.ok(renewed.expiresAt.getTime() >= lease.expiresAt.getTime() + 2 * HOUR - 60_000);
    assert.deepEqual(renewed, { ...lease, expiresAt: renewed.expiresAt });
    assert.deepEqual(await leases.get("job"), renewed);
    assert.equal(await leases.renew({ name: "job", token: 2 }, { leaseMs: HOUR }), null);
    await leases.release({ name: "job", token: 1 });
    assert.equal(await leases.renew({ name: "job", token: 1 }, { leaseMs: HOUR }), null);
    assert.equal(await leases.get("job"), null);
  },

  "acquire and renew are refused in a transaction: its rollback would give the token out again": async ({
    scope,
  }) => {
    const { leases } = scope.agents;
    const { token } = (await leases.acquire(mine))!;
    await scope.transaction(async (tx) => {
      for (const { agents } of [tx, scope]) {
        await refused(agents.leases.acquire(mine), "conflict", /transaction/);
        await refused(
          agents.leases.renew({ name: "job", token }, { leaseMs: HOUR }),
          "conflict",
          /transaction/,
        );
      }
      assert.equal((await tx.agents.leases.get("job"))!.token, token);
    });
    const boom = new Error("boom");
    const undone = scope.transaction(async (tx) => {
      assert.equal(await tx.agents.leases.release({ name: "job", token }), true);
      throw boom;
    });
    assert.equal(await thrown(undone), boom);
    assert.equal((await leases.get("job"))!.token, token, "the release was rolled back");
    assert.equal(await scope.transaction((tx) => tx.agents.leases.release({ name: "job", token })), true);
    assert.equal((await leases.acquire(theirs))!.token, token + 1);
  },

  "a lease is refused in another tenant or workspace, with any token": async ({ scope, another }) => {
    const lease = (await scope.agents.leases.acquire(mine))!;
    for (const other of [another(), another({ tenant: scope.tenant, workspace: "other" })]) {
      const { leases, state } = other.agents;
      const theirs = (await leases.acquire(mine))!;
      assert.equal(theirs.token, lease.token);
      const { tenant, workspace, token } = lease;
      for (const fence of [lease, { name: "job", token, tenant, workspace }]) {
        await refused(
          state.put({ key: "k", value: 1 }, { fence }),
          "conflict",
          /another tenant or workspace/,
        );
        await refused(
          state.modify("k", () => 1, { fence }),
          "conflict",
        );
        await refused(state.remove("k", { fence }), "conflict");
      }
      await refused(leases.release(lease), "conflict", /another tenant or workspace/);
      assert.equal(await state.get("k"), null);
      assert.deepEqual(await leases.get("job"), theirs);
      assert.equal((await state.put({ key: "k", value: 1 }, { fence: theirs })).version, 1);
      assert.equal((await state.put({ key: "k", value: 2 }, { fence: { name: "job", token } })).version, 2);
    }
  },

  "a lease object may have other members; a plain key is validated": async ({ scope: { agents } }) => {
    const { leases } = agents;
    const job = (await leases.acquire(mine))!;
    const other = (await leases.acquire({ ...mine, name: "other" }))!;
    const renewed = (await leases.renew(job, { leaseMs: 2 * HOUR }))!;
    assert.deepEqual(renewed, { ...job, expiresAt: renewed.expiresAt });
    assert.ok(renewed.expiresAt > job.expiresAt);
    assert.equal(await leases.release(job), true);
    assert.deepEqual(await leases.get("other"), other);
    const misspelt = { ...mine, token: 1, tenent: "t" } as never;
    assert.equal(
      await leases.release(misspelt),
      false,
      "an object with a holder is a lease, and only its key is read",
    );
    const key = { name: "other", token: 1, tenent: "t" } as never;
    assert.equal((await refused(leases.release(key), "validation")).field, "lease.tenent");
    assert.equal((await refused(leases.renew(key, { leaseMs: 1 }), "validation")).field, "lease.tenent");
    assert.deepEqual(await leases.get("other"), other);
  },

  "reads return held leases only: one, several, or all by name": async ({ scope: { agents } }) => {
    const { leases } = agents;
    const names = ["c", "a", "d", "b"];
    for (const [i, name] of names.entries())
      await leases.acquire({ name, holder: i % 2 ? "they" : "me", leaseMs: HOUR });
    await leases.release({ name: "d", token: 1 });
    const [a, b, c] = await leases.getMany(["a", "b", "c"]);
    assert.deepEqual([a?.holder, b?.holder, c?.holder], ["they", "they", "me"]);
    assert.deepEqual(await leases.getMany(["c", "d", "none", "a", "c"]), [c, null, null, a, c]);
    assert.deepEqual(await leases.getMany([]), []);
    assert.deepEqual(await leases.getOrThrow("c"), c);
    for (const free of ["d", "none"])
      assert.equal((await refused(leases.getOrThrow(free), "not_found")).field, "name");
    for (const limit of [1, 2, 3, 4]) assert.deepEqual(await everything(leases.list({ limit })), [a, b, c]);
    assert.deepEqual(await everything(leases.list({ holder: "they", limit: 1 })), [a, b]);
    assert.deepEqual((await leases.list({ holder: "nobody" })).items, []);
    assert.equal((await refused(leases.getMany(["a", ""]), "validation")).field, "names[1]");
    assert.equal((await refused(leases.list({ holder: "" }), "validation")).field, "holder");
  },

  "withLease runs the work under the lease and always releases it": async ({ scope: { agents } }) => {
    const { leases } = agents;
    const result = await leases.withLease(mine, async (held) => {
      const { signal, ...lease } = held;
      assert.equal(signal.aborted, false);
      assert.deepEqual(await leases.get("job"), lease);
      assert.equal(await leases.withLease(theirs, () => assert.fail("another holder has it")), null);
      await agents.state.put({ key: "k", value: 1 }, { fence: held });
      return "done";
    });
    assert.equal(result, "done");
    assert.equal(await leases.get("job"), null);
    const boom = new Error("boom");
    const failed = leases.withLease(mine, () => Promise.reject(boom));
    assert.equal(await thrown(failed), boom);
    assert.equal(await leases.get("job"), null);
    assert.equal(
      await thrown(
        leases.withLease(mine, () => {
          throw boom;
        }),
      ),
      boom,
    );
    assert.equal((await leases.acquire(theirs))!.token, 4);
  },

  "withLease: of 20 parallel calls only one runs its work at a time": async ({ scope: { agents } }) => {
    let atWork = 0;
    let done = 0;
    await parallel(20, (i) =>
      agents.leases.withLease({ name: "job", holder: `h${i}`, leaseMs: HOUR }, async () => {
        assert.equal(++atWork, 1);
        await agents.state.modify("k", () => i);
        atWork--;
        done++;
      }),
    );
    assert.ok(done >= 1);
    assert.equal((await agents.leases.acquire(mine))!.token, done + 1);
  },

  "withLease renews while the work runs": async ({ scope: { agents } }) => {
    const { leases } = agents;
    const result = await leases.withLease(
      { name: "job", holder: "me", leaseMs: 900 },
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

  "withLease aborts the work's signal if the lease is lost, and reports it at the end": async ({
    scope: { agents },
  }) => {
    const { leases } = agents;
    const lost = leases.withLease({ name: "job", holder: "me", leaseMs: 300 }, async ({ signal }) => {
      await leases.acquire(mine);
      if (!signal.aborted) await once(signal, "abort");
      return signal.reason;
    });
    await refused(lost, "conflict", /lost/);
    assert.equal((await leases.get("job"))!.token, 2, "the new holder's lease is not released");
    const boom = new Error("boom");
    const thrownInWork = leases.withLease({ name: "job", holder: "me", leaseMs: 300 }, async ({ signal }) => {
      await leases.acquire(mine);
      await once(signal, "abort");
      throw boom;
    });
    assert.equal(await thrown(thrownInWork), boom);
    const unnoticed = leases.withLease(mine, async () => {
      await leases.acquire(mine);
      return "ended before the first renewal";
    });
    await refused(unnoticed, "conflict", /lost/);
  },

  "withLease passes its own signal and timeout to the work": async ({ scope: { agents } }) => {
    const { leases } = agents;
    const waits = async ({ signal }: AgentHeldLease) => {
      if (!signal.aborted) await once(signal, "abort");
      return (signal.reason as Error).name;
    };
    assert.equal(await leases.withLease(mine, waits, { timeoutMs: 20 }), "TimeoutError");
    const stop = new AbortController();
    const work = (held: AgentHeldLease) => {
      stop.abort();
      return waits(held);
    };
    const stopped = leases.withLease(mine, work, { signal: stop.signal });
    assert.equal(await stopped, "AbortError");
    assert.equal(await leases.get("job"), null);
    await refused(leases.withLease(mine, waits, { signal: AbortSignal.abort() }), "aborted");
  },

  "withLease is refused in a transaction: other processes would not see the lease": async ({ scope }) => {
    await scope.transaction(async (tx) => {
      for (const { agents } of [tx, scope])
        await refused(
          agents.leases.withLease(mine, () => assert.fail("not to be called")),
          "conflict",
          /transaction/,
        );
    });
    const work = () =>
      scope.transaction(async (tx) => (await tx.agents.state.put({ key: "k", value: 1 })).version);
    assert.equal(await scope.agents.leases.withLease(mine, work), 1);
  },

  "F1 each scope has its own leases": async ({ scope, another }) => {
    await scope.agents.leases.acquire(mine);
    for (const other of [another(), another({ tenant: scope.tenant, workspace: "other" })]) {
      const { leases } = other.agents;
      assert.equal(await leases.get("job"), null);
      assert.deepEqual(await leases.getMany(["job"]), [null]);
      assert.deepEqual((await leases.list()).items, []);
      assert.equal(await leases.renew({ name: "job", token: 1 }, { leaseMs: 1 }), null);
      assert.equal(await leases.release({ name: "job", token: 1 }), false);
      assert.equal((await leases.acquire(theirs))!.token, 1);
    }
    assert.equal((await scope.agents.leases.get("job"))!.holder, "me");
  },

  "invalid leases, holders and times are refused, naming the field": async ({ scope: { agents } }) => {
    const { leases } = agents;
    for (const name of BAD_NAMES) {
      const calls = [
        leases.get(name),
        leases.getOrThrow(name),
        leases.acquire({ ...mine, name }),
        leases.withLease({ ...mine, name }, () => 1),
      ];
      for (const call of calls) assert.equal((await refused(call, "validation")).field, "name");
      for (const call of [
        leases.renew({ name, token: 1 }, { leaseMs: 1 }),
        leases.release({ name, token: 1 }),
      ])
        assert.equal((await refused(call, "validation")).field, "lease.name");
      assert.equal(
        (await refused(leases.acquire({ name: "job", holder: name, leaseMs: 1 }), "validation")).field,
        "holder",
      );
    }
    for (const leaseMs of [0, -1, 1.5, Number.NaN, 31_536_000_001, undefined] as never[]) {
      assert.equal(
        (await refused(leases.acquire({ name: "job", holder: "h", leaseMs }), "validation")).field,
        "leaseMs",
      );
      assert.equal(
        (await refused(leases.renew({ name: "job", token: 1 }, { leaseMs }), "validation")).field,
        "leaseMs",
      );
    }
    await refused(leases.renew({ name: "job", token: 0 }, { leaseMs: 1 }), "validation");
    await refused(leases.release(1 as never), "validation");
    await refused(leases.withLease(mine, 1 as never), "validation");
    assert.equal(await leases.get("job"), null);
  },
};
