import assert from "node:assert/strict";
import type { AgentEvent } from "../../src/stores/agents/types";
import { type Cases, everything, refused, thrown } from "../suite";
import { at, BAD_NAMES, many, namesOf, parallel, whileOpen } from "./samples";

const payloads = (events: readonly AgentEvent[]): unknown[] => events.map(({ payload }) => payload);
const offsets = (events: readonly { offset: number }[]): number[] => events.map(({ offset }) => offset);
const event = (payload: unknown) => ({ type: "t", payload: payload as never });

/** Event logs between agents. */
export const events: Cases = {
  "offsets start at 1, and list returns the appended events": async ({ scope: { agents } }) => {
    const payload = { text: "\0 \ud800", ["__proto__"]: [-0] };
    const said = { type: "said", payload, agentName: "writer", createdAt: at(1) };
    const first = await agents.events.append("a", said);
    const more = await agents.events.appendMany("a", [
      { type: "x" },
      { type: "y", agentName: null, payload: null },
    ]);
    assert.deepEqual(offsets(more), [2, 3]);
    assert.deepEqual(await agents.events.appendMany("a", []), []);
    assert.equal((await agents.events.append("b", { type: "z" })).offset, 1);
    const { items: read } = await agents.events.list({ topic: "a" });
    assert.deepEqual(read, [first, ...more]);
    assert.deepEqual(read[0], {
      topic: "a",
      offset: 1,
      type: "said",
      payload: { text: "\0 \ud800", ["__proto__"]: [0] },
      agentName: "writer",
      createdAt: at(1),
    });
    assert.deepEqual(
      read.map(({ offset, type, payload, agentName }) => [offset, type, payload, agentName]),
      [
        [1, "said", read[0]!.payload, "writer"],
        [2, "x", null, null],
        [3, "y", null, null],
      ],
    );
    assert.ok(Math.abs(read[2]!.createdAt.getTime() - Date.now()) < 60_000);
    assert.deepEqual((await agents.events.list({ topic: "none" })).items, []);
  },

  "offsetFrom is inclusive, offsetTo is exclusive": async ({ scope: { agents } }) => {
    await agents.events.appendMany("a", many(5, event));
    const list = async (range: { offsetFrom?: number; offsetTo?: number }) =>
      offsets((await agents.events.list({ topic: "a", ...range })).items);
    assert.deepEqual(await list({}), [1, 2, 3, 4, 5]);
    assert.deepEqual(await list({ offsetFrom: 0 }), [1, 2, 3, 4, 5]);
    assert.deepEqual(await list({ offsetFrom: 1 }), [1, 2, 3, 4, 5]);
    assert.deepEqual(await list({ offsetFrom: 3 }), [3, 4, 5]);
    assert.deepEqual(await list({ offsetFrom: 5 }), [5]);
    assert.deepEqual(await list({ offsetFrom: 6 }), []);
    assert.deepEqual(await list({ offsetTo: 3 }), [1, 2]);
    assert.deepEqual(await list({ offsetTo: 6 }), [1, 2, 3, 4, 5]);
    assert.deepEqual(await list({ offsetTo: 1 }), []);
    assert.deepEqual(await list({ offsetFrom: 2, offsetTo: 4 }), [2, 3]);
    assert.deepEqual(await list({ offsetFrom: 4, offsetTo: 4 }), []);
    const swapped = await refused(
      agents.events.list({ topic: "a", offsetFrom: 4, offsetTo: 3 }),
      "validation",
    );
    assert.equal(swapped.field, "offsetTo");
  },

  "pages of any length have no gaps, and end after the last event": async ({ scope: { agents } }) => {
    await agents.events.appendMany("a", many(6, event));
    for (const limit of [1, 2, 3, 4, 5, 6, 7]) {
      const all = offsets(await everything(agents.events.list({ topic: "a", limit })));
      assert.deepEqual(all, [1, 2, 3, 4, 5, 6]);
      const some = agents.events.list({ topic: "a", limit, offsetFrom: 2, offsetTo: 6 });
      assert.deepEqual(offsets(await everything(some)), [2, 3, 4, 5]);
    }
    assert.equal((await agents.events.list({ topic: "a", limit: 6 })).nextCursor, null);
    assert.equal((await agents.events.list({ topic: "a", limit: 4, offsetTo: 5 })).nextCursor, null);
    const first = await agents.events.list({ topic: "a", limit: 2 });
    const cursor = first.nextCursor!;
    assert.deepEqual(offsets((await agents.events.list({ topic: "a", limit: 1, cursor })).items), [3]);
    await agents.events.trim({ topic: "a", offsetTo: 5 });
    await agents.events.append("a", event("later"));
    assert.deepEqual(offsets((await agents.events.list({ topic: "a", cursor })).items), [5, 6, 7]);
    for (const other of [{ topic: "b" }, { topic: "a", offsetFrom: 1 }, { topic: "a", offsetTo: 9 }])
      await refused(agents.events.list({ ...other, cursor }), "validation", /another query/);
    for (const number of ["0.5", "-1", "1e300"])
      await refused(
        agents.events.list({ topic: "a", cursor: cursor.replace(/~n.*/, `~n${number}`) }),
        "validation",
        /malformed/,
      );
  },

  "an empty append creates no topic": async ({ scope: { agents } }) => {
    assert.deepEqual(await agents.events.appendMany("a", []), []);
    assert.deepEqual((await agents.events.topics.list()).items, []);
  },

  "F3 appendMany appends all events or none, and loses no offset": async ({ scope: { agents } }) => {
    await agents.events.append("a", event(0));
    const bad = await refused(agents.events.appendMany("a", [event(1), { type: "" }]), "validation");
    assert.equal(bad.field, "events[1].type");
    const json = await refused(
      agents.events.appendMany("a", [event(1), event({ x: Number.NaN })]),
      "validation",
    );
    assert.equal(json.field, "events[1].payload.x");
    assert.equal((await refused(agents.events.append("a", event(1n)), "validation")).field, "payload");
    assert.equal((await agents.events.append("a", event(2))).offset, 2);
    assert.deepEqual(payloads((await agents.events.list({ topic: "a" })).items), [0, 2]);
  },

  "many events keep their order": async ({ scope: { agents } }) => {
    const given = await agents.events.appendMany("a", many(2500, event));
    assert.deepEqual(
      offsets(given),
      many(2500, (i) => i + 1),
    );
    assert.deepEqual(
      payloads(await everything(agents.events.list({ topic: "a", limit: 1000 }))),
      many(2500, (i) => i),
    );
    assert.equal((await agents.events.list({ topic: "a" })).items.length, 50);
  },

  "parallel appends leave no gap and share no offset; events of one call are consecutive": async ({
    scope: { agents },
  }) => {
    const given = await parallel(40, (i) =>
      agents.events.appendMany(
        "a",
        many(i % 4 || 1, (j) => event([i, j])),
      ),
    );
    const read = await everything(agents.events.list({ topic: "a" }));
    assert.deepEqual(
      offsets(read),
      many(given.flat().length, (i) => i + 1),
    );
    for (const [i, mine] of given.entries())
      for (const [j, { offset }] of mine.entries()) assert.deepEqual(read[offset - 1]!.payload, [i, j]);
  },

  "a consumer sees every event exactly once, in order, while two append": async ({ scope, stores }) => {
    const other = stores.scope({ tenant: scope.tenant });
    const appending = Promise.all(
      [scope, other].map(async ({ agents }, who) => {
        for (let i = 0; i < 100; i++) await agents.events.append("a", event([who, i]));
      }),
    );
    const seen: AgentEvent[] = [];
    while (seen.length < 200) {
      const next = await scope.agents.events.poll({ topic: "a", consumer: "c", limit: 7 });
      seen.push(...next);
      if (next.length > 0)
        await scope.agents.events.commit({ topic: "a", consumer: "c", offset: next.at(-1)!.offset });
      // In-memory reads that never pause would block the other tasks.
      else await new Promise((resolve) => setImmediate(resolve));
    }
    await appending;
    assert.deepEqual(
      offsets(seen),
      many(200, (i) => i + 1),
    );
    for (const who of [0, 1])
      assert.deepEqual(
        payloads(seen).filter((payload) => (payload as number[])[0] === who),
        many(100, (i) => [who, i]),
      );
    assert.deepEqual(await scope.agents.events.poll({ topic: "a", consumer: "c" }), []);
  },

  "a reader does not skip events that are not yet committed": async ({ scope }) => {
    const { events } = scope.agents;
    await events.append("a", event("first"));
    const result = await whileOpen(
      scope,
      (tx) => tx.agents.events.append("a", event("in a transaction")),
      () => events.append("a", event("beside")),
    );
    assert.equal(result.status, "fulfilled");
    assert.deepEqual(payloads((await events.list({ topic: "a" })).items), [
      "first",
      "in a transaction",
      "beside",
    ]);
  },

  "offsets of a rolled back transaction are used again": async ({ scope }) => {
    const { events } = scope.agents;
    await events.append("a", event(1));
    const boom = new Error("boom");
    const undone = scope.transaction(async (tx) => {
      assert.deepEqual(offsets(await tx.agents.events.appendMany("a", [event(2), event(3)])), [2, 3]);
      await tx.agents.events.commit({ topic: "a", consumer: "c", offset: 3 });
      throw boom;
    });
    assert.equal(await thrown(undone), boom);
    assert.equal((await events.append("a", event("again"))).offset, 2);
    assert.deepEqual((await events.consumers.list({ topic: "a" })).items, []);
  },

  "trim deletes the events before an offset; new offsets continue": async ({ scope: { agents } }) => {
    const { events } = agents;
    await events.appendMany("a", many(10, event));
    await events.appendMany("b", many(3, event));
    await events.commit({ topic: "a", consumer: "c", offset: 2 });
    assert.deepEqual(await events.trim({ topic: "a", offsetTo: 4 }), { deleted: 3, done: true });
    assert.deepEqual(await events.trim({ topic: "a", offsetTo: 4 }), { deleted: 0, done: true });
    assert.deepEqual(offsets((await events.list({ topic: "a", limit: 2 })).items), [4, 5]);
    assert.deepEqual(offsets(await events.poll({ topic: "a", consumer: "c", limit: 1 })), [4]);
    assert.equal((await events.consumers.list({ topic: "a" })).items[0]!.lag, 8);
    assert.deepEqual(await events.trim({ topic: "a", offsetTo: 9, limit: 2 }), { deleted: 2, done: false });
    assert.deepEqual(await events.trim({ topic: "a", offsetTo: 9, limit: 4 }), { deleted: 3, done: true });
    assert.deepEqual(await events.trim({ topic: "a", offsetTo: Number.MAX_SAFE_INTEGER }), {
      deleted: 2,
      done: true,
    });
    assert.equal((await events.append("a", event("on"))).offset, 11);
    assert.deepEqual(offsets((await events.list({ topic: "a" })).items), [11]);
    assert.equal((await events.list({ topic: "b" })).items.length, 3);
    assert.deepEqual(await events.trim({ topic: "none", offsetTo: 9 }), { deleted: 0, done: true });
  },

  "trim by time leaves no gap: it stops at the first newer event": async ({ scope: { agents } }) => {
    const { events } = agents;
    const days = [1, 2, 9, 3, 10];
    await events.appendMany(
      "a",
      days.map((day) => ({ type: "t", payload: day, createdAt: at(day) })),
    );
    const trim = (day: number, limit?: number) =>
      events.trim({ topic: "a", createdTo: at(day), ...(limit && { limit }) });
    assert.deepEqual(await trim(1), { deleted: 0, done: true });
    assert.deepEqual(await trim(5, 1), { deleted: 1, done: false });
    assert.deepEqual(await trim(5), { deleted: 1, done: true });
    assert.deepEqual(payloads((await events.list({ topic: "a" })).items), [9, 3, 10]);
    assert.deepEqual(await trim(10), { deleted: 2, done: true });
    assert.deepEqual(await trim(11), { deleted: 1, done: true });
    assert.equal((await events.append("a", event(1))).offset, 6);
    for (const createdTo of [1, new Date(Number.NaN), "2025", null] as never[])
      assert.equal((await refused(events.trim({ topic: "a", createdTo }), "validation")).field, "createdTo");
    for (const offsetTo of [-1, 1.5, at(1), undefined] as never[])
      assert.equal((await refused(events.trim({ topic: "a", offsetTo }), "validation")).field, "offsetTo");
  },

  "trim by offset and time deletes the events before both": async ({ scope: { agents } }) => {
    const { events } = agents;
    await events.appendMany(
      "a",
      many(6, (i) => ({ type: "t", createdAt: at(i + 1) })),
    );
    const trim = (offsetTo: number, day: number) => events.trim({ topic: "a", offsetTo, createdTo: at(day) });
    assert.deepEqual(await trim(2, 9), { deleted: 1, done: true });
    assert.deepEqual(await trim(9, 3), { deleted: 1, done: true });
    assert.deepEqual(await trim(3, 3), { deleted: 0, done: true });
    assert.deepEqual(await trim(9, 9), { deleted: 4, done: true });
  },

  "an event is read by topic and offset, several in one call": async ({ scope: { agents }, another }) => {
    const { events } = agents;
    const [one, two, three] = await events.appendMany("a", many(3, event));
    const [other] = await events.appendMany("b", [event("b")]);
    assert.deepEqual(await events.get({ topic: "a", offset: 2 }), two);
    assert.deepEqual(await events.getOrThrow({ topic: "b", offset: 1 }), other);
    const key = (topic: string, offset: number) => ({ topic, offset });
    const found = await events.getMany([key("a", 3), key("b", 1), key("b", 2), key("a", 1), key("a", 3)]);
    assert.deepEqual(found, [three, other, null, one, three]);
    assert.deepEqual(await events.getMany([]), []);
    await events.trim({ topic: "a", offsetTo: 2 });
    assert.equal(await events.get({ topic: "a", offset: 1 }), null);
    for (const missing of [key("a", 1), key("a", 4), key("none", 1)])
      assert.equal((await refused(events.getOrThrow(missing), "not_found")).field, "offset");
    assert.deepEqual(await another().agents.events.getMany([key("a", 2)]), [null]);
    assert.equal((await refused(events.get({ topic: "a", offset: 0 }), "validation")).field, "offset");
    const bad = await refused(events.getMany([key("a", 1), key("", 1)]), "validation");
    assert.equal(bad.field, "keys[1].topic");
  },

  "F1 each scope has its own topics": async ({ scope, another }) => {
    await scope.agents.events.appendMany("a", [event(1), event(2)]);
    await scope.agents.events.commit({ topic: "a", consumer: "c", offset: 2 });
    for (const other of [another(), another({ tenant: scope.tenant, workspace: "other" })]) {
      const { events } = other.agents;
      assert.deepEqual((await events.list({ topic: "a" })).items, []);
      await refused(events.commit({ topic: "a", consumer: "c", offset: 1 }), "not_found");
      assert.deepEqual(await events.trim({ topic: "a", offsetTo: 9 }), { deleted: 0, done: true });
      assert.equal((await events.append("a", event("theirs"))).offset, 1);
      assert.deepEqual(payloads(await events.poll({ topic: "a", consumer: "c" })), ["theirs"]);
      assert.deepEqual((await events.consumers.list({ topic: "a" })).items, []);
      assert.deepEqual(namesOf((await events.topics.list()).items), ["a"]);
    }
    assert.deepEqual(payloads((await scope.agents.events.list({ topic: "a" })).items), [1, 2]);
  },

  "invalid topics, consumers and queries are refused, naming the field": async ({ scope: { agents } }) => {
    const { events } = agents;
    for (const name of BAD_NAMES) {
      const calls = [
        events.append(name, event(1)),
        events.list({ topic: name }),
        events.poll({ topic: name, consumer: "c" }),
        events.commit({ topic: name, consumer: "c", offset: 1 }),
        events.consumers.list({ topic: name }),
        events.trim({ topic: name, offsetTo: 1 }),
      ];
      for (const call of calls) assert.equal((await refused(call, "validation")).field, "topic");
      assert.equal(
        (await refused(events.poll({ topic: "a", consumer: name }), "validation")).field,
        "consumer",
      );
      assert.equal(
        (await refused(events.commit({ topic: "a", consumer: name, offset: 1 }), "validation")).field,
        "consumer",
      );
    }
    await refused(events.append("a", undefined as never), "validation");
    await refused(events.append("a", { type: "t", agentName: "" }), "validation");
    await refused(events.append("a", { kind: "t" } as never), "validation");
    await refused(events.list({ topic: "a", offsetFrom: -1 }), "validation");
    await refused(events.list({ topic: "a", limit: 1001 }), "validation");
    await refused(events.poll({ topic: "a" } as never), "validation");
    assert.deepEqual((await events.topics.list()).items, []);
  },
};
