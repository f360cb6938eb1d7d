import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { type Cases, everything, refused } from "../suite";
import { ask, at, critique, HOSTILE, storyOf, turn, vote } from "./samples";

/** Turns, critiques and votes, and the results computed from them. */
export const events: Cases = {
  "the transcript returns turns, critiques and votes as they were added": async ({ scope: { debates } }) => {
    const { id } = await debates.add({ query: "q", rounds: 1 });
    const figures = { costUsd: 0.1 + 0.2, latencyMs: 1234.5, confidence: -1e300 };
    const own = randomUUID();
    const added = [
      await debates.turns.add(turn(id, "a", { ...figures, output: HOSTILE, createdAt: at(0), id: own })),
      await debates.turns.add(turn(id, "b", { costUsd: null, createdAt: at(1), round: 0 })),
      await debates.critiques.add(critique(id, "a", { content: HOSTILE, createdAt: at(2), round: 10_000 })),
      await debates.votes.add(vote(id, "a", { reason: HOSTILE, createdAt: at(3) })),
      await debates.votes.add(vote(id.toUpperCase(), "b", { createdAt: at(4), round: -0 })),
    ];
    const shared = { id: own, debateId: id, round: 1, createdAt: at(0) };
    assert.deepEqual(added[0], {
      role: "a",
      model: "m-1",
      output: HOSTILE,
      ...figures,
      ...shared,
    });
    const unknown = { costUsd: null, latencyMs: null, confidence: null };
    const { id: second, ...rest } = added[1]!;
    const bare = { ...shared, role: "b", model: "m-1", output: "…", ...unknown };
    assert.deepEqual({ ...rest, id: own }, { ...bare, createdAt: at(1), round: 0 });
    assert.notEqual(second, own);
    assert.deepEqual(
      (await debates.transcript(id)).items.map(({ kind }) => kind),
      ["turn", "turn", "critique", "vote", "vote"],
    );
    assert.deepEqual(added[4], { ...added[4], reason: null, round: 0, debateId: id });
    assert.deepEqual(await storyOf(debates, id), added);
    await refused(debates.turns.add(turn(id, "a", { id: own })), "unique_violation");
    assert.equal((await storyOf(debates, id)).length, 5);
  },

  "the transcript is sorted by time, and within a millisecond by insertion": async ({ scope }) => {
    const { debates } = scope;
    const { id } = await ask(scope);
    const same = { createdAt: at(0) };
    const added: unknown[] = [];
    for (let i = 0; i < 15; i++) {
      added.push(await debates.votes.add(vote(id, "a", same)));
      added.push(...(await debates.turns.addMany([turn(id, "b", same), turn(id, "a", same)])));
      added.push(await debates.critiques.add(critique(id, "a", same)));
    }
    const parallel = Array.from({ length: 20 }, (_, i) =>
      i % 2 ? debates.turns.add(turn(id, "x", same)) : debates.votes.add(vote(id, "x", same)),
    );
    added.push(...(await Promise.all(parallel)));
    added.unshift(await debates.turns.add(turn(id, "late", { createdAt: at(-1) })));
    assert.deepEqual(await storyOf(debates, id), added);

    const now = await ask(scope);
    const told = await Promise.all(Array.from({ length: 30 }, () => debates.turns.add(turn(now.id, "a"))));
    assert.deepEqual(await storyOf(debates, now.id), told);
  },

  "adds many events in the given order, all or none": async ({ scope }) => {
    const { debates } = scope;
    const { id } = await ask(scope);
    const reals = Array.from(
      { length: 2000 },
      () => Math.random() * 10 ** Math.floor(Math.random() * 40 - 20),
    );
    const turns = await debates.turns.addMany(
      reals.map((confidence, i) => turn(id, `r${i}`, { confidence, output: `${HOSTILE}${i}` })),
    );
    const critiques = await debates.critiques.addMany([
      critique(id, "a"),
      critique(id, "b", { content: HOSTILE }),
    ]);
    const votes = await debates.votes.addMany([vote(id, "a", { reason: HOSTILE }), vote(id, "b")]);
    assert.deepEqual(
      turns.map(({ role, confidence }) => [role, confidence]),
      reals.map((confidence, i) => [`r${i}`, confidence]),
    );
    const all = [...turns, ...critiques, ...votes];
    assert.deepEqual(await storyOf(debates, id), all);

    const taken = turns[0]!.id;
    await refused(
      debates.turns.addMany([turn(id, "new"), turn(id, "dup", { id: taken })]),
      "unique_violation",
    );
    const twice = randomUUID();
    await refused(
      debates.votes.addMany([vote(id, "a", { id: twice }), vote(id, "b", { id: twice })]),
      "unique_violation",
    );
    await refused(debates.turns.addMany([turn(id, "new"), turn(id, "")]), "validation", /turns\[1\]\.role/);
    await refused(
      debates.critiques.addMany([critique(id, "a", { round: 1.5 })]),
      "validation",
      /critiques\[0\]/,
    );
    await refused(
      debates.votes.addMany([vote(id, "a"), 7 as never]),
      "validation",
      /votes\[1\] must be an object/,
    );
    await refused(debates.votes.addMany({} as never), "validation", /votes must be an array/);
    assert.deepEqual(await storyOf(debates, id), all);
    assert.deepEqual(await debates.turns.addMany([]), []);
  },

  "of parallel calls with the same ids in different orders one wins": async ({ scope }) => {
    const { debates } = scope;
    const { id } = await ask(scope);
    const ids = Array.from({ length: 200 }, () => randomUUID());
    const calls = Array.from({ length: 6 }, (_, n) =>
      debates.turns.addMany(
        (n % 2 ? ids : [...ids].reverse()).map((own) => turn(id, `call-${n}`, { id: own })),
      ),
    );
    const settled = await Promise.allSettled(calls);
    assert.equal(settled.filter(({ status }) => status === "fulfilled").length, 1);
    for (const each of settled)
      if (each.status === "rejected") await refused(Promise.reject(each.reason), "unique_violation");
    const said = await everything(debates.turns.list({ debateId: id }));
    const roles = new Set(said.map(({ role }) => role));
    assert.equal(roles.size, 1);
  },

  "fails with not_found for a missing debate": async ({ scope: { debates } }) => {
    const id = randomUUID();
    const calls = [
      () => debates.turns.add(turn(id, "a")),
      () => debates.critiques.add(critique(id, "a")),
      () => debates.votes.add(vote(id, "a")),
      () => debates.turns.addMany([turn(id, "a"), turn(id, "b")]),
      () => debates.critiques.addMany([critique(id, "a")]),
      () => debates.votes.addMany([vote(id, "a")]),
      () => debates.conclude(id, { finalOutput: "x" }),
      () => debates.transcript(id),
      () => debates.tally(id),
      () => debates.tally(id, { round: 1 }),
      () => debates.stats(id),
      () => debates.getOrThrow(id),
    ];
    for (const [i, call] of calls.entries()) {
      const which = i >= 3 && i < 6 ? "of one of the debateIds" : id;
      const error = await refused(call(), "not_found", new RegExp(`no debate ${which} in this scope`));
      assert.equal(error.field, i < 6 ? "debateId" : "id");
    }
    assert.equal(await debates.get(id), null);
    assert.deepEqual(await debates.getMany([id]), [null]);
    assert.equal(await debates.remove(id), false);
    assert.equal(await debates.remove(id, { ifVersion: 1 }), false);
    assert.deepEqual((await debates.turns.list({ debateId: id })).items, []);
    const there = (await debates.add({ query: "q", rounds: 1 })).id;
    const one = await refused(
      debates.votes.addMany([vote(there, "a"), vote(id, "a")]),
      "not_found",
      /no debate of one of the debateIds in this scope/,
    );
    assert.equal(one.field, "debateId");
    const error = await refused(debates.turns.add(turn(id, "a")), "not_found");
    assert.deepEqual([error.operation, error.mayHaveCommitted], ["debates.turns.add", false]);
  },

  "has a transcript, a tally and stats for a debate without events": async ({ scope }) => {
    const { id } = await ask(scope);
    const none = { totalCostUsd: null, totalLatencyMs: null, meanLatencyMs: null, meanConfidence: null };
    assert.deepEqual(await storyOf(scope.debates, id), []);
    assert.deepEqual(await scope.debates.tally(id), []);
    assert.deepEqual(await scope.debates.stats(id), { turns: 0, ...none, critiques: 0, votes: 0, roles: [] });
  },

  "counts votes, most first, then by name": async ({ scope }) => {
    const { debates } = scope;
    const { id } = await ask(scope);
    const other = await ask(scope);
    await debates.votes.addMany([vote(other.id, "b"), vote(other.id, "b"), vote(other.id, "b")]);
    for (const chosen of ["b", "Z", "é", "a", "🐋", "b", "a", "c", "\uffee"])
      await debates.votes.add(vote(id, chosen));
    await debates.votes.addMany([
      vote(id, "c", { round: 2 }),
      vote(id, "c", { round: 2 }),
      vote(id, "a", { round: 2 }),
    ]);
    const counted = async (round?: number) =>
      (await debates.tally(id, { round })).map(({ chosen, votes }) => [chosen, votes]);
    assert.deepEqual(await counted(), [
      ["a", 3],
      ["c", 3],
      ["b", 2],
      ["Z", 1],
      ["é", 1],
      ["\uffee", 1],
      ["🐋", 1],
    ]);
    assert.deepEqual(await counted(2), [
      ["c", 2],
      ["a", 1],
    ]);
    assert.deepEqual(await counted(3), []);
  },

  "stats sum up turns by role and in total, without unknown values": async ({ scope }) => {
    const { debates } = scope;
    const { id } = await ask(scope);
    const other = await ask(scope);
    await debates.turns.addMany([turn(other.id, "a", { costUsd: 99 }), turn(other.id, "z", { costUsd: 99 })]);
    await debates.turns.addMany([
      turn(id, "b", { costUsd: 0.1, latencyMs: 100, confidence: -1 }),
      turn(id, "a", { costUsd: 0.2 }),
      turn(id, "b", { costUsd: 0.2, latencyMs: 0 }),
      turn(id, "b", { costUsd: null, confidence: 0.5 }),
      turn(id, "mute"),
    ]);
    await debates.critiques.addMany([critique(id, "a"), critique(id, "b"), critique(id, "b")]);
    await debates.votes.addMany([vote(id, "a"), vote(id, "b")]);
    const none = { totalCostUsd: null, totalLatencyMs: null, meanLatencyMs: null, meanConfidence: null };
    assert.deepEqual(await debates.stats(id), {
      turns: 5,
      totalCostUsd: 0.5,
      totalLatencyMs: 100,
      meanLatencyMs: 50,
      meanConfidence: -0.25,
      critiques: 3,
      votes: 2,
      roles: [
        {
          role: "b",
          turns: 3,
          totalCostUsd: 0.1 + 0.2,
          totalLatencyMs: 100,
          meanLatencyMs: 50,
          meanConfidence: -0.25,
        },
        { role: "a", turns: 1, ...none, totalCostUsd: 0.2 },
        { role: "mute", turns: 1, ...none },
      ],
    });
    const cents = await ask(scope);
    await debates.turns.addMany(Array.from({ length: 1000 }, () => turn(cents.id, "a", { costUsd: 0.01 })));
    assert.equal((await debates.stats(cents.id)).totalCostUsd, 10);
  },
};
