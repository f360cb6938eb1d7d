import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { Scope } from "../../src/scope";
import type { IngestSegment } from "../../src/stores/ingest/types";
import { type Cases, everything, refused } from "../suite";
import { anEpisode, at, HOSTILE, many } from "./samples";

const texts = (segments: readonly { text: string }[]): string[] => segments.map(({ text }) => text);

interface Line {
  id?: string;
  startSeconds: number;
  endSeconds?: number | null;
  text: string;
  speaker?: string | null;
  createdAt?: Date;
}

/** Adds the segments of one episode. */
const said = ({ ingest }: Scope, episodeId: string, lines: readonly Line[]): Promise<IngestSegment[]> =>
  ingest.segments.addMany(lines.map((line) => ({ episodeId, ...line })));

/** Transcript segments of episodes. */
export const segments: Cases = {
  "segments: added in bulk, read back by their offsets": async ({ scope }) => {
    const { segments } = scope.ingest;
    const { id } = await anEpisode(scope);
    const other = await anEpisode(scope, "v2");
    await said(scope, other.id, [{ startSeconds: 1, text: "other" }]);
    const given = many(300, (i) => ({ startSeconds: ((i * 7) % 300) / 4 - 10, text: `s${(i * 7) % 300}` }));
    const made = await said(scope, id.toUpperCase(), given);
    assert.deepEqual(texts(made), texts(given));
    const sorted = [...made].sort((a, b) => a.startSeconds - b.startSeconds);
    assert.deepEqual(await everything(segments.list({ episodeId: id, limit: 7 })), sorted);
    const part = sorted.filter(({ startSeconds: at }) => at >= -0.25 && at < 12.5);
    assert.deepEqual(
      await everything(
        segments.list({
          episodeId: id.toUpperCase(),
          startSecondsFrom: -0.25,
          startSecondsTo: 12.5,
          limit: 7,
        }),
      ),
      part,
    );
    assert.deepEqual(
      await everything(segments.list({ episodeId: id, startSecondsTo: -9, limit: 1 })),
      sorted.slice(0, 4),
    );
    assert.equal(
      (await everything(segments.list({ episodeId: id, startSecondsFrom: 60, limit: 1 }))).length,
      20,
    );
    assert.deepEqual(await everything(segments.list({ episodeId: randomUUID() })), []);
    assert.deepEqual(await segments.addMany([]), []);
    const { nextCursor: cursor } = await segments.list({ episodeId: id, limit: 1 });
    await refused(segments.list({ episodeId: other.id, cursor }), "validation", /another query/);
    await refused(
      segments.list({ episodeId: id, cursor, startSecondsFrom: 1 }),
      "validation",
      /another query/,
    );
    const [mark] = cursor!.split("~");
    const forged = `${mark}~n1~s${encodeURIComponent("no id")}`;
    await refused(segments.list({ episodeId: id, cursor: forged }), "validation", /cursor is malformed/);
  },

  "segments: with equal offsets in insertion order, page by page": async ({ scope }) => {
    const { segments } = scope.ingest;
    const { id } = await anEpisode(scope);
    for (const batch of ["a", "b"])
      await said(
        scope,
        id,
        many(5, (i) => ({ startSeconds: 0.1 + 0.2, text: `${batch}${i}` })),
      );
    const listed = await everything(segments.list({ episodeId: id, limit: 3 }));
    assert.deepEqual(texts(listed), ["a0", "a1", "a2", "a3", "a4", "b0", "b1", "b2", "b3", "b4"]);
    const seen: string[] = [];
    for await (const { text } of segments.list({ episodeId: id, limit: 2 })) {
      seen.push(text);
      await said(scope, id, [{ startSeconds: 0, text: "before" }]);
    }
    assert.deepEqual(seen, texts(listed));
  },

  "segments: keep any text, exact offsets, and ids": async ({ scope }) => {
    const { segments } = scope.ingest;
    const { id: episodeId } = await anEpisode(scope);
    const given = [
      {
        id: randomUUID(),
        startSeconds: -1e300,
        endSeconds: 5e-324,
        text: HOSTILE,
        speaker: HOSTILE,
        createdAt: at(1),
      },
      {
        id: randomUUID(),
        startSeconds: 0.1 + 0.2,
        endSeconds: null,
        text: "",
        speaker: null,
        createdAt: at(2),
      },
    ];
    const made = await said(scope, episodeId, given);
    assert.deepEqual(
      made,
      given.map((each) => ({ ...each, episodeId })),
    );
    assert.deepEqual((await segments.list({ episodeId })).items, made);
    assert.deepEqual(await segments.get(given[0]!.id.toUpperCase()), made[0]);
    assert.deepEqual(await segments.getOrThrow(given[1]!.id), made[1]);
    assert.deepEqual(await segments.getMany([randomUUID(), made[1]!.id]), [null, made[1]]);
    assert.equal(await segments.get(randomUUID()), null);
    await refused(segments.getOrThrow(randomUUID()), "not_found");
    const [zero] = await said(scope, episodeId, [{ startSeconds: -0, endSeconds: -0, text: "z" }]);
    assert.ok(Object.is(zero!.startSeconds, 0) && Object.is(zero!.endSeconds, 0));
    assert.deepEqual([zero!.speaker], [null]);
    assert.deepEqual(await segments.get(zero!.id), zero);
  },

  "segments: all or none": async ({ scope }) => {
    const { segments } = scope.ingest;
    const { id } = await anEpisode(scope);
    const [taken] = await said(scope, id, [{ startSeconds: 0, text: "whale" }]);
    const good = { startSeconds: 1, text: "whale" };
    await refused(said(scope, id, [good, { ...good, id: taken!.id }]), "unique_violation");
    await refused(
      said(scope, id, [good, { startSeconds: Number.NaN, text: "" }]),
      "validation",
      /segments\[1\]\.startSeconds/,
    );
    const missing = await refused(
      said(scope, randomUUID(), [good, good]),
      "not_found",
      /there is no episode/,
    );
    assert.equal(missing.field, "episodeId");
    assert.deepEqual((await segments.list({ episodeId: id })).items, [taken]);
    assert.deepEqual((await segments.search({ text: "whale" })).items, [taken]);
    await Promise.all(many(10, () => said(scope, id, [good, good])));
    assert.equal((await everything(segments.list({ episodeId: id, limit: 3 }))).length, 21);
  },

  "segments: search returns episode and offset, best first": async ({ scope }) => {
    const { segments } = scope.ingest;
    const [one, two] = [await anEpisode(scope, "v1"), await anEpisode(scope, "v2")];
    await said(scope, one.id, [
      { startSeconds: 3.5, endSeconds: 7, text: `whale ${"filler ".repeat(300)}` },
      { startSeconds: 1.25, endSeconds: 3.5, text: "Whale whale WHALE" },
      { startSeconds: 9, text: "whalebone" },
    ]);
    await said(scope, two.id, [{ startSeconds: 60, text: "A whale in the STRASSE: 50%_sure!" }]);
    const places = async (query: Parameters<typeof segments.search>[0]) =>
      (await everything(segments.search({ mode: "words", limit: 1, ...query }))).map(
        ({ episodeId, startSeconds }) => [episodeId === one.id ? 1 : 2, startSeconds],
      );
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

  "segments: substring search, last added first": async ({ scope }) => {
    const { segments } = scope.ingest;
    const { id } = await anEpisode(scope);
    await said(
      scope,
      id,
      many(5, (i) => ({ startSeconds: i, text: `a-b ${i}`, createdAt: at(i % 2 ? i : -i) })),
    );
    const found = await everything(segments.search({ text: "A-B", mode: "substring", limit: 2 }));
    assert.deepEqual(texts(found), ["a-b 3", "a-b 1", "a-b 0", "a-b 2", "a-b 4"]);
  },

  "segments: removeMany deletes those of one episode, and their search entries": async ({ scope }) => {
    const { segments } = scope.ingest;
    const [one, two] = [await anEpisode(scope, "v1"), await anEpisode(scope, "v2")];
    for (const { id } of [one, two])
      await said(
        scope,
        id,
        many(3, (i) => ({ startSeconds: i, text: "whale" })),
      );
    const [first] = (await segments.list({ episodeId: one.id })).items;
    assert.equal(await segments.remove(first!.id.toUpperCase()), true);
    assert.equal(await segments.remove(first!.id), false);
    assert.equal((await segments.search({ text: "whale" })).items.length, 5);
    assert.equal(await segments.removeMany({ episodeId: one.id.toUpperCase() }), 2);
    assert.equal(await segments.removeMany({ episodeId: one.id }), 0);
    assert.deepEqual((await segments.list({ episodeId: one.id })).items, []);
    assert.equal((await segments.search({ text: "whale" })).items.length, 3);
    assert.equal((await segments.list({ episodeId: two.id })).items.length, 3);
  },
};
