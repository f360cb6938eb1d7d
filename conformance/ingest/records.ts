import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { type Cases, everything, refused } from "../suite";
import { anEpisode, at, HOSTILE, many } from "./samples";

/** Provenance and the usage log. */
export const records: Cases = {
  "provenance: stores the given members, null for the rest": async ({ scope }) => {
    const { provenance, creators } = scope.ingest;
    const made = await provenance.add({});
    const { id, createdAt, ...rest } = made;
    assert.deepEqual(rest, {
      contentId: null,
      sourceUrl: null,
      sourceType: null,
      retrievedAt: null,
      license: null,
      termsUrl: null,
      consentFlags: null,
      sha256: null,
      creatorId: null,
      episodeId: null,
    });
    assert.ok(createdAt.getTime() <= Date.now());
    assert.deepEqual(await provenance.get(id.toUpperCase()), made);
    const creator = await creators.upsert({ slug: "ada" });
    const episode = await anEpisode(scope);
    const full = {
      id: randomUUID(),
      contentId: "",
      sourceUrl: HOSTILE,
      sourceType: "",
      retrievedAt: at(1),
      license: "cc-by",
      termsUrl: HOSTILE,
      consentFlags: { [HOSTILE]: [true] },
      sha256: "5fec",
      creatorId: creator.id,
      episodeId: episode.id,
      createdAt: at(2),
    };
    const upper = {
      id: full.id.toUpperCase(),
      creatorId: creator.id.toUpperCase(),
      episodeId: episode.id.toUpperCase(),
    };
    assert.deepEqual(await provenance.add({ ...full, ...upper }), full);
    assert.deepEqual(await provenance.getOrThrow(full.id), full);
    await refused(provenance.add(full), "unique_violation");
    const noCreator = { creatorId: randomUUID(), episodeId: episode.id };
    const noEpisode = { creatorId: creator.id, episodeId: randomUUID() };
    for (const [input, field] of [
      [noCreator, "creatorId"],
      [{ creatorId: randomUUID() }, "creatorId"],
      [noEpisode, "episodeId"],
      [{ episodeId: randomUUID() }, "episodeId"],
    ] as const) {
      const missing = await refused(provenance.add(input), "not_found", /there is no (creator|episode) /);
      assert.equal(missing.field, field);
      await scope.transaction(async (tx) => {
        const inside = tx.transaction((inner) => inner.ingest.provenance.addMany([full, input]));
        await refused(inside, "unique_violation");
        const alone = tx.transaction((inner) => inner.ingest.provenance.addMany([{}, input]));
        const both = "creatorId" in input && "episodeId" in input;
        const told = (await refused(alone, "not_found")).field;
        assert.ok(told === field || (both && told === undefined));
      });
    }
    assert.equal(await provenance.remove(id), true);
    assert.equal(await provenance.remove(id), false);
    assert.equal(await provenance.get(id), null);
    await refused(provenance.getOrThrow(id), "not_found");
  },

  "provenance: added all or none, listed by creator or episode": async ({ scope }) => {
    const { provenance, creators } = scope.ingest;
    const creator = await creators.upsert({ slug: "ada" });
    const episode = await anEpisode(scope);
    const made = await provenance.addMany([
      { contentId: "a", sha256: "1", createdAt: at(1) },
      { contentId: "b", sha256: "1", creatorId: creator.id, createdAt: at(0) },
      { contentId: "a", sha256: "2", episodeId: episode.id, createdAt: at(1) },
      { contentId: "a", sha256: "1", creatorId: creator.id, episodeId: episode.id, createdAt: at(1) },
    ]);
    assert.deepEqual(await provenance.addMany([]), []);
    const bad = provenance.addMany([{ contentId: "c" }, { episodeId: randomUUID() }]);
    await refused(bad, "not_found", /there is no episode/);
    const flags = [{}, { consentFlags: [Number.NaN] }];
    await refused(provenance.addMany(flags), "validation", /provenances\[1\]\.consentFlags\[0\] is NaN/);
    const of = async (query: Parameters<typeof provenance.list>[0]) =>
      (await everything(provenance.list({ limit: 1, ...query }))).map(({ id }) =>
        made.findIndex((each) => each.id === id),
      );
    assert.deepEqual(await of({}), [3, 2, 0, 1]);
    assert.deepEqual(await of({ order: "oldest" }), [1, 0, 2, 3]);
    assert.deepEqual(await of({ contentId: "a" }), [3, 2, 0]);
    assert.deepEqual(await of({ sha256: "1" }), [3, 0, 1]);
    assert.deepEqual(await of({ creatorId: creator.id.toUpperCase() }), [3, 1]);
    assert.deepEqual(await of({ episodeId: episode.id.toUpperCase() }), [3, 2]);
    assert.deepEqual(await of({ contentId: "a", sha256: "1", creatorId: creator.id }), [3]);
    const { nextCursor: cursor } = await provenance.list({ limit: 1 });
    await refused(provenance.list({ cursor, contentId: "a" }), "validation", /another query/);
  },

  "usage: stores the given members, null for the rest": async ({ scope: { ingest } }) => {
    const { usage } = ingest;
    const made = await usage.add({});
    const { id, createdAt, ...rest } = made;
    assert.deepEqual(rest, {
      callId: null,
      contentIds: null,
      policyVersion: null,
      decisions: null,
      redactions: null,
      outputHash: null,
      userCommand: null,
      channelId: null,
    });
    assert.ok(createdAt.getTime() <= Date.now());
    assert.deepEqual(await usage.get(id.toUpperCase()), made);
    const full = {
      id: randomUUID(),
      callId: "c-1",
      contentIds: ["v1", HOSTILE],
      policyVersion: HOSTILE,
      decisions: { allowed: [true, 0.1] },
      redactions: "plain text",
      outputHash: "",
      userCommand: HOSTILE,
      channelId: "",
      createdAt: at(1),
    };
    assert.deepEqual(await usage.add(full), full);
    assert.deepEqual(await usage.getOrThrow(full.id), full);
    await refused(usage.add(full), "unique_violation");
    assert.equal(await usage.remove(id), true);
    assert.equal(await usage.remove(id), false);
    await refused(usage.getOrThrow(id), "not_found");
  },

  "usage: added all or none, listed by call, channel and time": async ({ scope: { ingest } }) => {
    const { usage } = ingest;
    const entry = (i: number) => ({
      callId: `c${i % 2}`,
      channelId: `ch${i % 3}`,
      createdAt: at(Math.floor(i / 2)),
    });
    const made = await usage.addMany(many(9, entry));
    assert.deepEqual(await usage.addMany([]), []);
    await refused(usage.addMany([{}, { id: made[0]!.id }]), "unique_violation");
    await refused(usage.addMany([{}, { callId: "\u0000" }]), "validation", /entries\[1\]\.callId must be/);
    const of = async (query: Parameters<typeof usage.list>[0]) =>
      (await everything(usage.list({ limit: 2, ...query }))).map(({ id }) =>
        made.findIndex((each) => each.id === id),
      );
    assert.deepEqual(await of({}), [8, 7, 6, 5, 4, 3, 2, 1, 0]);
    assert.deepEqual(await of({ callId: "c1" }), [7, 5, 3, 1]);
    assert.deepEqual(await of({ channelId: "ch0", order: "oldest" }), [0, 3, 6]);
    assert.deepEqual(await of({ callId: "c1", channelId: "ch0" }), [3]);
    assert.deepEqual(await of({ createdFrom: at(1), createdTo: at(3) }), [5, 4, 3, 2]);
    await Promise.all(many(20, () => usage.add({ callId: "parallel" })));
    assert.equal((await of({ callId: "parallel" })).length, 20);
  },
};
