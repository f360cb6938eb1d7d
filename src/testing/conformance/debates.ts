import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { Scope } from "../../scope";
import type { Debate } from "../../stores/debates/types";
import { days, everything, refused, suite } from "./suite";

/** Strings that databases refuse, cut or change unless somebody takes care. */
const HOSTILE = "a\u0000b \ud800 \udfff \uffff0000 \\u0000 🐋 Straße";

const at = (ms: number): Date => new Date(Date.UTC(2024, 0, 31, 23, 59, 59, 7) + ms);
const ask = (scope: Scope, query = "Is a whale a fish?") => scope.debates.create({ query, rounds: 2 });
const turn = (role: string, more: object = {}) => ({ role, model: "m-1", output: "…", round: 1, ...more });
const critique = (from: string, more: object = {}) => ({
  from,
  target: "b",
  content: "no",
  round: 1,
  ...more,
});
const vote = (chosen: string, more: object = {}) => ({ voter: "judge", chosen, round: 1, ...more });
const queries = (debates: readonly { query: string }[]): string[] => debates.map(({ query }) => query);

export const debates = suite("debates", {
  "creates an open debate with its defaults, as a later read gives it": async ({ scope: { debates } }) => {
    const before = Date.now();
    const made = await debates.create({ query: "Is a whale a fish?", rounds: 2 });
    const { id, createdAt, ...rest } = made;
    assert.deepEqual(rest, {
      query: "Is a whale a fish?",
      rounds: 2,
      panel: null,
      finalOutput: null,
      concludedAt: null,
    });
    assert.ok(createdAt.getTime() >= before && createdAt.getTime() <= Date.now());
    assert.deepEqual(await debates.get(id), made);
    assert.deepEqual(await debates.getOrThrow(id.toUpperCase()), made);
  },

  "keeps ids, times, any panel and any text": async ({ scope: { debates } }) => {
    const panel = JSON.parse(
      `{"__proto__": [1, -0.5e-7, null, true], "k\\u0000\\ud800": ["\\u0000", "\\udfff", "\\\\u0000"]}`,
    );
    const id = randomUUID();
    const given = { id: id.toUpperCase(), query: HOSTILE, rounds: 10_000, panel, finalOutput: HOSTILE };
    const made = await debates.create({ ...given, createdAt: at(0), concludedAt: at(days(1)) });
    assert.deepEqual(made, { ...given, id, createdAt: at(0), concludedAt: at(days(1)) });
    assert.deepEqual(await debates.get(id), made);
    for (const simple of ["text", 0, false, [], {}, null]) {
      const other = await debates.create({ query: "", rounds: 1, panel: simple });
      assert.deepEqual(other.panel, simple);
      assert.deepEqual(await debates.get(other.id), other);
    }
    const copy = await debates.create({ ...made, id: randomUUID(), finalOutput: null, concludedAt: null });
    assert.equal(copy.concludedAt, null);
    const old = await debates.create({ query: "q", rounds: 1, finalOutput: "", createdAt: at(5) });
    assert.deepEqual([old.finalOutput, old.concludedAt], ["", at(5)]);
    await refused(debates.create({ ...given, id }), "unique_violation");
  },

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

  "concludes once; of parallel calls one": async ({ scope }) => {
    const { debates } = scope;
    const { id } = await ask(scope);
    const before = Date.now();
    const outputs = Array.from({ length: 8 }, (_, i) => `${HOSTILE} conclusion${i}`);
    const settled = await Promise.allSettled(outputs.map((output) => debates.conclude(id, output)));
    const kept = settled.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
    assert.equal(kept.length, 1);
    const [concluded] = kept;
    assert.ok(concluded?.concludedAt && concluded.concludedAt.getTime() >= before);
    assert.deepEqual(await debates.get(id), concluded);
    const winner = settled.findIndex(({ status }) => status === "fulfilled");
    assert.equal(concluded.finalOutput, outputs[winner]);
    for (const each of settled)
      if (each.status === "rejected")
        await refused(Promise.reject(each.reason), "conflict", /concluded already/);
    for (const [i, output] of outputs.entries()) {
      const found = await debates.search({ text: `conclusion${i}` });
      assert.equal(found.items.length, i === winner ? 1 : 0, output);
    }
    await refused(debates.conclude(id, "again"), "conflict");
    assert.deepEqual(await debates.get(id), concluded);
    assert.equal((await debates.addTurn(id, turn("afterthought"))).debateId, id);

    const empty = await ask(scope);
    assert.equal((await debates.conclude(empty.id, "")).finalOutput, "");
    await refused(debates.conclude(empty.id, "more"), "conflict");
    const imported = await debates.create({ query: "old", rounds: 1, finalOutput: "done" });
    await refused(debates.conclude(imported.id, "more"), "conflict");
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

  "lists by time, either way, page by page, while others add": async ({ scope }) => {
    const { debates } = scope;
    const made: Debate[] = [];
    // The later ones first, four of one time: ids alone, or times alone, give another order.
    for (const i of [8, 9, 10, 11, 4, 5, 6, 7, 0, 1, 2, 3]) {
      const concluded = i % 3 === 0 ? { finalOutput: "x" } : {};
      const createdAt = at(Math.floor(i / 4));
      made[i] = await debates.create({ query: `q${i}`, rounds: 1, createdAt, ...concluded });
    }
    const newest = queries(made).reverse();
    assert.deepEqual((await debates.list({ limit: 5 })).items, made.slice(7).reverse());
    assert.deepEqual(queries(await everything(debates.list({ limit: 5, order: "oldest" }))), queries(made));
    assert.deepEqual(queries(await everything(debates.list({ limit: 1, concluded: true }))), [
      "q9",
      "q6",
      "q3",
      "q0",
    ]);
    assert.equal((await everything(debates.list({ limit: 3, concluded: false }))).length, 8);
    const middle = debates.list({ createdFrom: at(1), createdTo: at(2), limit: 3 });
    assert.deepEqual(queries(await everything(middle)), ["q7", "q6", "q5", "q4"]);

    const seen: string[] = [];
    for await (const { query } of debates.list({ limit: 2 })) {
      seen.push(query);
      await debates.create({ query: "new", rounds: 1 });
      // The last one of its page, from which the next page is reckoned.
      if (query === "q8") await debates.remove(made[8]!.id);
    }
    assert.deepEqual(seen, newest);
  },

  "gives a cursor to its own query alone": async ({ scope, another }) => {
    const { debates } = scope;
    for (let i = 0; i < 3; i++) await ask(scope);
    const cursor = (await debates.list({ limit: 1 })).nextCursor!;
    const found = (await debates.search({ text: "whale", limit: 1 })).nextCursor!;
    assert.equal((await debates.list({ limit: 7, cursor })).items.length, 2);
    await refused(debates.list({ cursor, concluded: false }), "validation", /another query/);
    await refused(debates.list({ cursor, order: "oldest" }), "validation", /another query/);
    await refused(another().debates.list({ cursor }), "validation", /another query/);
    await refused(debates.search({ text: "fish", cursor: found }), "validation", /another query/);
    await refused(debates.search({ text: "whale", mode: "substring", cursor: found }), "validation");
    await refused(debates.list({ cursor: "nonsense" }), "validation", /cursor is malformed/);
    const [mark] = JSON.parse(Buffer.from(found, "base64url").toString());
    const forged = Buffer.from(JSON.stringify([mark, 1, "no date", randomUUID()])).toString("base64url");
    await refused(
      debates.search({ text: "whale", limit: 1, cursor: forged }),
      "validation",
      /cursor is malformed/,
    );
  },

  "finds words in query and final output, best first, each debate once": async ({ scope }) => {
    const { debates } = scope;
    const long = await ask(scope, `whale ${"filler ".repeat(300)}`);
    const best = await ask(scope, "whale whale WHALE");
    const both = await ask(scope, "whale fish");
    await ask(scope, "nothing of the kind: whalebone");
    await debates.conclude(both.id, "Fish. A whale is none; STRASSE");
    const found = await everything(debates.search({ text: "Whale", limit: 1 }));
    assert.deepEqual(
      found.map(({ id }) => id),
      [best.id, both.id, long.id],
    );
    assert.deepEqual(found[1], await debates.get(both.id));
    const ids = async (query: Parameters<typeof debates.search>[0]) =>
      (await everything(debates.search(query))).map(({ id }) => id);
    assert.deepEqual(await ids({ text: "straße fish" }), [both.id]);
    assert.deepEqual(await ids({ text: "whale", concluded: true }), [both.id]);
    assert.deepEqual(await ids({ text: "whale", concluded: false, limit: 1 }), [best.id, long.id]);
    assert.deepEqual(await ids({ text: "whale unicorn" }), []);
    assert.deepEqual(await ids({ text: "?!" }), []);
    const tied = [];
    for (let i = 0; i < 7; i++) tied.push((await ask(scope, "narwhal")).id);
    assert.deepEqual(await ids({ text: "narwhal", limit: 2 }), tied.reverse());
  },

  "finds substrings in query and final output, newest first": async ({ scope }) => {
    const { debates } = scope;
    const ids = async (query: Parameters<typeof debates.search>[0]) =>
      queries(await everything(debates.search({ mode: "substring", ...query })));
    for (let i = 0; i < 5; i++)
      await debates.create({ query: `q${i} 100%_sure!`, rounds: 1, createdAt: at(i % 2 ? i : -i) });
    const odd = await debates.create({ query: HOSTILE, rounds: 1, createdAt: at(-99) });
    await debates.conclude(odd.id, `They were 100%_SURE! ${HOSTILE}`);
    const newest = ["q3", "q1", "q0", "q2", "q4"].map((query) => `${query} 100%_sure!`);
    assert.deepEqual(await ids({ text: "00%_SUR", limit: 2 }), [...newest, HOSTILE]);
    assert.deepEqual(await ids({ text: "_", limit: 1, concluded: false }), newest);
    assert.deepEqual(await ids({ text: "100%_sure!", concluded: true }), [HOSTILE]);
    assert.deepEqual(await ids({ text: "b \ud800 \udfff" }), [HOSTILE]);
    assert.deepEqual(await ids({ text: "100_" }), []);
  },

  "pages through search results while others add": async ({ scope }) => {
    const { debates } = scope;
    for (let i = 0; i < 9; i++) await ask(scope, `old${i} whale`);
    for (const mode of ["words", "substring"] as const) {
      const seen: string[] = [];
      for await (const { query } of debates.search({ text: "whale", mode, limit: 2 })) {
        seen.push(query);
        await ask(scope, `new whale`);
      }
      const old = seen.filter((query) => query.startsWith("old"));
      assert.deepEqual(
        old,
        Array.from({ length: 9 }, (_, i) => `old${8 - i} whale`),
      );
    }
  },

  "removes a debate with all that happened in it": async ({ scope }) => {
    const { debates } = scope;
    const { id } = await ask(scope);
    const kept = await ask(scope);
    for (const debate of [id, kept.id]) {
      await debates.addTurn(debate, turn("a", { costUsd: 1 }));
      await debates.addCritique(debate, critique("a"));
      await debates.addVote(debate, vote("a"));
    }
    await debates.conclude(id, "porpoise");
    assert.equal(await debates.remove(id.toUpperCase()), true);
    assert.equal(await debates.remove(id), false);
    assert.equal(await debates.get(id), null);
    await refused(debates.addVote(id, vote("a")), "not_found");
    await debates.create({ id, query: "another", rounds: 1 });
    assert.deepEqual(await debates.transcript(id), []);
    const { turns, critiques, votes } = await debates.stats(id);
    assert.deepEqual([turns, critiques, votes], [0, 0, 0]);
    assert.deepEqual((await debates.search({ text: "porpoise" })).items, []);
    assert.deepEqual((await debates.search({ text: "whale" })).items, [kept]);
    assert.equal((await debates.transcript(kept.id)).length, 3);
  },

  "keeps tenants and workspaces apart": async ({ scope, another }) => {
    const { id } = await ask(scope);
    const own = await scope.debates.addTurn(id, turn("a", { costUsd: 1 }));
    await scope.debates.addVote(id, vote("a"));
    await scope.debates.addCritique(id, critique("a"));
    const whole = await scope.debates.transcript(id);
    for (const name of [{}, { tenant: scope.tenant, workspace: "other" }, { tenant: `${scope.tenant}0` }]) {
      const { debates } = another(name);
      assert.equal(await debates.get(id), null);
      await refused(debates.addTurns(id, [turn("x")]), "not_found");
      await refused(debates.addVote(id, vote("x")), "not_found");
      await refused(debates.addCritique(id, critique("x")), "not_found");
      await refused(debates.conclude(id, "x"), "not_found");
      await refused(debates.transcript(id), "not_found");
      await refused(debates.tally(id), "not_found");
      await refused(debates.stats(id), "not_found");
      assert.equal(await debates.remove(id), false);
      assert.deepEqual((await debates.list()).items, []);
      for (const mode of ["words", "substring"] as const)
        assert.deepEqual((await debates.search({ text: "whale", mode })).items, []);

      // The same ids again: nothing of one scope may show in, or go with, the other.
      await debates.create({ id, query: "whale too", rounds: 1 });
      assert.deepEqual(await debates.transcript(id), []);
      assert.deepEqual(await debates.tally(id), []);
      const { turns, critiques, votes } = await debates.stats(id);
      assert.deepEqual([turns, critiques, votes], [0, 0, 0]);
      const twin = await debates.addTurn(id, turn("twin", { id: own.id }));
      assert.deepEqual(await debates.transcript(id), [twin]);
      await debates.conclude(id, "theirs");
      assert.deepEqual(queries((await debates.list()).items), ["whale too"]);
      for (const mode of ["words", "substring"] as const)
        assert.deepEqual(queries((await debates.search({ text: "whale", mode })).items), ["whale too"]);
      assert.equal(await debates.remove(id), true);
    }
    assert.deepEqual(await scope.debates.transcript(id), whole);
    const [mine, ...more] = (await scope.debates.search({ text: "whale" })).items;
    assert.deepEqual([mine?.finalOutput, more], [null, []]);
  },

  "takes part in transactions": async ({ scope }) => {
    const kept = await scope.transaction(async (tx) => {
      const { id } = await ask(tx, "kept");
      const missing = tx.transaction((inner) => inner.debates.addTurn(randomUUID(), turn("a")));
      await refused(missing, "not_found");
      await tx.debates.addVotes(id, [vote("a")]);
      await tx.debates.conclude(id, "agreed");
      return id;
    });
    assert.equal((await scope.debates.transcript(kept)).length, 1);
    const undone = scope.transaction(async (tx) => {
      await ask(tx, "undone");
      await tx.debates.remove(kept);
      throw new Error("stop");
    });
    await assert.rejects(undone, /stop/);
    assert.deepEqual(queries((await scope.debates.list()).items), ["kept"]);
    assert.equal((await scope.debates.search({ text: "agreed" })).items.length, 1);
  },

  "refuses bad input, naming the field and the cure": async ({ scope }) => {
    const { debates } = scope;
    const { id } = await ask(scope);
    const good = { query: "q", rounds: 1 };
    const never = (value: unknown) => value as never;
    const cases: [() => PromiseLike<unknown>, RegExp][] = [
      [() => debates.create(never(null)), /must be an object/],
      [() => debates.create(never({ ...good, topic: "q" })), /topic is not known here: use .*query/],
      [() => debates.create(never({ rounds: 1 })), /query must be a string/],
      [() => debates.create({ ...good, rounds: 0 }), /rounds must be a whole number from 1 to 10000/],
      [() => debates.create({ ...good, rounds: 10_001 }), /rounds/],
      [() => debates.create({ ...good, rounds: 1.5 }), /rounds/],
      [() => debates.create({ ...good, id: "7" }), /id must be a UUID/],
      [() => debates.create({ ...good, panel: never({ a: [1, Number.NaN] }) }), /panel\.a\[1\] is NaN/],
      [() => debates.create({ ...good, panel: never(new Date()) }), /panel is a Date/],
      [() => debates.create({ ...good, finalOutput: never(1) }), /finalOutput must be a string/],
      [() => debates.create({ ...good, createdAt: new Date(Number.NaN) }), /createdAt must be a valid Date/],
      [() => debates.create({ ...good, concludedAt: never("x"), finalOutput: "" }), /concludedAt must be/],
      [() => debates.create({ ...good, concludedAt: at(0) }), /concludedAt needs a finalOutput/],
      [() => debates.addTurn("x", turn("a")), /id must be a UUID/],
      [() => debates.addTurn(id, turn("")), /role must be a non-empty string/],
      [() => debates.addTurn(id, turn("a\u0000")), /role/],
      [() => debates.addTurn(id, turn("a", { model: "m".repeat(513) })), /model/],
      [() => debates.addTurn(id, turn("a", { output: null })), /output must be a string/],
      [() => debates.addTurn(id, turn("a", { round: -1 })), /round must be a whole number from 0 to 10000/],
      [() => debates.addTurn(id, turn("a", { round: 10_001 })), /round/],
      [
        () => debates.addTurn(id, turn("a", { costUsd: -0.01 })),
        /costUsd must be a finite number, 0 or more/,
      ],
      [() => debates.addTurn(id, turn("a", { costUsd: "1" })), /costUsd/],
      [() => debates.addTurn(id, turn("a", { latencyMs: Number.POSITIVE_INFINITY })), /latencyMs/],
      [
        () => debates.addTurn(id, turn("a", { confidence: Number.NaN })),
        /confidence must be a finite number/,
      ],
      [() => debates.addTurn(id, turn("a", { cost: 1 })), /cost is not known here: use .*costUsd/],
      [() => debates.addTurn(id, turn("a", { id: 7 })), /id must be a UUID/],
      [() => debates.addTurn(id, turn("a", { createdAt: 7 })), /createdAt must be a valid Date/],
      [() => debates.addCritique(id, critique("")), /from must be/],
      [() => debates.addCritique(id, critique("a", { target: "\ud800" })), /target must be/],
      [() => debates.addCritique(id, critique("a", { content: 1 })), /content must be a string/],
      [() => debates.addVote(id, vote("")), /chosen must be/],
      [() => debates.addVote(id, vote("a", { voter: undefined })), /voter must be/],
      [() => debates.addVote(id, vote("a", { reason: 1 })), /reason must be a string/],
      [() => debates.conclude(id, never(null)), /finalOutput must be a string/],
      [() => debates.conclude("x", "y"), /id must be a UUID/],
      [() => debates.tally(id, { round: -1 }), /options\.round must be a whole number/],
      [() => debates.tally(id, never({ rounds: 1 })), /options\.rounds is not known here/],
      [() => debates.stats(never(7)), /id must be a UUID/],
      [() => debates.transcript(id, never({ limit: 1 })), /options\.limit is not known here/],
      [() => debates.get("x"), /id must be a UUID/],
      [() => debates.getOrThrow("x"), /id must be a UUID/],
      [() => debates.remove("x"), /id must be a UUID/],
      [() => debates.list({ limit: 0 }), /limit must be/],
      [() => debates.list(never({ open: true })), /open is not known here: use .*concluded/],
      [() => debates.list({ concluded: never(1) }), /concluded must be true or false/],
      [() => debates.list({ order: never("best") }), /order must be one of newest, oldest/],
      [() => debates.list({ createdFrom: never("x") }), /createdFrom must be/],
      [() => debates.search({ text: "" }), /text must be a string of 1 to 1000/],
      [() => debates.search({ text: "x", mode: never("fuzzy") }), /mode must be one of words, substring/],
      [() => debates.search({ text: "x", limit: 1001 }), /limit must be/],
    ];
    for (const [call, message] of cases) await refused(call(), "validation", message);
    const aborted = AbortSignal.abort();
    await refused(debates.addTurn(id, turn("a"), { signal: aborted }), "aborted");
    assert.deepEqual(await debates.transcript(id), []);
    assert.equal((await debates.list()).items.length, 1);
  },
});
