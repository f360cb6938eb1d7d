import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { type Cases, everything, refused } from "../suite";
import { ask, at, critique, storyOf, turn, vote } from "./samples";

const rounds = (events: readonly { round: number }[]): number[] => events.map(({ round }) => round);

/** Common behavior of turns, critiques and votes, and the filters of their lists. */
export const collections: Cases = {
  "reads turns, critiques and votes by their ids, one and many": async ({ scope }) => {
    const { debates } = scope;
    const { id } = await ask(scope);
    const nowhere = randomUUID();
    const added = {
      turns: await debates.turns.addMany([turn(id, "a", { costUsd: 0.5 }), turn(id, "b")]),
      critiques: await debates.critiques.addMany([critique(id, "a"), critique(id, "b")]),
      votes: await debates.votes.addMany([vote(id, "a", { reason: "…" }), vote(id, "b")]),
    };
    for (const [collection, what] of [
      ["turns", "turn"],
      ["critiques", "critique"],
      ["votes", "vote"],
    ] as const) {
      const [one, other] = added[collection] as { id: string }[];
      const events = debates[collection];
      assert.deepEqual(await events.get(one!.id.toUpperCase()), one);
      assert.deepEqual(await events.getOrThrow(one!.id), one);
      assert.deepEqual(await events.getMany([other!.id, nowhere, one!.id]), [other, null, one]);
      assert.equal(await events.get(nowhere), null);
      const error = await refused(
        events.getOrThrow(nowhere),
        "not_found",
        new RegExp(`no ${what} ${nowhere}`),
      );
      assert.deepEqual([error.operation, error.field], [`debates.${collection}.getOrThrow`, "id"]);
    }
  },

  "removes single events, and keeps the rest of the debate": async ({ scope }) => {
    const { debates } = scope;
    const { id } = await ask(scope);
    const [gone, stays] = await debates.turns.addMany([turn(id, "a", { costUsd: 1 }), turn(id, "b")]);
    const held = await debates.critiques.add(critique(id, "a"));
    const voted = await debates.votes.add(vote(id, "a"));
    assert.equal(await debates.turns.remove(gone!.id.toUpperCase()), true);
    assert.equal(await debates.turns.remove(gone!.id), false);
    assert.equal(await debates.turns.remove(voted.id as string), false);
    assert.deepEqual(await storyOf(debates, id), [stays, held, voted]);
    assert.equal(await debates.critiques.remove(held.id), true);
    assert.equal(await debates.votes.remove(voted.id), true);
    assert.deepEqual(await storyOf(debates, id), [stays]);
    assert.deepEqual(await debates.tally(id), []);
    assert.equal((await debates.stats(id)).totalCostUsd, null);
  },

  "adds events of several debates at once": async ({ scope }) => {
    const { debates } = scope;
    const [one, other] = [await ask(scope), await ask(scope)];
    const votes = await debates.votes.addMany([vote(one.id, "a"), vote(other.id, "b"), vote(one.id, "c")]);
    assert.deepEqual(await storyOf(debates, one.id), [votes[0], votes[2]]);
    assert.deepEqual(await storyOf(debates, other.id), [votes[1]]);
  },

  "names the duplicate id": async ({ scope }) => {
    const { debates } = scope;
    const { id } = await ask(scope);
    const own = randomUUID();
    await debates.votes.add(vote(id, "a", { id: own }));
    const taken = debates.votes.add(vote(id, "b", { id: own.toUpperCase() }));
    const error = await refused(taken, "unique_violation", new RegExp(`id ${own} is taken`));
    assert.deepEqual([error.operation, error.field], ["debates.votes.add", "id"]);
    // The kinds have separate ids.
    await debates.turns.add(turn(id, "a", { id: own }));
  },

  "lists the events of one debate by their time, either way, by round, time and names": async ({ scope }) => {
    const { debates } = scope;
    const { id } = await ask(scope);
    const other = await ask(scope);
    await debates.turns.add(turn(other.id, "a"));
    const made = await debates.turns.addMany(
      Array.from({ length: 9 }, (_, i) => {
        const more = { round: i, model: `m-${i % 2}`, createdAt: at(Math.floor(i / 3)) };
        return turn(id, i % 3 ? "a" : "b", more);
      }),
    );
    const { turns } = debates;
    assert.deepEqual(
      await everything(turns.list({ debateId: id.toUpperCase(), order: "oldest", limit: 2 })),
      made,
    );
    assert.deepEqual(rounds((await turns.list({ debateId: id, limit: 4 })).items), [8, 7, 6, 5]);
    const found = async (query: object) =>
      rounds(await everything(turns.list({ debateId: id, order: "oldest", limit: 2, ...query })));
    assert.deepEqual(await found({ role: "b" }), [0, 3, 6]);
    assert.deepEqual(await found({ model: "m-1", role: "b" }), [3]);
    assert.deepEqual(await found({ round: 4 }), [4]);
    assert.deepEqual(await found({ createdFrom: at(1), createdTo: at(2) }), [3, 4, 5]);
    assert.deepEqual(await found({ role: "B" }), []);
    assert.deepEqual(await found({ debateId: randomUUID() }), []);

    const cursor = (await turns.list({ debateId: id, limit: 1 })).nextCursor!;
    assert.equal((await turns.list({ debateId: id.toUpperCase(), cursor })).items.length, 8);
    await refused(turns.list({ debateId: other.id, cursor }), "validation", /another query/);
    await refused(turns.list({ debateId: id, role: "a", cursor }), "validation", /another query/);
  },

  "lists critiques by their two ends, and votes by voter and choice": async ({ scope }) => {
    const { debates } = scope;
    const { id } = await ask(scope);
    await debates.critiques.addMany([
      critique(id, "a", { to: "b", round: 1 }),
      critique(id, "b", { to: "a", round: 2 }),
      critique(id, "a", { to: "c", round: 3 }),
    ]);
    const held = async (query: object) =>
      rounds(await everything(debates.critiques.list({ debateId: id, order: "oldest", ...query })));
    assert.deepEqual(await held({ from: "a" }), [1, 3]);
    assert.deepEqual(await held({ to: "a" }), [2]);
    assert.deepEqual(await held({ from: "a", to: "c" }), [3]);
    await debates.votes.addMany([
      vote(id, "a", { voter: "x", round: 1 }),
      vote(id, "b", { voter: "x", round: 2 }),
      vote(id, "a", { voter: "y", round: 3 }),
    ]);
    const voted = async (query: object) =>
      rounds(await everything(debates.votes.list({ debateId: id, order: "oldest", ...query })));
    assert.deepEqual(await voted({ voter: "x" }), [1, 2]);
    assert.deepEqual(await voted({ chosen: "a" }), [1, 3]);
    assert.deepEqual(await voted({ voter: "y", chosen: "b" }), []);
  },
};
