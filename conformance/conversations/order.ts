import assert from "node:assert/strict";
import { type Cases, everything, refused, thrown } from "../suite";
import { contents, join, many, parallel, positions, said, start } from "./samples";

const upTo = (count: number): number[] => many(count, (i) => i + 1);

/** Positions with concurrent appends. */
export const order: Cases = {
  "50 parallel appends take 50 positions, without a gap and none twice": async ({ scope, stores }) => {
    const { id } = await start(scope);
    const same = stores.scope({ tenant: scope.tenant });
    const made = await parallel(50, (i) =>
      (i % 2 ? scope : same).conversations.messages.append(id, said(`${i}`)),
    );
    const inOrder = made.toSorted((a, b) => a.position - b.position);
    assert.deepEqual(positions(inOrder), upTo(50));
    assert.deepEqual(
      await everything(scope.conversations.messages.list({ sessionId: id, order: "oldest", limit: 7 })),
      inOrder,
    );
    assert.equal((await scope.conversations.sessions.getOrThrow(id)).messageCount, 50);
  },

  "messages of parallel appendMany calls are consecutive, and each caller's messages stay in order": async ({
    scope,
  }) => {
    const { conversations } = scope;
    const { id } = await start(scope);
    const made = await parallel(8, async (who) => {
      const own = [];
      for (let call = 0; call < 4; call++)
        own.push(
          await conversations.messages.appendMany(
            id,
            many(5, (i) => said(`${who} ${call} ${i}`)),
          ),
        );
      return own;
    });
    for (const own of made) {
      const flat = positions(own.flat());
      assert.deepEqual(
        flat,
        flat.toSorted((a, b) => a - b),
      );
      for (const batch of own) {
        const first = batch[0]!.position;
        assert.deepEqual(
          positions(batch),
          many(5, (i) => first + i),
        );
      }
    }
    const inOrder = made.flat(2).toSorted((a, b) => a.position - b.position);
    assert.deepEqual(positions(inOrder), upTo(160));
    assert.deepEqual(
      (await conversations.messages.list({ sessionId: id, order: "oldest", limit: 1000 })).items,
      inOrder,
    );
  },

  "F9 parallel messages of the same participants in several sessions are all counted": async ({ scope }) => {
    const { conversations } = scope;
    const people = await parallel(4, (i) => join(scope, `p${i}`));
    const sessions = await parallel(6, () => start(scope));
    // Each call has another order: locking in the given order would cause deadlocks.
    await parallel(48, (i) =>
      conversations.messages.appendMany(
        sessions[i % 6]!.id,
        many(4, (k) => said("x", { participantId: people[(i + (i % 2 ? k : 4 - k)) % 4]!.id })),
      ),
    );
    for (const { id } of people)
      assert.equal((await conversations.participants.getOrThrow(id)).interactionCount, 48);
    for (const { id } of sessions)
      assert.equal((await conversations.sessions.getOrThrow(id)).messageCount, 32);
  },

  "appends during the end of their session are written before it or refused": async ({ scope }) => {
    const { conversations } = scope;
    const { id } = await start(scope);
    const calls = many(20, (i) => conversations.messages.append(id, said(`${i}`)));
    calls.splice(10, 0, conversations.sessions.end(id) as never);
    const settled = await Promise.allSettled(calls);
    const kept = [];
    for (const each of settled) {
      if (each.status === "rejected") await refused(Promise.reject(each.reason), "conflict");
      else if ("content" in each.value) kept.push(each.value);
    }
    kept.sort((a, b) => a.position - b.position);
    assert.deepEqual(positions(kept), upTo(kept.length));
    assert.deepEqual((await conversations.messages.list({ sessionId: id, order: "oldest" })).items, kept);
    assert.equal((await conversations.sessions.getOrThrow(id)).messageCount, kept.length);
  },

  "a rolled back transaction frees its positions": async ({ scope }) => {
    const { conversations } = scope;
    const ada = await join(scope, "ada");
    const { id } = await start(scope);
    const mine = (text: string) => said(text, { participantId: ada.id });
    const boom = new Error("boom");
    const undone = scope.transaction(async (tx) => {
      await tx.conversations.messages.append(id, mine("unicorn"));
      await tx.conversations.messages.appendMany(id, [mine("unicorn"), mine("unicorn")]);
      assert.equal((await conversations.messages.list({ sessionId: id, order: "oldest" })).items.length, 3);
      await tx.conversations.sessions.end(id);
      await tx.conversations.participants.grantConsent(ada.id);
      throw boom;
    });
    assert.equal(await thrown(undone), boom);
    assert.deepEqual(await conversations.participants.get(ada.id), ada);
    assert.deepEqual((await conversations.messages.search({ text: "unicorn" })).items, []);
    await scope.transaction(async (tx) => {
      const made = await tx.conversations.messages.append(id, mine("first"));
      assert.equal(made.position, 1);
      const failing = tx.transaction(async (inner) => {
        await inner.conversations.messages.append(id, mine("unicorn"));
        throw boom;
      });
      assert.equal(await thrown(failing), boom);
      await tx.conversations.messages.append(id, mine("second"));
    });
    const { items } = await conversations.messages.list({ sessionId: id, order: "oldest" });
    assert.deepEqual(
      [contents(items), positions(items)],
      [
        ["first", "second"],
        [1, 2],
      ],
    );
    assert.equal((await conversations.participants.getOrThrow(ada.id)).interactionCount, 2);
  },
};
