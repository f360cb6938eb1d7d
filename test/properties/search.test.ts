import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { everything } from "../../conformance/suite";
import type { Scope, UnifiedStoreManager } from "../../src";
import { fold } from "../../src/core/search/fold";
import { seedOf } from "../../src/core/search/hash";
import { scannedKeys } from "../../src/core/search/index-keys";
import { type Listener, scan } from "../../src/core/search/scan";
import { SoughtWord } from "../../src/core/search/sought-word";
import { keysOf, searchable, substringKeys, termKeys, termsOf } from "../../src/core/search-text";
import { backend, type TestDatabase } from "../backends";
import { rounds } from "../support/rounds";

/** Few characters of each kind with special rules, so that texts and queries often match. */
const PIECES = [
  ..."aCz9_ .,'-@#+\n",
  ..."éßİıΣςёйї條空引タがｶﾞทีก한ㅋहि",
  ..."‘™½²ﬁⅧ\u00ad\u200b\u200d\u200f\ufe0f\u0301\u0308\u20e3\u0000\ud800",
  ..."❤🎉👩👍🏽🇩🇪🏴",
  "c++",
  "node.js",
  "👩🏽‍💻",
  "1️⃣",
  "cat",
  "悬空",
];
const text = fc.oneof(
  { weight: 4, arbitrary: fc.string({ unit: fc.constantFrom(...PIECES), minLength: 1, maxLength: 12 }) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", minLength: 1, maxLength: 12 }) },
);

/** The words of a folded text, as texts. */
function wordsOf(folded: string): Set<string> {
  const words = new Set<string>();
  let last = "";
  const listener: Listener = {
    word: (start, end) => void words.add(folded.slice(start, end)),
    picture: (start, end) => void words.add(folded.slice(start, end)),
    character(start, end, next) {
      const character = folded.slice(start, end);
      words.add(character);
      if (next) words.add(last + character);
      last = character;
    },
    run: () => {},
  };
  scan(folded, listener);
  return words;
}

describe("stored search data", () => {
  test("folding and cutting are idempotent", () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 30 }), (each, most) => {
        expect(fold(fold(each))).toBe(fold(each));
        const stored = searchable(each, most);
        expect([stored.length <= most, searchable(stored, most)]).toEqual([true, stored]);
      }),
      { numRuns: rounds(1000), examples: [["👍ﾞ🏽", 1]] },
    );
  });

  test("a text has the keys of each of its words and parts", () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 3 }), fc.nat(), fc.nat(), (parts, from, length) => {
        const stored = searchable(parts.join(""));
        const keys = new Set(keysOf("scope", stored));
        const start = from % (stored.length + 1);
        const part = stored.slice(start, start + (length % 10)).toWellFormed();
        if (stored.includes(part))
          for (const key of substringKeys("scope", part)) expect(keys).toContain(key);
        for (const word of wordsOf(stored)) {
          const whole = termsOf(word).flatMap(({ words }) => words);
          expect([word, [...termKeys("scope", termsOf(word))].every((key) => keys.has(key))]).toEqual([
            word,
            true,
          ]);
          expect(whole).toEqual([word]);
        }
      }),
      { numRuns: rounds(200) },
    );
  });

  test("a word is counted in the texts that have it, and in no others", () => {
    const plain = fc.string({ unit: fc.constantFrom(..."ab1_ .,-éが條c++"), minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(plain, plain, (each, other) => {
        const stored = searchable(each);
        const words = wordsOf(stored);
        for (const term of termsOf(searchable(other)))
          if (term.words.length === 1 && term.words[0] === term.text)
            expect([term.text, new SoughtWord(term.text).countIn(stored, false) > 0]).toEqual([
              term.text,
              words.has(term.text),
            ]);
      }),
      { numRuns: rounds(2000) },
    );
  });

  test("the fast path for ASCII gives the same keys as the general path", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."abc1_ +#.'\n"), maxLength: 20 }), (each) => {
        expect([...keysOf("scope", each)].sort()).toEqual([...scannedKeys(seedOf("scope"), each)].sort());
      }),
      { numRuns: rounds(1000) },
    );
  });
});

describe("search", () => {
  const databases: TestDatabase[] = [];
  const managers: UnifiedStoreManager[] = [];
  beforeAll(async () => {
    for (const name of ["SQLite in memory", "PostgreSQL"] as const) {
      const database = await backend(name).create();
      databases.push(database);
      managers.push(await database.open({ clock: () => new Date(0) }));
    }
  });
  afterAll(async () => {
    for (const database of databases) await database.drop();
  });

  async function found(scope: Scope, sought: string, mode: "any" | "words" | "substring"): Promise<string[]> {
    const items = await everything(scope.memory.search({ text: sought, mode, limit: 3 }));
    return items.map(({ content }) => content as string);
  }

  /**
   * By definition: the query's words are words of the text, and joined words occur joined in the
   * text.
   */
  function hasWords(each: string, query: string, which: "every" | "some"): boolean {
    const stored = searchable(each);
    const words = wordsOf(stored);
    const terms = termsOf(searchable(query));
    return (
      terms.length > 0 &&
      terms[which]((term) => stored.includes(term.text) && term.words.every((word) => words.has(word)))
    );
  }

  test("finds exactly the expected texts on both engines, in the same order", async () => {
    const texts = fc.uniqueArray(text, { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(texts, fc.array(text, { maxLength: 2 }), fc.nat(), async (all, others, n) => {
        const tenant = randomUUID();
        const scopes = managers.map((manager) => manager.scope({ tenant }));
        const inputs = all.map((content) => ({ type: "t", content, id: randomUUID() }));
        for (const scope of scopes) await scope.memory.addMany(inputs);
        const own = all[n % all.length]!;
        const queries = [own, own.slice(n % own.length), ...others, ...wordsOf(searchable(own))];
        for (const query of new Set(queries)) {
          for (const [mode, which] of [
            ["words", "every"],
            ["any", "some"],
          ] as const) {
            const [one, other] = await Promise.all(scopes.map((scope) => found(scope, query, mode)));
            expect({ mode, query, found: other }).toEqual({ mode, query, found: one });
            const expected = all.filter((each) => hasWords(each, query, which));
            expect({ mode, query, found: [...one!].sort() }).toEqual({ mode, query, found: expected.sort() });
          }
          const [part, same] = await Promise.all(scopes.map((scope) => found(scope, query, "substring")));
          expect({ query, found: same }).toEqual({ query, found: part });
          const containing =
            searchable(query) === ""
              ? []
              : all.filter((each) => searchable(each).includes(searchable(query)));
          expect({ query, found: [...part!].sort() }).toEqual({ query, found: containing.sort() });
        }
      }),
      {
        numRuns: rounds(40),
        endOnFailure: true,
        // A mark between two characters of a script without spaces.
        examples: [[["İ空\u0308ｶ", "空ｶ"], ["空カ"], 0]],
      },
    );
  });
});
