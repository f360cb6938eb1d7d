import assert from "node:assert/strict";
import { type Cases, everything, refused } from "../suite";
import { a, at } from "./samples";

/** Lists of calls and of choices: filters, pages and cursors. */
export const lists: Cases = {
  "listCalls filters by each member and by all combined": async ({ scope: { analytics } }) => {
    await analytics.calls.addMany(
      Array.from({ length: 12 }, (_, i) =>
        a({
          createdAt: at(i),
          tokensIn: i,
          task: i % 2 ? "odd" : "even",
          model: i < 6 ? "low" : "high",
          provider: i % 3 ? "p" : null,
          profileId: i === 4 ? "four" : null,
          success: [true, false, null][i % 3]!,
        }),
      ),
    );
    const found = async (query: object): Promise<unknown[]> =>
      (await everything(analytics.calls.list({ ...query, order: "oldest", limit: 2 }))).map(
        ({ tokensIn }) => tokensIn,
      );
    assert.deepEqual(await found({ task: "odd" }), [1, 3, 5, 7, 9, 11]);
    assert.deepEqual(await found({ model: "high" }), [6, 7, 8, 9, 10, 11]);
    assert.deepEqual(await found({ provider: "p" }), [1, 2, 4, 5, 7, 8, 10, 11]);
    assert.deepEqual(await found({ profileId: "four" }), [4]);
    assert.deepEqual(await found({ success: true }), [0, 3, 6, 9]);
    assert.deepEqual(await found({ success: false }), [1, 4, 7, 10]);
    assert.deepEqual(await found({ createdFrom: at(3), createdTo: at(6) }), [3, 4, 5]);
    assert.deepEqual(await found({ createdFrom: at(6), createdTo: at(6) }), []);
    assert.deepEqual(await found({ task: "odd", model: "high", success: false, createdFrom: at(8) }), []);
    assert.deepEqual(await found({ task: "even", model: "high", success: false, createdFrom: at(8) }), [10]);
    const newest = (await analytics.calls.list({ limit: 3 })).items.map(({ tokensIn }) => tokensIn);
    assert.deepEqual(newest, [11, 10, 9]);
  },

  "bandits.list filters by task, arm and time": async ({ scope: { analytics } }) => {
    const made = await analytics.bandits.addMany(
      Array.from({ length: 9 }, (_, i) => ({
        task: i < 6 ? "t" : "u",
        arm: `arm-${i % 3}`,
        reward: i,
        createdAt: at(i),
        context: { i },
      })),
    );
    const found = async (query: object): Promise<unknown[]> =>
      (await everything(analytics.bandits.list({ ...query, limit: 2 }))).map(({ reward }) => reward);
    assert.deepEqual(await everything(analytics.bandits.list({ order: "oldest" })), made);
    assert.deepEqual(await found({ task: "u" }), [8, 7, 6]);
    assert.deepEqual(await found({ arm: "arm-1" }), [7, 4, 1]);
    assert.deepEqual(await found({ task: "t", arm: "arm-1", order: "oldest" }), [1, 4]);
    assert.deepEqual(await found({ task: "t", createdFrom: at(2), createdTo: at(4) }), [3, 2]);
  },

  "F14 an unknown or ill-typed filter is refused": async ({ scope: { analytics } }) => {
    const wrong: [PromiseLike<unknown>, RegExp][] = [
      [analytics.calls.list({ user: "x" } as never), /user is not known here: use createdFrom/],
      [analytics.calls.list({ success: "true" } as never), /success must be true or false/],
      [analytics.calls.list({ createdFrom: 7 } as never), /createdFrom must be a valid Date/],
      [analytics.calls.list({ order: "up" } as never), /order must be one of newest, oldest/],
      [analytics.calls.list({ task: "" }), /task must be/],
      [
        analytics.calls.list({ createdFrom: at(6), createdTo: at(3) }),
        /createdTo must not be before createdFrom/,
      ],
      [analytics.calls.list({ limit: 0 }), /limit must be a whole number from 1 to 1000/],
      [analytics.calls.list(null as never), /must be an object/],
      [analytics.bandits.list({ model: "m" } as never), /model is not known here/],
      [analytics.metrics.list({ labels: {} } as never), /labels is not known here/],
      [analytics.variants.list({ templateHash: "h" } as never), /templateHash is not known here/],
      [analytics.feedback.list({ callId: "x" }), /callId must be a UUID/],
      [analytics.calls.list({}, { signal: 5 } as never), /options\.signal must be/],
    ];
    for (const [call, message] of wrong) await refused(call, "validation", message);
  },

  "a cursor is valid only for its own query": async ({ scope, another }) => {
    const { analytics } = scope;
    const [call] = await analytics.calls.addMany([a(), a(), a()]);
    const { nextCursor: cursor } = await analytics.calls.list({ limit: 1 });
    assert.ok(cursor);
    const wrong = [
      analytics.calls.list({ cursor, task: "t" }),
      analytics.calls.list({ cursor, order: "oldest" }),
      analytics.metrics.list({ cursor }),
      analytics.feedback.list({ cursor }),
      another().analytics.calls.list({ cursor }),
    ];
    for (const each of wrong) await refused(each, "validation", /belongs to another query/);
    assert.equal((await analytics.calls.list({ cursor, limit: 5 })).items.length, 2);
    await analytics.feedback.addMany([{ callId: call!.id }, { callId: call!.id }]);
    const first = await analytics.feedback.list({ callId: call!.id, limit: 1 });
    const other = (await analytics.calls.list({ limit: 1 })).items[0]!;
    const elsewhere = analytics.feedback.list({ callId: other.id, cursor: first.nextCursor });
    await refused(elsewhere, "validation", /belongs to another query/);
  },

  "F19 pages neither shift nor repeat while others record": async ({ scope: { analytics } }) => {
    await analytics.calls.addMany(Array.from({ length: 10 }, (_, i) => a({ tokensIn: i, createdAt: at(i) })));
    const seen: unknown[] = [];
    let cursor: string | null = null;
    do {
      const page: { items: { tokensIn: number | null }[]; nextCursor: string | null } =
        await analytics.calls.list({ limit: 3, cursor });
      seen.push(...page.items.map(({ tokensIn }) => tokensIn));
      cursor = page.nextCursor;
      await analytics.calls.add(a({ createdAt: at(1000) }));
    } while (cursor !== null);
    assert.deepEqual(seen, [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
  },
};
