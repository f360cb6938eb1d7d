import assert from "node:assert/strict";
import type { RetentionPolicyInput } from "../../src/retention/types";
import { type Cases, days, everything, refused } from "../suite";

const MESSAGES = { store: "conversations", what: "messages" };

/** Policies of a tenant. */
export const policies: Cases = {
  "put, get, list, remove, for the whole tenant": async ({ scope, another }) => {
    const sibling = another({ tenant: scope.tenant, workspace: "other" });
    const { retention } = scope;
    assert.equal(await retention.get(MESSAGES), null);
    const put = await retention.put({ ...MESSAGES, maxAgeMs: days(90), hide: true });
    assert.deepEqual(
      { ...put, createdAt: null, updatedAt: null },
      {
        ...MESSAGES,
        maxAgeMs: days(90),
        maxRows: null,
        hide: true,
        createdAt: null,
        updatedAt: null,
        version: 1,
      },
    );
    assert.deepEqual(await sibling.retention.get(MESSAGES), put);
    assert.deepEqual(await sibling.retention.getOrThrow(MESSAGES), put);
    assert.equal(await another().retention.get(MESSAGES), null);
    const again = await retention.put({ ...MESSAGES, maxRows: 10 });
    assert.deepEqual([again.maxAgeMs, again.maxRows, again.hide, again.version], [null, 10, false, 2]);
    assert.deepEqual(again.createdAt, put.createdAt);
    await retention.put({ store: "analytics", what: "calls", maxAgeMs: 0 });
    await retention.put({ store: "conversations", what: "sessions", maxAgeMs: null });
    const listed = await everything(retention.list({ limit: 1 }));
    assert.deepEqual(
      listed.map(({ store, what }) => `${store}.${what}`),
      ["analytics.calls", "conversations.messages", "conversations.sessions"],
    );
    assert.deepEqual(await retention.getMany([MESSAGES, { store: "agents", what: "events" }]), [again, null]);
    assert.equal(await retention.remove(MESSAGES), true);
    assert.equal(await retention.remove(MESSAGES), false);
    await refused(retention.getOrThrow(MESSAGES), "not_found", /retention policy/);
  },

  "ifVersion detects a race": async ({ scope }) => {
    const { retention } = scope;
    const input = { ...MESSAGES, maxRows: 5 };
    await refused(retention.put(input, { ifVersion: 1 }), "not_found");
    await retention.put(input);
    const second = await retention.put({ ...input, maxRows: 6 }, { ifVersion: 1 });
    assert.deepEqual([second.maxRows, second.version], [6, 2]);
    await refused(retention.put(input, { ifVersion: 1 }), "version_conflict");
    await refused(retention.remove(MESSAGES, { ifVersion: 1 }), "version_conflict");
    assert.equal(await retention.remove(MESSAGES, { ifVersion: 2 }), true);
  },

  "a policy that cannot be heeded is refused": async ({ scope }) => {
    const { retention } = scope;
    const wrong: [object, RegExp][] = [
      [{ store: "plugins", what: "all", maxRows: 1 }, /store has no retention: use memory, .*retrieval/],
      [{ store: "agents", what: "leases", maxRows: 1 }, /what is not known of agents: use events, state/],
      [MESSAGES, /maxAgeMs or maxRows must be given; null keeps everything/],
      [{ ...MESSAGES, maxAgeMs: -1 }, /maxAgeMs must be/],
      [{ ...MESSAGES, maxAgeMs: 1.5 }, /maxAgeMs must be/],
      [{ ...MESSAGES, maxRows: "many" }, /maxRows must be/],
      [{ ...MESSAGES, maxRows: 1, hide: true }, /hide needs maxAgeMs/],
      [{ store: "agents", what: "state", maxRows: 1 }, /maxRows cannot bound agents.state: use maxAgeMs/],
      [
        { store: "analytics", what: "calls", maxAgeMs: 1, hide: true },
        /hide is not known of analytics.calls/,
      ],
      [{ store: "migrations", what: "runs", maxAgeMs: 1 }, /belongs to the database: use stores.retention/],
      [{ ...MESSAGES, maxRows: 1, keep: true }, /keep is not known/],
    ];
    for (const [input, message] of wrong)
      await refused(retention.put(input as RetentionPolicyInput), "validation", message);
    assert.deepEqual(await everything(retention.list()), []);
    await refused(retention.get({ store: "agents" } as never), "validation", /what is missing/);
  },
};
