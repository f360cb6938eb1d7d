import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { type Cases, everything, refused } from "../suite";
import { anEpisode, at, HOSTILE, many } from "./samples";

const texts = (segments: readonly { text: string }[]): string[] => segments.map(({ text }) => text);

/** What is said in episodes. */
export const segments: Cases = {
  "segments: appended in bulk, read back by their offsets": async ({ scope }) => {
    const { segments } = scope.ingest;
    const { id } = await anEpisode(scope);
    const other = await anEpisode(scope, "v2");
    await segments.appendMany(other.id, [{ start: 1, text: "other" }]);
    const given = many(300, (i) => ({ start: ((i * 7) % 300) / 4 - 10, text: `s${(i * 7) % 300}` }));
    const made = await segments.appendMany(id.toUpperCase(), given);
    assert.deepEqual(texts(made), texts(given));
    const sorted = [...made].sort((a, b) => a.start - b.start);
    assert.deepEqual(await everything(segments.list(id, { limit: 7 })), sorted);
    const part = sorted.filter(({ start }) => start >= -0.25 && start < 12.5);
    assert.deepEqual(
      await everything(segments.list(id.toUpperCase(), { from: -0.25, to: 12.5, limit: 7 })),
      part,
    );
    assert.deepEqual(await everything(segments.list(id, { to: -9, limit: 1 })), sorted.slice(0, 4));
    assert.equal((await everything(segments.list(id, { from: 60, limit: 1 }))).length, 20);
    assert.deepEqual(await everything(segments.list(randomUUID())), []);
    assert.deepEqual(await segments.appendMany(id, []), []);
    const { nextCursor: cursor } = await segments.list(id, { limit: 1 });
    await refused(segments.list(other.id, { cursor }), "validation", /another query/);
    await refused(segments.list(id, { cursor, from: 1 }), "validation", /another query/);
    const [mark] = cursor!.split("~");
    const forged = `${mark}~n1~s${encodeURIComponent("no id")}`;
    await refused(segments.list(id, { cursor: forged }), "validation", /cursor is malformed/);
  },

  "segments: of one offset in the order of adding, page by page": async ({ scope }) => {
    const { segments } = scope.ingest;
    const { id } = await anEpisode(scope);
    for (const batch of ["a", "b"])
      await segments.appendMany(
        id,
        many(5, (i) => ({ start: 0.1 + 0.2, text: `${batch}${i}` })),
      );
    const listed = await everything(segments.list(id, { limit: 3 }));
    assert.deepEqual(texts(listed), ["a0", "a1", "a2", "a3", "a4", "b0", "b1", "b2", "b3", "b4"]);
    const seen: string[] = [];
    for await (const { text } of segments.list(id, { limit: 2 })) {
      seen.push(text);
      await segments.appendMany(id, [{ start: 0, text: "before" }]);
    }
    assert.deepEqual(seen, texts(listed));
  },

  "segments: keep any text, offsets to the last digit, and ids": async ({ scope }) => {
    const { segments } = scope.ingest;
    const { id: episodeId } = await anEpisode(scope);
    const given = [
      { id: randomUUID(), start: -1e300, end: 5e-324, text: HOSTILE, speaker: HOSTILE, createdAt: at(1) },
      { id: randomUUID(), start: 0.1 + 0.2, end: null, text: "", speaker: null, createdAt: at(2) },
    ];
    const made = await segments.appendMany(episodeId, given);
    assert.deepEqual(
      made,
      given.map((each) => ({ ...each, episodeId })),
    );
    assert.deepEqual((await segments.list(episodeId)).items, made);
    assert.deepEqual(await segments.get(given[0]!.id.toUpperCase()), made[0]);
    assert.deepEqual(await segments.getOrThrow(given[1]!.id), made[1]);
    assert.equal(await segments.get(randomUUID()), null);
    await refused(segments.getOrThrow(randomUUID()), "not_found");
    const [zero] = await segments.appendMany(episodeId, [{ start: -0, end: -0, text: "z" }]);
    assert.ok(Object.is(zero!.start, 0) && Object.is(zero!.end, 0));
    assert.deepEqual([zero!.speaker], [null]);
    assert.deepEqual(await segments.get(zero!.id), zero);
  },

  "segments: all or none": async ({ scope }) => {
    const { segments } = scope.ingest;
    const { id } = await anEpisode(scope);
    const [taken] = await segments.appendMany(id, [{ start: 0, text: "whale" }]);
    const good = { start: 1, text: "whale" };
    await refused(segments.appendMany(id, [good, { ...good, id: taken!.id }]), "unique_violation");
    await refused(
      segments.appendMany(id, [good, { start: Number.NaN, text: "" }]),
      "validation",
      /segments\[1\]\.start/,
    );
    await refused(segments.appendMany(randomUUID(), [good, good]), "not_found", /there is no episode/);
    assert.deepEqual((await segments.list(id)).items, [taken]);
    assert.deepEqual((await segments.search({ text: "whale" })).items, [taken]);
    await Promise.all(many(10, () => segments.appendMany(id, [good, good])));
    assert.equal((await everything(segments.list(id, { limit: 3 }))).length, 21);
  },

  "segments: search gives episode and offset, best first": async ({ scope }) => {
    const { segments } = scope.ingest;
    const [one, two] = [await anEpisode(scope, "v1"), await anEpisode(scope, "v2")];
    await segments.appendMany(one.id, [
      { start: 3.5, end: 7, text: `whale ${"filler ".repeat(300)}` },
      { start: 1.25, end: 3.5, text: "Whale whale WHALE" },
      { start: 9, text: "whalebone" },
    ]);
    await segments.appendMany(two.id, [{ start: 60, text: "A whale in the STRASSE: 50%_sure!" }]);
    const places = async (query: Parameters<typeof segments.search>[0]) =>
      (await everything(segments.search({ limit: 1, ...query }))).map(({ episodeId, start }) => [
        episodeId === one.id ? 1 : 2,
        start,
      ]);
    assert.deepEqual(await places({ text: "whale" }), [
      [1, 1.25],
      [2, 60],
      [1, 3.5],
    ]);
    assert.deepEqual(await places({ text: "straße WHALE" }), [[2, 60]]);
    assert.deepEqual(await places({ text: "whale", episodeId: two.id.toUpperCase() }), [[2, 60]]);
    assert.deepEqual(await places({ text: "%_S", mode: "substring" }), [[2, 60]]);
    assert.deepEqual((await places({ text: "hale", mode: "substring" })).length, 4);
    assert.deepEqual(await places({ text: "hale", mode: "substring", episodeId: two.id }), [[2, 60]]);
    assert.deepEqual(await places({ text: "unicorn" }), []);
    const [found] = (await segments.search({ text: "straße" })).items;
    assert.deepEqual(found, await segments.get(found!.id));
    const { nextCursor: cursor } = await segments.search({ text: "whale", limit: 1 });
    await refused(
      segments.search({ text: "whale", cursor, episodeId: one.id }),
      "validation",
      /another query/,
    );
  },

  "segments: substrings last added first": async ({ scope }) => {
    const { segments } = scope.ingest;
    const { id } = await anEpisode(scope);
    await segments.appendMany(
      id,
      many(5, (i) => ({ start: i, text: `a-b ${i}`, createdAt: at(i % 2 ? i : -i) })),
    );
    const found = await everything(segments.search({ text: "A-B", mode: "substring", limit: 2 }));
    assert.deepEqual(texts(found), ["a-b 3", "a-b 1", "a-b 0", "a-b 2", "a-b 4"]);
  },

  "segments: removeAll takes those of one episode, and what they are found by": async ({ scope }) => {
    const { segments } = scope.ingest;
    const [one, two] = [await anEpisode(scope, "v1"), await anEpisode(scope, "v2")];
    for (const { id } of [one, two])
      await segments.appendMany(
        id,
        many(3, (i) => ({ start: i, text: "whale" })),
      );
    assert.equal(await segments.removeAll(one.id.toUpperCase()), 3);
    assert.equal(await segments.removeAll(one.id), 0);
    assert.deepEqual((await segments.list(one.id)).items, []);
    assert.equal((await segments.search({ text: "whale" })).items.length, 3);
    assert.equal((await segments.list(two.id)).items.length, 3);
  },
};
