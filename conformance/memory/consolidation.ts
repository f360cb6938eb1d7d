import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { Scope } from "../../src/scope";
import type { MemoryConsolidateResult, MemoryMerged } from "../../src/stores/memory/consolidation/types";
import type { MemoryItem } from "../../src/stores/memory/types";
import { vectorOf } from "../embedder";
import { type Cases, everything, refused, thrown } from "../suite";
import { at, textOf } from "./samples";

type Note = { text: string };

/** Adds notes with vectors, a second apart. */
const add = (scope: Scope, texts: readonly string[], more: object = {}): Promise<MemoryItem[]> =>
  scope.memory.addMany(
    texts.map((text, i) => ({
      ...{ type: "note", content: { text }, embedding: vectorOf(text), createdAt: at(i), ...more },
    })),
  );
const DEPLOYS = [
  "deploy to staging with the release script first",
  "deploy to staging with the release script",
  "deploy to staging with the release script now",
];
const merge = (items: MemoryItem<Note>[]): MemoryMerged => {
  const text = items.map(textOf).join(" | ");
  return { content: { text }, embedding: vectorOf(text) };
};
const idsOf = (items: readonly { id: string }[]): string[] => items.map(({ id }) => id);

/** Near duplicates become one item. */
export const consolidation: Cases = {
  "near duplicates are merged, archived, and kept by provenance": async ({ scope }) => {
    const { memory } = scope;
    const deploys = await add(scope, DEPLOYS);
    const [whale] = await add(scope, ["whales eat krill in the cold sea"]);
    await memory.touch(deploys[1]!.id, { usedAt: at(50), actor: "ada" });
    await memory.update(deploys[2]!.id, { decayScore: 3 });
    await memory.associations.putMany([
      { fromId: deploys[0]!.id, toId: whale!.id, weight: 0.4 },
      { fromId: deploys[1]!.id, toId: whale!.id, weight: 0.6 },
      { fromId: whale!.id, toId: deploys[1]!.id, kind: "together", weight: 0.3 },
      { fromId: deploys[0]!.id, toId: deploys[1]!.id },
    ]);
    const result = await memory.consolidate<Note>({ minCosine: 0.8, merge });
    assert.deepEqual([result.items, result.merged, result.nextCursor], [4, 3, null]);
    const [group] = result.groups;
    assert.deepEqual([group!.itemIds, group!.outcome, group!.error], [idsOf(deploys), "merged", null]);
    const made = await memory.getOrThrow<Note>(group!.itemId!);
    assert.equal(made.content.text, DEPLOYS.join(" | "));
    assert.deepEqual(
      [made.type, made.policyName, made.decayScore, made.lastUsedAt, made.version],
      ["note", "default", 3, at(50), 1],
    );
    const sources = await memory.getMany(idsOf(deploys));
    assert.deepEqual(
      sources.map((each) => each!.archived),
      [true, true, true],
    );
    const kept = await everything(memory.provenance.list({ itemId: made.id, limit: 2 }));
    assert.deepEqual(
      kept.map(({ sourceId, sourceVersion, source, sourceCreatedAt }) => [
        ...[sourceId, sourceVersion, source, sourceCreatedAt],
      ]),
      deploys.map(({ id, createdAt }, i) => [id, i === 2 ? 2 : 1, "archived", createdAt]),
    );
    for (const { contentHash, mergedAt } of kept) {
      assert.match(contentHash, /^[0-9a-f]{64}$/);
      assert.ok(mergedAt instanceof Date);
    }
    const [into] = await everything(memory.provenance.list({ sourceId: deploys[1]!.id.toUpperCase() }));
    assert.deepEqual(await memory.provenance.getOrThrow(into!.id), into);
    assert.equal(into!.itemId, made.id);
    assert.deepEqual(
      (await everything(memory.accesses.list({ itemId: made.id }))).map(({ actor }) => actor),
      ["ada"],
    );
    const links = await everything(memory.associations.list({ itemId: made.id }));
    assert.deepEqual(
      links.map(({ kind, weight, fromId, toId }) => [kind, weight, [fromId, toId].includes(whale!.id)]),
      [
        ["related", 0.6, true],
        ["together", 0.3, true],
      ],
    );
    // What was merged is no longer near: nothing is left to do.
    const again = await memory.consolidate<Note>({ minCosine: 0.8, merge });
    assert.deepEqual([again.groups, again.items], [[], 2]);
  },

  "merged items can be removed, and earlier provenance goes over": async ({ scope }) => {
    const { memory } = scope;
    const first = await add(scope, DEPLOYS.slice(0, 2));
    const once = await memory.consolidate({
      minCosine: 0.8,
      merge: () => ({
        content: { text: DEPLOYS[2]! },
        embedding: vectorOf(DEPLOYS[2]!),
      }),
      sources: "remove",
    });
    assert.deepEqual(await memory.getMany(idsOf(first)), [null, null]);
    const second = await add(scope, [DEPLOYS[0]!]);
    const twice = await memory.consolidate<Note>({ minCosine: 0.8, merge, sources: "remove" });
    const { itemId } = twice.groups[0]!;
    assert.deepEqual(idsOf(await everything(memory.list())), [itemId]);
    const kept = await everything(memory.provenance.list({ itemId: itemId! }));
    assert.deepEqual(
      new Set(kept.map(({ sourceId }) => sourceId)),
      new Set([...idsOf(first), ...idsOf(second), once.groups[0]!.itemId]),
    );
    assert.ok(kept.every(({ source }) => source === "removed"));
    await memory.remove(itemId!);
    assert.deepEqual(await everything(memory.provenance.list({ itemId: itemId! })), []);
  },

  "a dry run, null, a failure and a bad result change nothing": async ({ scope }) => {
    const { memory } = scope;
    await add(scope, DEPLOYS);
    const before = await everything(memory.list());
    let calls = 0;
    const dry = await memory.consolidate({
      minCosine: 0.8,
      dryRun: true,
      merge: () => {
        calls++;
        return null;
      },
    });
    assert.deepEqual(
      [dry.groups[0]!.outcome, dry.groups[0]!.itemIds.length, dry.merged, calls],
      ["found", 3, 0, 0],
    );
    const declined = await memory.consolidate({ minCosine: 0.8, merge: async () => null });
    assert.equal(declined.groups[0]!.outcome, "declined");
    const broken = new Error("no model");
    const failed = await memory.consolidate({ minCosine: 0.8, merge: () => Promise.reject(broken) });
    assert.deepEqual([failed.groups[0]!.outcome, failed.groups[0]!.error], ["failed", broken]);
    const bad: [unknown, RegExp][] = [
      [{}, /merged\.content is missing/],
      [{ content: Number.NaN }, /merged\.content is NaN/],
      [{ content: 1, embedding: [1, 2] }, /merged\.embedding must have/],
      [{ content: 1, type: "other" }, /merged\.type is not known/],
      [undefined, /merged is missing/],
    ];
    for (const [made, message] of bad) {
      const { groups } = await memory.consolidate({ minCosine: 0.8, merge: () => made as never });
      assert.equal(groups[0]!.outcome, "failed");
      assert.match(groups[0]!.error!.message, message);
    }
    assert.deepEqual(await everything(memory.list()), before);
    await refused(memory.consolidate({ merge: 1 as never }), "validation", /merge must be a function/);
    await refused(memory.consolidate({} as never), "validation", /merge is missing/);
    await refused(memory.consolidate({ merge, minCosine: 2 } as never), "validation", /minCosine must be/);
  },

  "an item that changes during the merge leaves its group for the next time": async ({ scope }) => {
    const { memory } = scope;
    const deploys = await add(scope, DEPLOYS);
    const changed = await memory.consolidate<Note>({
      minCosine: 0.8,
      async merge(items) {
        await memory.update(deploys[1]!.id, { decayScore: 0.5 });
        return merge(items);
      },
    });
    assert.deepEqual([changed.groups[0]!.outcome, changed.merged], ["changed", 0]);
    assert.deepEqual(
      new Set(idsOf(await everything(memory.list({ archived: false })))),
      new Set(idsOf(deploys)),
    );
    const next = await memory.consolidate<Note>({ minCosine: 0.8, merge });
    assert.equal(next.merged, 3);
  },

  "pinned items, other types and other policies stay apart": async ({ scope }) => {
    const { memory } = scope;
    await add(scope, [DEPLOYS[0]!], { pinned: true });
    await add(scope, [DEPLOYS[0]!], { type: "fact" });
    await add(scope, [DEPLOYS[0]!], { policyName: "week" });
    await add(scope, [DEPLOYS[0]!]);
    const { groups, items } = await memory.consolidate<Note>({ minCosine: 0.8, merge });
    assert.deepEqual([groups, items], [[], 4]);
    await add(scope, [DEPLOYS[1]!], { type: "fact" });
    await add(scope, [DEPLOYS[1]!]);
    const facts = await memory.consolidate<Note>({ minCosine: 0.8, merge, type: "fact" });
    assert.deepEqual([facts.groups.length, facts.items], [1, 2]);
  },

  "it goes on where it ended, and ends with its signal": async ({ scope }) => {
    const { memory } = scope;
    await add(scope, DEPLOYS);
    await add(scope, ["whales eat krill in the sea", "whales eat krill in the cold sea"]);
    const groups = [];
    let calls = 0;
    for (let cursor: string | null = null; ; ) {
      const part: MemoryConsolidateResult = await memory.consolidate({
        minCosine: 0.8,
        limit: 2,
        cursor,
        dryRun: true,
        merge: () => null,
      });
      groups.push(...part.groups);
      calls++;
      cursor = part.nextCursor;
      if (cursor === null) break;
    }
    assert.equal(calls, 3);
    assert.equal(new Set(groups.flatMap(({ itemIds }) => itemIds)).size, 5);
    const ending = new AbortController();
    const call = memory.consolidate(
      {
        minCosine: 0.8,
        merge() {
          ending.abort();
          return new Promise<never>(() => {});
        },
      },
      { signal: ending.signal },
    );
    assert.equal(((await thrown(call)) as { code: string }).code, "aborted");
    assert.equal((await everything(memory.list({ archived: false }))).length, 5);
    await refused(memory.provenance.list({}), "validation", /itemId or sourceId must be given/);
    const both = { itemId: randomUUID(), sourceId: randomUUID() };
    await refused(memory.provenance.list(both), "validation", /itemId or sourceId must be given/);
  },
};
