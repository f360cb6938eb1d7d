import assert from "node:assert/strict";
import { type Cases, everything, refused } from "../suite";
import { HOSTILE, many, namesOf, parallel, whileOpen } from "./samples";

const offsets = (rows: readonly { offset: number }[]): number[] => rows.map(({ offset }) => offset);
const event = (payload: unknown) => ({ type: "t", payload: payload as never });
const C = { topic: "a", consumer: "c" };

/** Consumers of event logs, and the topics themselves. */
export const consumers: Cases = {
  "poll returns events after the consumer's offset, and repeats them until a commit": async ({
    scope: { agents },
  }) => {
    const { events } = agents;
    await events.appendMany("a", many(5, event));
    assert.deepEqual(offsets(await events.poll({ topic: "a", consumer: "c", limit: 2 })), [1, 2]);
    assert.deepEqual(offsets(await events.poll({ topic: "a", consumer: "c", limit: 2 })), [1, 2]);
    assert.equal((await events.commit({ topic: "a", consumer: "c", offset: 2 })).offset, 2);
    assert.deepEqual(offsets(await events.poll({ topic: "a", consumer: "c" })), [3, 4, 5]);
    assert.deepEqual(offsets(await events.poll({ topic: "a", consumer: "d" })), [1, 2, 3, 4, 5]);
    await events.append("b", event(0));
    assert.deepEqual(offsets(await events.poll({ topic: "b", consumer: "c" })), [1]);
    assert.deepEqual(await events.poll({ topic: "none", consumer: "c" }), []);
  },

  "commit never moves back; rewind does": async ({ scope: { agents } }) => {
    const { events } = agents;
    await events.appendMany("a", many(5, event));
    assert.equal((await events.commit({ topic: "a", consumer: "c", offset: 4 })).offset, 4);
    assert.equal((await events.commit({ topic: "a", consumer: "c", offset: 2 })).offset, 4);
    assert.equal((await events.commit({ topic: "a", consumer: "c", offset: 0 })).offset, 4);
    assert.equal((await events.rewind({ topic: "a", consumer: "c", offset: 1 })).offset, 1);
    assert.deepEqual(offsets(await events.poll({ topic: "a", consumer: "c" })), [2, 3, 4, 5]);
    assert.equal((await events.rewind({ topic: "a", consumer: "c", offset: -0 })).offset, 0);
    const all = await parallel(20, (i) => events.commit({ topic: "a", consumer: "c", offset: (i % 5) + 1 }));
    assert.equal(Math.max(...offsets(all)), 5);
    assert.equal((await events.commit({ topic: "a", consumer: "c", offset: 1 })).offset, 5);
  },

  "commit refuses a missing topic and a missing offset": async ({ scope: { agents } }) => {
    const { events } = agents;
    for (const call of [events.commit, events.rewind]) {
      const none = call.call(events, { topic: "none", consumer: "c", offset: 0 });
      assert.equal((await refused(none, "not_found", /no topic/)).field, "topic");
    }
    await events.append("a", event(1));
    const error = await refused(
      events.commit({ topic: "a", consumer: "c", offset: 2 }),
      "validation",
      /last offset is 1/,
    );
    assert.equal(error.field, "offset");
    await refused(events.rewind({ topic: "a", consumer: "c", offset: 2 }), "validation");
    for (const offset of [-1, 1.5, Number.NaN, "1", undefined] as never[])
      assert.equal(
        (await refused(events.commit({ topic: "a", consumer: "c", offset }), "validation")).field,
        "offset",
      );
    assert.deepEqual((await events.consumers.list({ topic: "a" })).items, []);
  },

  "consumers.list returns the offset and the lag of each consumer": async ({ scope: { agents } }) => {
    const { events } = agents;
    await events.appendMany("a", many(10, event));
    await events.append("b", event(1));
    await events.commit({ topic: "b", consumer: "elsewhere", offset: 1 });
    for (const [i, consumer] of HOSTILE.entries())
      await events.commit({ topic: "a", consumer, offset: i % 11 });
    const all = await everything(events.consumers.list({ topic: "a", limit: 4 }));
    assert.deepEqual(
      all.map(({ consumer, offset, lag }) => [consumer, offset, lag]),
      HOSTILE.map((consumer, i) => [consumer, i % 11, 10 - (i % 11)]),
    );
    assert.ok(all.every(({ updatedAt }) => Math.abs(updatedAt.getTime() - Date.now()) < 60_000));
    const { nextCursor } = await events.consumers.list({ topic: "a", limit: 1 });
    await refused(events.consumers.list({ topic: "b", cursor: nextCursor }), "validation");
    assert.deepEqual((await events.consumers.list({ topic: "none" })).items, []);
  },

  "topics are listed by name, with their last offset": async ({ scope: { agents } }) => {
    for (const [i, name] of HOSTILE.entries()) await agents.events.appendMany(name, many((i % 3) + 1, event));
    await agents.events.trim({ topic: "a", offsetTo: Number.MAX_SAFE_INTEGER });
    const all = await everything(agents.events.topics.list({ limit: 5 }));
    assert.deepEqual(namesOf(all), HOSTILE);
    assert.deepEqual(
      all.map(({ lastOffset }) => lastOffset),
      HOSTILE.map((_, i) => (i % 3) + 1),
    );
    assert.ok(all.every(({ createdAt, appendedAt }) => appendedAt >= createdAt));
  },

  "commit and rewind return the consumer as get does, and increase its version": async ({
    scope: { agents },
  }) => {
    const { events } = agents;
    await events.appendMany("a", many(5, event));
    assert.equal(await events.consumers.get(C), null);
    assert.equal((await refused(events.consumers.getOrThrow(C), "not_found")).field, "consumer");
    const first = await events.commit({ ...C, offset: 2 });
    assert.deepEqual(first, { ...C, offset: 2, lag: 3, version: 1, updatedAt: first.updatedAt });
    assert.deepEqual(await events.consumers.get(C), first);
    const back = await events.rewind({ ...C, offset: 0 });
    assert.deepEqual(back, { ...C, offset: 0, lag: 5, version: 2, updatedAt: back.updatedAt });
    assert.deepEqual(await events.consumers.getOrThrow(C), back);
    const ahead = await events.rewind({ ...C, offset: 5 });
    assert.deepEqual([ahead.offset, ahead.lag, ahead.version], [5, 0, 3]);
    await events.append("b", event(1));
    const other = await events.commit({ topic: "b", consumer: "c", offset: 1 });
    const keys = [{ topic: "b", consumer: "c" }, { topic: "a", consumer: "none" }, C, C];
    assert.deepEqual(await events.consumers.getMany(keys), [other, null, ahead, ahead]);
    assert.deepEqual(await events.consumers.getMany([]), []);
    const bad = await refused(events.consumers.getMany([C, { topic: "a", consumer: "" }]), "validation");
    assert.equal(bad.field, "keys[1].consumer");
  },

  "with ifVersion only that version of a consumer is changed, and none is created": async ({
    scope: { agents },
  }) => {
    const { events } = agents;
    await events.appendMany("a", many(5, event));
    for (const change of [events.commit, events.rewind]) {
      const none = change.call(events, { ...C, offset: 1 }, { ifVersion: 1 });
      assert.equal((await refused(none, "not_found")).field, "consumer");
    }
    await events.commit({ ...C, offset: 1 });
    assert.equal((await events.commit({ ...C, offset: 3 }, { ifVersion: 1 })).version, 2);
    await refused(events.commit({ ...C, offset: 4 }, { ifVersion: 1 }), "version_conflict");
    await refused(events.rewind({ ...C, offset: 0 }, { ifVersion: 1 }), "version_conflict");
    assert.equal((await events.rewind({ ...C, offset: 0 }, { ifVersion: 2 })).offset, 0);
    await refused(events.commit({ ...C, offset: 9 }, { ifVersion: 3 }), "validation");
    await refused(events.commit({ ...C, offset: 1 }, { ifVersion: 0 }), "validation");
    const results = await Promise.allSettled(
      many(10, (i) => events.commit({ ...C, offset: i % 5 }, { ifVersion: 3 })),
    );
    assert.equal(results.filter(({ status }) => status === "fulfilled").length, 1);
    assert.equal((await events.consumers.getOrThrow(C)).version, 4);
  },

  "a commit with ifVersion is refused if it waited for another commit": async ({ scope }) => {
    const { events } = scope.agents;
    await events.appendMany("a", many(5, event));
    await events.commit({ ...C, offset: 1 });
    const late = await whileOpen(
      scope,
      (tx) => tx.agents.events.commit({ ...C, offset: 2 }),
      () => events.commit({ ...C, offset: 3 }, { ifVersion: 1 }),
    );
    assert.equal(late.status, "rejected");
    await refused(Promise.reject((late as PromiseRejectedResult).reason), "version_conflict");
    assert.equal((await events.consumers.getOrThrow(C)).offset, 2);
  },

  "a removed consumer starts again at the first event": async ({ scope: { agents } }) => {
    const { events } = agents;
    await events.appendMany("a", many(2, event));
    await events.commit({ ...C, offset: 1 });
    await events.commit({ ...C, offset: 2 });
    await refused(events.consumers.remove(C, { ifVersion: 1 }), "version_conflict");
    assert.equal(await events.consumers.remove(C, { ifVersion: 2 }), true);
    assert.equal(await events.consumers.remove(C, { ifVersion: 2 }), false);
    assert.equal(await events.consumers.remove(C), false);
    assert.deepEqual(offsets(await events.poll(C)), [1, 2]);
    assert.equal((await events.commit({ ...C, offset: 1 })).version, 1);
  },

  "a topic is read by name; removing it removes its events and consumers": async ({ scope, another }) => {
    const { events } = scope.agents;
    await events.appendMany("a", many(3, event));
    await events.append("b", event(1));
    await events.commit({ ...C, offset: 3 });
    const [a, b] = (await events.topics.list()).items;
    assert.deepEqual(await events.topics.get("a"), a);
    assert.deepEqual(await events.topics.getOrThrow("b"), b);
    assert.deepEqual(await events.topics.getMany(["b", "none", "a"]), [b, null, a]);
    assert.equal((await refused(events.topics.getOrThrow("none"), "not_found")).field, "name");
    assert.equal(await another().agents.events.topics.remove("a"), false);
    assert.equal(await events.topics.remove("a"), true);
    assert.equal(await events.topics.remove("a"), false);
    assert.equal(await events.topics.get("a"), null);
    assert.deepEqual((await events.list({ topic: "a" })).items, []);
    assert.equal(await events.consumers.get(C), null);
    assert.equal((await events.append("a", event("new"))).offset, 1);
    assert.deepEqual((await events.list({ topic: "b" })).items.length, 1);
  },

  "a commit and an append wait for the removal of their topic": async ({ scope }) => {
    const { events } = scope.agents;
    for (const commits of [true, false]) {
      await events.appendMany("a", many(3, event));
      const late = await whileOpen<unknown>(
        scope,
        (tx) => tx.agents.events.topics.remove("a"),
        () => (commits ? events.commit({ ...C, offset: 1 }) : events.append("a", event(4))),
      );
      if (commits) {
        assert.equal(late.status, "rejected");
        const error = await refused(Promise.reject((late as PromiseRejectedResult).reason), "not_found");
        assert.equal(error.field, "topic");
      } else assert.equal((late as PromiseFulfilledResult<{ offset: number }>).value.offset, 1);
    }
  },
};
