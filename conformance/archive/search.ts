import assert from "node:assert/strict";
import { type Cases, everything } from "../suite";
import { at, attachment, hashesOf } from "./samples";

/** Search by any word, by all words and by substring, in filenames and tags. */
export const search: Cases = {
  "words are found in the filename, or in all tags together": async ({ scope }) => {
    await scope.archive.addMany([
      attachment("a", { filename: "Quarterly Report 2025.pdf", tags: ["finance", "internal"] }),
      attachment("b", { filename: "straße.png", tags: ["Finance", "report"] }),
      attachment("c", { filename: "notes.txt", tags: ["ÉTÉ", "two words"] }),
    ]);
    const found = async (text: string): Promise<string[]> =>
      hashesOf(await everything(scope.archive.search({ text, mode: "words", limit: 1 }))).sort();
    assert.deepEqual(await found("REPORT"), ["a", "b"]);
    assert.deepEqual(await found("pdf quarterly"), ["a"]);
    assert.deepEqual(await found("report finance"), ["b"]);
    assert.deepEqual(await found("internal finance"), ["a"]);
    assert.deepEqual(await found("quarterly finance"), []);
    assert.deepEqual(await found("STRASSE"), ["b"]);
    assert.deepEqual(await found("été words"), ["c"]);
    assert.deepEqual(await found("repor"), []);
    assert.deepEqual(await found("..."), []);
  },

  "words: best first, each entry once": async ({ scope }) => {
    await scope.archive.addMany([
      attachment("weak", { filename: `${"lorem ipsum ".repeat(40)} fox` }),
      attachment("twice", { filename: "fox", tags: ["fox", "red fox", "fox hunt"] }),
      attachment("once", { filename: "fox" }),
    ]);
    const ranked = await everything(scope.archive.search({ text: "fox", mode: "words", limit: 1 }));
    assert.deepEqual(hashesOf(ranked), ["twice", "once", "weak"]);
  },

  "substring: literally, newest first": async ({ scope }) => {
    const texts = ["50% off.png", "50_ off.png", "back\\slash", "users/1", "users/10"];
    await scope.archive.addMany(
      texts.map((filename, i) => attachment(`h${i}`, { filename, createdAt: at(i) })),
    );
    await scope.archive.add(attachment("tagged", { filename: "x", tags: ["users/1"], createdAt: at(9) }));
    const found = async (text: string): Promise<string[]> =>
      hashesOf(await everything(scope.archive.search({ text, mode: "substring", limit: 1 })));
    assert.deepEqual(await found("50%"), ["h0"]);
    assert.deepEqual(await found("0_ O"), ["h1"]);
    assert.deepEqual(await found("k\\s"), ["h2"]);
    assert.deepEqual(await found("SERS/1"), ["tagged", "h4", "h3"]);
    assert.deepEqual(await found("f"), ["h1", "h0"]);
  },

  "search filters by each member": async ({ scope }) => {
    const of = (mediaType: string, visibility: string, second: number) =>
      attachment(`${mediaType} ${visibility}`, {
        filename: "needle",
        mediaType,
        visibility,
        createdAt: at(second),
      });
    await scope.archive.addMany([of("x", "p", 1), of("x", "q", 2), of("y", "p", 3)]);
    for (const mode of ["any", "words", "substring"] as const) {
      const found = async (filter: object): Promise<string[]> =>
        hashesOf(await everything(scope.archive.search({ text: "needle", mode, ...filter }))).sort();
      assert.deepEqual(await found({}), ["x p", "x q", "y p"]);
      assert.deepEqual(await found({ mediaType: "x" }), ["x p", "x q"]);
      assert.deepEqual(await found({ visibility: "p" }), ["x p", "y p"]);
      assert.deepEqual(await found({ mediaType: "x", visibility: "p" }), ["x p"]);
      assert.deepEqual(await found({ createdFrom: at(2), createdTo: at(3) }), ["x q"]);
    }
  },
};
