import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { type Cases, everything, refused } from "../suite";
import { ask, at, critique, turn, vote } from "./samples";

/** Transcripts, page by page. */
export const transcripts: Cases = {
  "returns the same transcript with pages of any length, even with equal ids and times": async ({
    scope: { debates },
  }) => {
    const { id } = await debates.add({ query: "q", rounds: 1 });
    const ids: string[] = Array.from({ length: 4 }, () => randomUUID()).sort();
    for (const [i, own] of ids.entries()) {
      const same = { id: own, createdAt: at(Math.floor(i / 2)) };
      await debates.votes.add(vote(id, "a", same));
      await debates.turns.add(turn(id, "a", same));
      await debates.critiques.add(critique(id, "a", same));
    }
    await debates.turns.add(turn(id, "last", { createdAt: at(9) }));
    const whole = (await debates.transcript(id)).items;
    const told = whole.map(({ kind, id }) => `${ids.indexOf(id)} ${kind}`);
    assert.deepEqual(
      told.slice(0, -1),
      ids.flatMap((_, i) => [`${i} critique`, `${i} turn`, `${i} vote`]),
    );
    for (let limit = 1; limit <= whole.length; limit++)
      assert.deepEqual(await everything(debates.transcript(id, { limit })), whole);
    const page = await debates.transcript(id.toUpperCase(), { limit: 12 });
    assert.deepEqual(page.items, whole.slice(0, 12));
    const rest = await debates.transcript(id, { limit: 1, cursor: page.nextCursor });
    assert.deepEqual([rest.items, rest.nextCursor], [whole.slice(12), null]);
  },

  "returns the transcript of one round": async ({ scope }) => {
    const { debates } = scope;
    const { id } = await ask(scope);
    for (const round of [1, 2, 3]) {
      await debates.turns.add(turn(id, "a", { round }));
      await debates.votes.add(vote(id, "a", { round }));
    }
    const second = await everything(debates.transcript(id, { round: 2, limit: 1 }));
    assert.deepEqual(
      second.map(({ kind, round }) => [kind, round]),
      [
        ["turn", 2],
        ["vote", 2],
      ],
    );
    assert.deepEqual((await debates.transcript(id, { round: 9 })).items, []);
    await refused(debates.transcript(randomUUID(), { round: 2 }), "not_found");
  },

  "continues during concurrent adds, and reports a removed debate": async ({ scope }) => {
    const { debates } = scope;
    const { id } = await ask(scope);
    await debates.turns.addMany(Array.from({ length: 5 }, (_, i) => turn(id, `r${i}`, { createdAt: at(i) })));
    const seen: string[] = [];
    for await (const event of debates.transcript(id, { limit: 2 })) {
      seen.push(event.id);
      if (seen.length < 3) await debates.turns.add(turn(id, "before", { createdAt: at(-1) }));
    }
    assert.equal(new Set(seen).size, 5);
    const { nextCursor: cursor } = await debates.transcript(id, { limit: 2 });
    await debates.remove(id);
    await refused(debates.transcript(id, { limit: 2, cursor }), "not_found");
  },

  "a cursor of a transcript is valid only for its own debate and round": async ({ scope }) => {
    const { debates } = scope;
    const [one, other] = [await ask(scope), await ask(scope)];
    await debates.turns.addMany([turn(one.id, "a"), turn(one.id, "b")]);
    const { nextCursor: cursor } = await debates.transcript(one.id, { limit: 1 });
    assert.equal((await debates.transcript(one.id, { limit: 9, cursor })).items.length, 1);
    await refused(debates.transcript(other.id, { cursor }), "validation", /another query/);
    await refused(debates.transcript(one.id, { round: 1, cursor }), "validation", /another query/);
    const [mark] = cursor!.split("~");
    for (const forged of [`~n1~s${randomUUID()}~snote`, "~n1~sx~sturn", `~n9e15~s${randomUUID()}~sturn`])
      await refused(debates.transcript(one.id, { cursor: `${mark}${forged}` }), "validation", /malformed/);
  },
};
