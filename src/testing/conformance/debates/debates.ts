import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { type Cases, days, refused } from "../suite";
import { ask, at, critique, HOSTILE, queries, turn, vote } from "./samples";

/** Debates as a whole: made, concluded, removed, refused. */
export const debates: Cases = {
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
      [() => debates.create(never({ rounds: 1 })), /query is missing: it must be a string/],
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
      [() => debates.addVote(id, vote("a", { voter: undefined })), /voter is missing/],
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
};
