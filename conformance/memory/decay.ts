import assert from "node:assert/strict";
import { type Cases, days, everything, refused } from "../suite";
import { at, notes } from "./samples";

const after = (count: number): Date => new Date(at(0).getTime() + days(count));

/** Scores that fall with the time since the last use. */
export const decay: Cases = {
  "a score halves with each half-life, and more slowly with uses": async ({ scope: { memory } }) => {
    const items = await memory.addMany(
      notes("old", "used", "pinned", "archived", "later").map((each, i) => ({
        ...each,
        createdAt: at(0),
        lastUsedAt: i === 4 ? after(100) : at(0),
        pinned: i === 2,
        archived: i === 3,
      })),
    );
    const [old, used] = items.map(({ id }) => id);
    await memory.accesses.addMany([1, 2, 3].map((i) => ({ itemId: used!, usedAt: at(i) })));
    const result = await memory.decay({ halfLifeDays: 10, now: after(20) });
    assert.deepEqual(result, { items: 3, changed: 2, nextCursor: null });
    const scores = (await memory.getMany(items.map(({ id }) => id))).map((each) => each!.decayScore);
    const expected = Math.round(2 ** (-20 / (10 * (1 + Math.log(4)))) * 1e6) / 1e6;
    assert.deepEqual(scores, [0.25, expected, 1, 1, 1]);
    assert.equal((await memory.getOrThrow(old!)).version, 1);
    const again = await memory.decay({ halfLifeDays: 10, now: after(20) });
    assert.deepEqual([again.items, again.changed], [3, 0]);
    await memory.touch(old!, { usedAt: after(20) });
    await memory.decay({ halfLifeDays: 10, now: after(20) });
    assert.equal((await memory.getOrThrow(old!)).decayScore, 1);
  },

  "it goes on where it ended, in its scope alone": async ({ scope: { memory }, another }) => {
    const old = notes("a", "b", "c", "d", "e").map((each) => ({ ...each, createdAt: at(0) }));
    await memory.addMany(old);
    const other = another();
    await other.memory.addMany(old);
    let changed = 0;
    for (let cursor: string | null = null, calls = 1; ; calls++) {
      const part = await memory.decay({ halfLifeDays: 1, now: after(1), limit: 2, cursor });
      changed += part.changed;
      cursor = part.nextCursor;
      if (cursor === null) {
        assert.equal(calls, 3);
        break;
      }
    }
    assert.equal(changed, 5);
    for (const item of await everything(memory.list())) assert.equal(item.decayScore, 0.5);
    for (const item of await everything(other.memory.list())) assert.equal(item.decayScore, 1);
    await refused(memory.decay({ halfLifeDays: 0 }), "validation", /halfLifeDays must be/);
    await refused(memory.decay({ cursor: "x" }), "validation", /cursor/);
  },
};
