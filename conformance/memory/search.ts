import assert from "node:assert/strict";
import { type Cases, everything, refused } from "../suite";
import { at, notes, textOf } from "./samples";

/** Search by all words and by substring. */
export const search: Cases = {
  "words: all words must occur, whole, in any case": async ({ scope }) => {
    await scope.memory.addMany(
      notes(
        "The cat sat",
        "A category of CATS",
        "Cat and dog; dog, cat",
        "État d'été",
        "STRASSE straße",
        "ΟΔΥΣΣΕΥΣ",
      ),
    );
    const found = async (text: string): Promise<string[]> =>
      (await everything(scope.memory.search({ text, mode: "words", limit: 2 }))).map(textOf).sort();
    assert.deepEqual(await found("CAT"), ["Cat and dog; dog, cat", "The cat sat"]);
    assert.deepEqual(await found("dog cat"), ["Cat and dog; dog, cat"]);
    assert.deepEqual(await found("dog, (CAT)!"), ["Cat and dog; dog, cat"]);
    assert.deepEqual(await found("ÉTAT"), ["État d'été"]);
    assert.deepEqual(await found("e\u0301tat"), ["État d'été"]);
    assert.deepEqual(await found("Straße"), ["STRASSE straße"]);
    assert.deepEqual(await found("οδυσσευς"), ["ΟΔΥΣΣΕΥΣ"]);
    assert.deepEqual(await found("cat missing"), []);
    assert.deepEqual(await found("..."), []);
    await refused(
      scope.memory.search({ text: Array.from({ length: 33 }, (_, i) => `w${i}`).join(" "), mode: "words" }),
      "validation",
      /at most 32/,
    );
  },

  "words: best first, page by page": async ({ scope }) => {
    const filler = "lorem ipsum dolor sit amet ".repeat(40);
    await scope.memory.addMany(notes(`${filler} fox`, "fox", "fox fox fox", `${filler} fox fox`));
    const ranked = (await everything(scope.memory.search({ text: "fox", mode: "words", limit: 1 }))).map(
      (item) => textOf(item).replace(filler, "…"),
    );
    assert.deepEqual(ranked, ["fox fox fox", "fox", "… fox fox", "… fox"]);
  },

  "words: a long text is found too, after the short ones": async ({ scope }) => {
    await scope.memory.addMany(notes(`needle ${"ab ".repeat(100_000)}`, "needle"));
    const found = (await everything(scope.memory.search({ text: "needle", mode: "words" }))).map(
      (item) => textOf(item).length,
    );
    assert.deepEqual(found, ["needle".length, 300_007]);
  },

  "words: addMany of long texts writes all or none": async ({ scope }) => {
    const long = "ab ".repeat(25_000);
    const inputs = notes(`one ${long}`, `two ${long}`, `three ${long}`).map((note, i) => ({
      ...note,
      id: `00000000-0000-7000-8000-00000000000${i}`,
    }));
    const found = async (): Promise<number> => (await scope.memory.search({ text: "ab" })).items.length;
    await refused(scope.memory.addMany([...inputs, inputs[0]!]), "unique_violation");
    assert.equal(await found(), 0);
    const kept = await scope.transaction((tx) => tx.memory.addMany(inputs));
    assert.deepEqual(
      kept.map(({ id }) => id),
      inputs.map(({ id }) => id),
    );
    assert.equal(await found(), 3);
  },

  "characters that databases cannot hold are not words": async ({ scope }) => {
    await scope.memory.addMany(notes("a\u0000b", "c\ud800d"));
    for (const text of ["0000", "d800", "ffff"]) {
      assert.deepEqual((await scope.memory.search({ text })).items, []);
      assert.deepEqual((await scope.memory.search({ text, mode: "substring" })).items, []);
    }
  },

  "substring: literally, most recently used first": async ({ scope }) => {
    const texts = [
      "50% off",
      "50_ off",
      "back\\slash",
      "exclaim! here",
      "ÄÖÜ end",
      "nul\u0000nul",
      "users/1",
      "users/10",
    ];
    await scope.memory.addMany(
      texts.map((text, i) => ({ type: "note", content: { text }, createdAt: at(i) })),
    );
    const found = async (text: string): Promise<string[]> =>
      (await everything(scope.memory.search({ text, mode: "substring", limit: 1 }))).map(textOf);
    assert.deepEqual(await found("50%"), ["50% off"]);
    assert.deepEqual(await found("0_ O"), ["50_ off"]);
    assert.deepEqual(await found("k\\s"), ["back\\slash"]);
    assert.deepEqual(await found("im! h"), ["exclaim! here"]);
    assert.deepEqual(await found("äöü"), ["ÄÖÜ end"]);
    assert.deepEqual(await found("l\u0000n"), ["nul\u0000nul"]);
    assert.deepEqual(await found("users/1"), ["users/10", "users/1"]);
    assert.deepEqual(await found("f"), ["50_ off", "50% off"]);
    const { items } = await scope.memory.search({ text: "users/1", mode: "substring" });
    await scope.memory.touch(items[1]!.id);
    assert.deepEqual(await found("users/1"), ["users/1", "users/10"]);
  },

  "search covers strings and numbers of the content, and applies filters": async ({ scope }) => {
    const content = { secretKey: "visible", nested: [{ deep: ["needle"] }], count: 12345, flag: true };
    const { id } = await scope.memory.add({ type: "a", content, pinned: true });
    await scope.memory.add({ type: "b", content: "needle" });
    assert.deepEqual((await scope.memory.search({ text: "secretKey" })).items, []);
    assert.equal((await scope.memory.search({ text: "12345" })).items[0]?.id, id);
    for (const mode of ["any", "words", "substring"] as const) {
      assert.equal((await scope.memory.search({ text: "needle", mode })).items.length, 2);
      assert.deepEqual(
        (await scope.memory.search({ text: "needle", mode, type: "a", pinned: true })).items.map(
          (item) => item.id,
        ),
        [id],
      );
      assert.deepEqual(
        (await scope.memory.search({ text: "needle", mode, type: "b", pinned: true })).items,
        [],
      );
    }
  },
};
