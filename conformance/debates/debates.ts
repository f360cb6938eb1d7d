import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { type Cases, days, refused } from "../suite";
import { ask, at, critique, HOSTILE, queries, storyOf, turn, vote } from "./samples";

/** Debates: added, concluded, removed, refused. */
export const debates: Cases = {
  "creates an open debate with its defaults, and get returns the same": async ({ scope: { debates } }) => {
    const before = Date.now();
    const made = await debates.add({ query: "Is a whale a fish?", rounds: 2 });
    const { id, createdAt, ...rest } = made;
    assert.deepEqual(rest, {
      query: "Is a whale a fish?",
      rounds: 2,
      panel: null,
      finalOutput: null,
      concludedAt: null,
      version: 1,
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
    const made = await debates.add({ ...given, createdAt: at(0), concludedAt: at(days(1)) });
    assert.deepEqual(made, { ...given, id, createdAt: at(0), concludedAt: at(days(1)), version: 1 });
    assert.deepEqual(await debates.get(id), made);
    for (const simple of ["text", 0, false, [], {}, null]) {
      const other = await debates.add({ query: "", rounds: 1, panel: simple });
      assert.deepEqual(other.panel, simple);
      assert.deepEqual(await debates.get(other.id), other);
    }
    const open = { ...given, id: randomUUID(), finalOutput: null, concludedAt: null };
    assert.equal((await debates.add(open)).concludedAt, null);
    const old = await debates.add({ query: "q", rounds: 1, finalOutput: "", createdAt: at(5) });
    assert.deepEqual([old.finalOutput, old.concludedAt], ["", at(5)]);
    const error = await refused(
      debates.add({ ...given, id }),
      "unique_violation",
      new RegExp(`id ${id} is taken`),
    );
    assert.equal(error.field, "id");
  },

  "concludes once; of parallel calls one succeeds": async ({ scope }) => {
    const { debates } = scope;
    const { id } = await ask(scope);
    const before = Date.now();
    const outputs = Array.from({ length: 8 }, (_, i) => `${HOSTILE} conclusion${i}`);
    const settled = await Promise.allSettled(
      outputs.map((output) => debates.conclude(id, { finalOutput: output })),
    );
    const kept = settled.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
    assert.equal(kept.length, 1);
    const [concluded] = kept;
    assert.ok(concluded?.concludedAt && concluded.concludedAt.getTime() >= before);
    assert.deepEqual(await debates.get(id), concluded);
    assert.equal(concluded.version, 2);
    const winner = settled.findIndex(({ status }) => status === "fulfilled");
    assert.equal(concluded.finalOutput, outputs[winner]);
    for (const each of settled)
      if (each.status === "rejected")
        await refused(Promise.reject(each.reason), "conflict", /concluded already/);
    for (const [i, output] of outputs.entries()) {
      const found = await debates.search({ text: `conclusion${i}` });
      assert.equal(found.items.length, i === winner ? 1 : 0, output);
    }
    await refused(debates.conclude(id, { finalOutput: "again" }), "conflict");
    assert.deepEqual(await debates.get(id), concluded);
    assert.equal((await debates.turns.add(turn(id, "afterthought"))).debateId, id);

    const empty = await ask(scope);
    assert.equal((await debates.conclude(empty.id, { finalOutput: "" })).finalOutput, "");
    await refused(debates.conclude(empty.id, { finalOutput: "more" }), "conflict");
    const imported = await debates.add({ query: "old", rounds: 1, finalOutput: "done" });
    await refused(debates.conclude(imported.id, { finalOutput: "more" }), "conflict");
  },

  "removes a debate with its turns, critiques and votes": async ({ scope }) => {
    const { debates } = scope;
    const { id } = await ask(scope);
    const kept = await ask(scope);
    for (const debate of [id, kept.id]) {
      await debates.turns.add(turn(debate, "a", { costUsd: 1 }));
      await debates.critiques.add(critique(debate, "a"));
      await debates.votes.add(vote(debate, "a"));
    }
    await debates.conclude(id, { finalOutput: "porpoise" });
    assert.equal(await debates.remove(id.toUpperCase()), true);
    assert.equal(await debates.remove(id), false);
    assert.equal(await debates.get(id), null);
    await refused(debates.votes.add(vote(id, "a")), "not_found");
    await debates.add({ id, query: "another", rounds: 1 });
    assert.deepEqual(await storyOf(debates, id), []);
    const { turns, critiques, votes } = await debates.stats(id);
    assert.deepEqual([turns, critiques, votes], [0, 0, 0]);
    assert.deepEqual((await debates.search({ text: "porpoise" })).items, []);
    assert.deepEqual((await debates.search({ text: "whale" })).items, [kept]);
    assert.equal((await storyOf(debates, kept.id)).length, 3);
  },

  "tenants and workspaces are isolated": async ({ scope, another }) => {
    const { id } = await ask(scope);
    const own = await scope.debates.turns.add(turn(id, "a", { costUsd: 1 }));
    await scope.debates.votes.add(vote(id, "a"));
    await scope.debates.critiques.add(critique(id, "a"));
    const whole = await storyOf(scope.debates, id);
    for (const name of [{}, { tenant: scope.tenant, workspace: "other" }, { tenant: `${scope.tenant}0` }]) {
      const { debates } = another(name);
      assert.equal(await debates.get(id), null);
      await refused(debates.turns.addMany([turn(id, "x")]), "not_found");
      await refused(debates.votes.add(vote(id, "x")), "not_found");
      await refused(debates.critiques.add(critique(id, "x")), "not_found");
      await refused(debates.conclude(id, { finalOutput: "x" }), "not_found");
      await refused(debates.transcript(id), "not_found");
      await refused(debates.tally(id), "not_found");
      await refused(debates.stats(id), "not_found");
      assert.equal(await debates.remove(id), false);
      assert.deepEqual([await debates.turns.get(own.id), await debates.turns.remove(own.id)], [null, false]);
      assert.deepEqual(await debates.getMany([id]), [null]);
      assert.deepEqual((await debates.turns.list({ debateId: id })).items, []);
      assert.deepEqual((await debates.list()).items, []);
      for (const mode of ["any", "words", "substring"] as const)
        assert.deepEqual((await debates.search({ text: "whale", mode })).items, []);

      // The same ids again: rows of one scope must not appear in the other, or be deleted with it.
      await debates.add({ id, query: "whale too", rounds: 1 });
      assert.deepEqual(await storyOf(debates, id), []);
      assert.deepEqual(await debates.tally(id), []);
      const { turns, critiques, votes } = await debates.stats(id);
      assert.deepEqual([turns, critiques, votes], [0, 0, 0]);
      const twin = await debates.turns.add(turn(id, "twin", { id: own.id }));
      assert.deepEqual(await storyOf(debates, id), [twin]);
      await debates.conclude(id, { finalOutput: "theirs" });
      assert.deepEqual(queries((await debates.list()).items), ["whale too"]);
      for (const mode of ["any", "words", "substring"] as const)
        assert.deepEqual(queries((await debates.search({ text: "whale", mode })).items), ["whale too"]);
      assert.equal(await debates.remove(id), true);
    }
    assert.deepEqual(await storyOf(scope.debates, id), whole);
    const [mine, ...more] = (await scope.debates.search({ text: "whale" })).items;
    assert.deepEqual([mine?.finalOutput, more], [null, []]);
  },

  "takes part in transactions": async ({ scope }) => {
    const kept = await scope.transaction(async (tx) => {
      const { id } = await ask(tx, "kept");
      const missing = tx.transaction((inner) => inner.debates.turns.add(turn(randomUUID(), "a")));
      await refused(missing, "not_found");
      await tx.debates.votes.addMany([vote(id, "a")]);
      await tx.debates.conclude(id, { finalOutput: "agreed" });
      return id;
    });
    assert.equal((await storyOf(scope.debates, kept)).length, 1);
    const undone = scope.transaction(async (tx) => {
      await ask(tx, "undone");
      await tx.debates.remove(kept);
      throw new Error("stop");
    });
    await assert.rejects(undone, /stop/);
    assert.deepEqual(queries((await scope.debates.list()).items), ["kept"]);
    assert.equal((await scope.debates.search({ text: "agreed" })).items.length, 1);
  },

  "refuses invalid input, with the field and the correction": async ({ scope }) => {
    const { debates } = scope;
    const { id } = await ask(scope);
    const good = { query: "q", rounds: 1 };
    const never = (value: unknown) => value as never;
    const cases: [() => PromiseLike<unknown>, RegExp][] = [
      [() => debates.add(never(null)), /must be an object/],
      [() => debates.add(never({ ...good, topic: "q" })), /topic is not known here: use .*query/],
      [() => debates.add(never({ rounds: 1 })), /query is missing: it must be a string/],
      [() => debates.add({ ...good, rounds: 0 }), /rounds must be a whole number from 1 to 10000/],
      [() => debates.add({ ...good, rounds: 10_001 }), /rounds/],
      [() => debates.add({ ...good, rounds: 1.5 }), /rounds/],
      [() => debates.add({ ...good, id: "7" }), /id must be a UUID/],
      [() => debates.add({ ...good, panel: never({ a: [1, Number.NaN] }) }), /panel\.a\[1\] is NaN/],
      [() => debates.add({ ...good, panel: never(new Date()) }), /panel is a Date/],
      [() => debates.add({ ...good, finalOutput: never(1) }), /finalOutput must be a string/],
      [() => debates.add({ ...good, createdAt: new Date(Number.NaN) }), /createdAt must be a valid Date/],
      [() => debates.add({ ...good, concludedAt: never("x"), finalOutput: "" }), /concludedAt must be/],
      [() => debates.add({ ...good, concludedAt: at(0) }), /concludedAt needs a finalOutput/],
      [() => debates.turns.add(turn("x", "a")), /debateId must be a UUID/],
      [() => debates.turns.add(never({ ...turn(id, "a"), debateId: undefined })), /debateId is missing/],
      [() => debates.turns.add(turn(id, "")), /role must be a non-empty string/],
      [() => debates.turns.add(turn(id, "a\u0000")), /role/],
      [() => debates.turns.add(turn(id, "a", { model: "m".repeat(513) })), /model/],
      [() => debates.turns.add(turn(id, "a", { output: null })), /output must be a string/],
      [() => debates.turns.add(turn(id, "a", { round: -1 })), /round must be a whole number from 0 to 10000/],
      [() => debates.turns.add(turn(id, "a", { round: 10_001 })), /round/],
      [
        () => debates.turns.add(turn(id, "a", { costUsd: -0.01 })),
        /costUsd must be a number from 0 to 900000000000/,
      ],
      [() => debates.turns.add(turn(id, "a", { costUsd: "1" })), /costUsd/],
      [() => debates.turns.add(turn(id, "a", { latencyMs: Number.POSITIVE_INFINITY })), /latencyMs/],
      [
        () => debates.turns.add(turn(id, "a", { confidence: Number.NaN })),
        /confidence must be a finite number/,
      ],
      [() => debates.turns.add(turn(id, "a", { cost: 1 })), /cost is not known here: use .*costUsd/],
      [() => debates.turns.add(turn(id, "a", { id: 7 })), /id must be a UUID/],
      [() => debates.turns.add(turn(id, "a", { createdAt: 7 })), /createdAt must be a valid Date/],
      [() => debates.critiques.add(critique(id, "")), /from must be/],
      [() => debates.critiques.add(critique(id, "a", { to: "\ud800" })), /to must be/],
      [() => debates.critiques.add(critique(id, "a", { content: 1 })), /content must be a string/],
      [() => debates.votes.add(vote(id, "")), /chosen must be/],
      [() => debates.votes.add(vote(id, "a", { voter: undefined })), /voter is missing/],
      [() => debates.votes.add(vote(id, "a", { reason: 1 })), /reason must be a string/],
      [() => debates.conclude(id, { finalOutput: never(null) }), /finalOutput must be a string/],
      [() => debates.conclude("x", { finalOutput: "y" }), /id must be a UUID/],
      [() => debates.conclude(id, never({})), /finalOutput is missing/],
      [() => debates.conclude(id, never("y")), /must be an object with finalOutput/],
      [() => debates.conclude(id, { finalOutput: "y" }, { ifVersion: 0 }), /options\.ifVersion must be/],
      [() => debates.remove(id, { ifVersion: 1.5 }), /options\.ifVersion must be/],
      [() => debates.addMany([good, { ...good, rounds: 0 }]), /debates\[1\]\.rounds must be/],
      [() => debates.addMany([{ ...good, concludedAt: at(0) }]), /debates\[0\]\.concludedAt needs/],
      [() => debates.addMany(never({})), /debates must be an array/],
      [() => debates.add(never({ ...good, version: 1 })), /version is not known here/],
      [() => debates.turns.list(never(undefined)), /debateId is missing/],
      [() => debates.turns.list({ debateId: "x" }), /debateId must be a UUID/],
      [() => debates.turns.list({ debateId: id, role: "" }), /role must be/],
      [() => debates.votes.list(never({ debateId: id, role: "a" })), /role is not known here/],
      [() => debates.turns.getMany([id, "x"]), /ids\[1\] must be a UUID/],
      [() => debates.tally(id, { round: -1 }), /^debates\.tally .*: round must be a whole number/],
      [() => debates.tally(id, never({ rounds: 1 })), /rounds is not known here: use round/],
      [() => debates.stats(never(7)), /id must be a UUID/],
      [() => debates.transcript(id, {}, never({ limit: 1 })), /options\.limit is not known here/],
      [() => debates.transcript(id, { limit: 0 }), /limit must be/],
      [() => debates.transcript("x"), /id must be a UUID/],
      [() => debates.get("x"), /id must be a UUID/],
      [() => debates.getOrThrow("x"), /id must be a UUID/],
      [() => debates.remove("x"), /id must be a UUID/],
      [() => debates.list({ limit: 0 }), /limit must be/],
      [() => debates.list(never({ open: true })), /open is not known here: use .*concluded/],
      [() => debates.list({ concluded: never(1) }), /concluded must be true or false/],
      [() => debates.list({ order: never("best") }), /order must be one of newest, oldest/],
      [() => debates.list({ createdFrom: never("x") }), /createdFrom must be/],
      [() => debates.search({ text: "" }), /text must be a string of 1 to 1000/],
      [
        () => debates.search({ text: "x", mode: never("fuzzy") }),
        /mode must be one of any, words, substring/,
      ],
      [() => debates.search({ text: "x", limit: 1001 }), /limit must be/],
    ];
    for (const [call, message] of cases) await refused(call(), "validation", message);
    const aborted = AbortSignal.abort();
    await refused(debates.turns.add(turn(id, "a"), { signal: aborted }), "aborted");
    assert.deepEqual(await storyOf(debates, id), []);
    assert.equal((await debates.list()).items.length, 1);
  },
};
