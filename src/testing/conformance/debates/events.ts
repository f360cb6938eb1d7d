import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { type Cases, refused } from "../suite";
import { ask, at, critique, HOSTILE, turn, vote } from "./samples";

/** Turns, critiques and votes, and what is made of them. */
export const events: Cases = {
  "adds turns, critiques and votes as the transcript gives them": async ({ scope: { debates } }) => {
    const { id } = await debates.create({ query: "q", rounds: 1 });
    const figures = { costUsd: 0.1 + 0.2, latencyMs: 1234.5, confidence: -1e300 };
    const own = randomUUID();
    const added = [
      await debates.addTurn(id, turn("a", { ...figures, output: HOSTILE, createdAt: at(0), id: own })),
      await debates.addTurn(id, turn("b", { costUsd: null, createdAt: at(1), round: 0 })),
      await debates.addCritique(id, critique("a", { content: HOSTILE, createdAt: at(2), round: 10_000 })),
      await debates.addVote(id, vote("a", { reason: HOSTILE, createdAt: at(3) })),
      await debates.addVote(id.toUpperCase(), vote("b", { createdAt: at(4), round: -0 })),
    ];
    const shared = { id: own, debateId: id, round: 1, createdAt: at(0) };
    assert.deepEqual(added[0], {
      kind: "turn",
      role: "a",
      model: "m-1",
      output: HOSTILE,
      ...figures,
      ...shared,
    });
    const unknown = { costUsd: null, latencyMs: null, confidence: null };
    const { id: second, ...rest } = added[1]!;
    const bare = { ...shared, kind: "turn", role: "b", model: "m-1", output: "…", ...unknown };
    assert.deepEqual({ ...rest, id: own }, { ...bare, createdAt: at(1), round: 0 });
    assert.notEqual(second, own);
    assert.deepEqual(
      added.map(({ kind }) => kind),
      ["turn", "turn", "critique", "vote", "vote"],
    );
    assert.deepEqual(added[4], { ...added[4], reason: null, round: 0, debateId: id });
    assert.deepEqual(await debates.transcript(id), added);
    await refused(debates.addTurn(id, turn("a", { id: own })), "unique_violation");
    assert.equal((await debates.transcript(id)).length, 5);
  },

  "tells events in the order of their time, and of their adding within a millisecond": async ({ scope }) => {
    const { debates } = scope;
    const { id } = await ask(scope);
    const same = { createdAt: at(0) };
    const added: unknown[] = [];
    for (let i = 0; i < 15; i++) {
      added.push(await debates.addVote(id, vote("a", same)));
      added.push(...(await debates.addTurns(id, [turn("b", same), turn("a", same)])));
      added.push(await debates.addCritique(id, critique("a", same)));
    }
    const parallel = Array.from({ length: 20 }, (_, i) =>
      i % 2 ? debates.addTurn(id, turn("x", same)) : debates.addVote(id, vote("x", same)),
    );
    added.push(...(await Promise.all(parallel)));
    added.unshift(await debates.addTurn(id, turn("late", { createdAt: at(-1) })));
    assert.deepEqual(await debates.transcript(id), added);

    const now = await ask(scope);
    const told = await Promise.all(Array.from({ length: 30 }, () => debates.addTurn(now.id, turn("a"))));
    assert.deepEqual(await debates.transcript(now.id), told);
  },

  "adds many at once in the order given, all or none": async ({ scope }) => {
    const { debates } = scope;
    const { id } = await ask(scope);
    const reals = Array.from(
      { length: 2000 },
      () => Math.random() * 10 ** Math.floor(Math.random() * 40 - 20),
    );
    const turns = await debates.addTurns(
      id,
      reals.map((costUsd, i) => turn(`r${i}`, { costUsd, output: `${HOSTILE}${i}` })),
    );
    const critiques = await debates.addCritiques(id, [critique("a"), critique("b", { content: HOSTILE })]);
    const votes = await debates.addVotes(id, [vote("a", { reason: HOSTILE }), vote("b")]);
    assert.deepEqual(
      turns.map(({ role, costUsd }) => [role, costUsd]),
      reals.map((costUsd, i) => [`r${i}`, costUsd]),
    );
    const all = [...turns, ...critiques, ...votes];
    assert.deepEqual(await debates.transcript(id), all);

    const taken = turns[0]!.id;
    await refused(debates.addTurns(id, [turn("new"), turn("dup", { id: taken })]), "unique_violation");
    const twice = randomUUID();
    await refused(
      debates.addVotes(id, [vote("a", { id: twice }), vote("b", { id: twice })]),
      "unique_violation",
    );
    await refused(debates.addTurns(id, [turn("new"), turn("")]), "validation", /turns\[1\]\.role/);
    await refused(debates.addCritiques(id, [critique("a", { round: 1.5 })]), "validation", /critiques\[0\]/);
    await refused(
      debates.addVotes(id, [vote("a"), 7 as never]),
      "validation",
      /votes\[1\] must be an object/,
    );
    await refused(debates.addVotes(id, {} as never), "validation", /votes must be an array/);
    assert.deepEqual(await debates.transcript(id), all);
    assert.deepEqual(await debates.addTurns(id, []), []);
  },

  "takes the same ids in another order from parallel calls: one wins": async ({ scope }) => {
    const { debates } = scope;
    const { id } = await ask(scope);
    const ids = Array.from({ length: 200 }, () => randomUUID());
    const calls = Array.from({ length: 6 }, (_, n) =>
      debates.addTurns(
        id,
        (n % 2 ? ids : [...ids].reverse()).map((own) => turn(`call-${n}`, { id: own })),
      ),
    );
    const settled = await Promise.allSettled(calls);
    assert.equal(settled.filter(({ status }) => status === "fulfilled").length, 1);
    for (const each of settled)
      if (each.status === "rejected") await refused(Promise.reject(each.reason), "unique_violation");
    const roles = new Set((await debates.transcript(id)).map((event) => event.kind === "turn" && event.role));
    assert.equal(roles.size, 1);
  },

  "says not_found for a debate that is not there": async ({ scope: { debates } }) => {
    const id = randomUUID();
    const calls = [
      () => debates.addTurn(id, turn("a")),
      () => debates.addCritique(id, critique("a")),
      () => debates.addVote(id, vote("a")),
      () => debates.addTurns(id, [turn("a"), turn("b")]),
      () => debates.addCritiques(id, [critique("a")]),
      () => debates.addVotes(id, [vote("a")]),
      () => debates.conclude(id, "x"),
      () => debates.transcript(id),
      () => debates.tally(id),
      () => debates.tally(id, { round: 1 }),
      () => debates.stats(id),
      () => debates.getOrThrow(id),
    ];
    for (const call of calls) await refused(call(), "not_found", new RegExp(`no debate ${id} in this scope`));
    assert.equal(await debates.get(id), null);
    assert.equal(await debates.remove(id), false);
    const error = await refused(debates.addTurn(id, turn("a")), "not_found");
    assert.deepEqual([error.operation, error.mayHaveCommitted], ["debates.addTurn", false]);
  },

  "has a transcript, a tally and figures for a debate in which nothing happened": async ({ scope }) => {
    const { id } = await ask(scope);
    const none = { totalCostUsd: null, totalLatencyMs: null, meanLatencyMs: null, meanConfidence: null };
    assert.deepEqual(await scope.debates.transcript(id), []);
    assert.deepEqual(await scope.debates.tally(id), []);
    assert.deepEqual(await scope.debates.stats(id), { turns: 0, ...none, critiques: 0, votes: 0, roles: [] });
  },

  "counts votes, most first, then by name": async ({ scope }) => {
    const { debates } = scope;
    const { id } = await ask(scope);
    const other = await ask(scope);
    await debates.addVotes(other.id, [vote("b"), vote("b"), vote("b")]);
    for (const chosen of ["b", "Z", "é", "a", "🐋", "b", "a", "c", "\uffee"])
      await debates.addVote(id, vote(chosen));
    await debates.addVotes(id, [vote("c", { round: 2 }), vote("c", { round: 2 }), vote("a", { round: 2 })]);
    const counted = async (round?: number) =>
      (await debates.tally(id, round === undefined ? {} : { round })).map(({ chosen, votes }) => [
        chosen,
        votes,
      ]);
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

  "sums up turns by role and in all, leaving out what is not known": async ({ scope }) => {
    const { debates } = scope;
    const { id } = await ask(scope);
    const other = await ask(scope);
    await debates.addTurns(other.id, [turn("a", { costUsd: 99 }), turn("z", { costUsd: 99 })]);
    await debates.addTurns(id, [
      turn("b", { costUsd: 0.1, latencyMs: 100, confidence: -1 }),
      turn("a", { costUsd: 0.2 }),
      turn("b", { costUsd: 0.2, latencyMs: 0 }),
      turn("b", { costUsd: null, confidence: 0.5 }),
      turn("mute"),
    ]);
    await debates.addCritiques(id, [critique("a"), critique("b"), critique("b")]);
    await debates.addVotes(id, [vote("a"), vote("b")]);
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
    await debates.addTurns(
      cents.id,
      Array.from({ length: 1000 }, () => turn("a", { costUsd: 0.01 })),
    );
    assert.equal((await debates.stats(cents.id)).totalCostUsd, 10);
  },
};
