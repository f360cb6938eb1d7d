import assert from "node:assert/strict";
import { type Cases, everything } from "../suite";
import { notes, textOf } from "./samples";

/** Texts and queries: a query must find exactly the listed texts. */
interface Words {
  texts: readonly string[];
  /** Text numbers, from 0. */
  finds: Readonly<Record<string, readonly number[]>>;
}

/** Tokenization and normalization by example. docs/search.md describes the rules. */
const WORDS: Record<string, Words> = {
  "Chinese, alone and beside Latin": {
    texts: ["50条悬空引用", "重跑gen-itgc后", "悬在空中", "引用"],
    finds: {
      悬空: [0],
      悬: [0, 2],
      引用: [0, 3],
      悬空引用: [0],
      "引用 悬空": [0],
      用引: [],
      "50": [0],
      "5": [],
      "50条": [0],
      itgc: [1],
      "gen-itgc": [1],
      重跑: [1],
      itg: [],
    },
  },
  "Japanese, in all its letters and widths": {
    texts: ["東京タワーへ行く", "ﾀﾜｰ", "東大", "がく"],
    finds: { タワー: [0, 1], 東京: [0], 東: [0, 2], 行く: [0], かく: [], がく: [3], ワタ: [] },
  },
  "other scripts without spaces": {
    texts: ["ฉันรักที่นี่", "ຂ້ອຍຮັກ", "ខ្ញុំស្រលាញ់", "ကျွန်တော်", "𠮷野家"],
    finds: { รัก: [0], ที่นี่: [0], ทีนี: [], ຮັກ: [1], ស្រលាញ់: [2], တော်: [3], 𠮷野: [4], 野𠮷: [] },
  },
  "Korean, a script with spaces": {
    texts: ["학교에서 만나요", "학교", "한글text"],
    finds: { 학교: [1], 학교에서: [0], 한글: [2], text: [2], ["학교".normalize("NFD")]: [1] },
  },
  "words are cut where the script changes": {
    texts: ["ITшник", "µm", "a2б", "utf8"],
    finds: { it: [0], шник: [0], itшник: [0], μm: [1], m: [1], a2: [2], б: [2], a: [], utf8: [3], utf: [] },
  },
  "emoji are visible characters": {
    texts: [
      "party 🎉",
      "love ❤️",
      "on fire ❤️‍🔥",
      "text\ufe0f",
      "👩🏽‍💻 at work",
      "👩 alone",
      "ok👍🏽ok",
      "🇩🇪🇫🇷",
      "🇪🇫",
    ],
    finds: {
      "🎉": [0],
      "❤️": [1],
      "❤": [1],
      "❤️‍🔥": [2],
      "🔥": [],
      "\ufe0f": [],
      text: [3],
      "👩‍💻": [4],
      "👩🏿‍💻": [4],
      "👩": [5],
      "👍": [6],
      "👍🏿": [6],
      ok: [6],
      "🇩🇪": [7],
      "🇫🇷": [7],
      "🇪🇫": [8],
      "party 🎉": [0],
    },
  },
  "keycaps, flags of regions and older symbols": {
    texts: ["press 1️⃣", "1 apple", "#️⃣", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "🏴", "Java™", "☎"],
    finds: { "1️⃣": [0], "1": [1], "#️⃣": [2], "🏴󠁧󠁢󠁳󠁣󠁴󠁿": [3], "🏴": [4], java: [5], javatm: [], "™": [5], "☎️": [6] },
  },
  "accents are ignored": {
    texts: ["café", "cafe", "CAFE\u0301", "cafés", "Łódź, Århus", "Tiếng Việt"],
    finds: {
      cafe: [0, 1, 2],
      café: [0, 1, 2],
      cafes: [3],
      lodz: [4],
      arhus: [4],
      "tieng viet": [5],
      "tiếng việt": [5],
    },
  },
  "stems are": {
    texts: ["whale", "whales", "run", "running"],
    finds: { whale: [0], whales: [1], run: [2], running: [3] },
  },
  "Greek and Cyrillic": {
    texts: ["ὈΔΥΣΣΕΎΣ", "за́мок", "ещё", "мой", "мои", "їжак", "іжак"],
    finds: {
      οδυσσευς: [0],
      οδυσσεύσ: [0],
      замок: [1],
      еще: [2],
      ещё: [2],
      мой: [3],
      мои: [4],
      їжак: [5],
      іжак: [6],
    },
  },
  "Hebrew and Arabic without their points": {
    texts: ["שָׁלוֹם", "مُحَمَّد", "أحمد", "محـــمد", "\u200fשלום\u200e."],
    finds: { שלום: [0, 4], محمد: [1, 3], احمد: [2], أحمد: [2] },
  },
  "vowel signs stay": {
    texts: ["हिन्दी", "हन्दी", "தமிழ்", "தமழ"],
    finds: { हिन्दी: [0], हन्दी: [1], தமிழ்: [2], தமழ: [3] },
  },
  "letters that look alike in other cases and widths": {
    texts: ["İSTANBUL", "ıstanbul", "STRASSE", "ﬁnal", "ＷＩＤＥ", "Ⅷ", "10 km²", "①", "Æsir"],
    finds: {
      istanbul: [0, 1],
      ISTANBUL: [0, 1],
      straße: [2],
      STRAẞE: [2],
      final: [3],
      wide: [4],
      viii: [5],
      km2: [6],
      "km²": [6],
      "1": [7],
      aesir: [8],
    },
  },
  "invisible characters are ignored": {
    texts: ["super\u00adman", "zero\u200bwidth", "\ufeffmark", "نمی\u200cخواهم", "no\u00a0break"],
    finds: {
      superman: [0],
      super: [],
      zerowidth: [1],
      mark: [2],
      نمیخواهم: [3],
      "no break": [4],
      break: [4],
    },
  },
  "names of languages": {
    texts: [
      "I write C++17.",
      "C is old",
      "C# and F#",
      ".NET on ASP.NET",
      "the net",
      "Notepad++",
      "i++ is C",
      "issue#12",
    ],
    finds: {
      "C++": [0],
      c: [1, 6],
      "C#": [2],
      "F#": [2],
      f: [],
      ".NET": [3],
      "asp.net": [3],
      net: [3, 4],
      "notepad++": [5],
      notepad: [5],
      "i++": [6],
      "issue#12": [7],
      issue: [7],
    },
  },
  "joined words are found by their parts and as a whole": {
    texts: [
      "node.js v20.1.0",
      "js on a node",
      "foo_bar a-b",
      "b-a foo bar",
      "mail bob@example.com",
      "pi is 3.14",
      "14.3",
      "1,000 don't",
      "1, 000; t don",
      "l’été",
      "src/core/text.ts",
    ],
    finds: {
      "node.js": [0],
      "js node": [0, 1],
      node: [0, 1],
      "v20.1": [0],
      "20.1": [],
      foo_bar: [2],
      foo: [3],
      "a-b": [2],
      "a b": [2, 3],
      "bob@example.com": [4],
      "example.com": [4],
      bob: [4],
      "3.14": [5],
      "14 3": [5, 6],
      "1,000": [7],
      "don't": [7],
      don: [7, 8],
      été: [9],
      "l'ete": [9],
      "core/text.ts": [10],
      "core text": [10],
    },
  },
};

export const words: Cases = Object.fromEntries(
  Object.entries(WORDS).map(([about, { texts, finds }]) => [
    `words: ${about}`,
    async ({ scope }) => {
      await scope.memory.addMany(notes(...texts));
      for (const [query, numbers] of Object.entries(finds)) {
        const found = (await everything(scope.memory.search({ text: query, mode: "words" }))).map(textOf);
        assert.deepEqual(
          { query, found: found.sort() },
          { query, found: numbers.map((number) => texts[number]!).sort() },
        );
        // Texts that have all of the words have one of them.
        const any = (await everything(scope.memory.search({ text: query, mode: "any" }))).map(textOf);
        for (const text of found) assert.ok(any.includes(text), `${query}: ${text}`);
        // A text that is found by words is also found as a substring, unless the query has spaces.
        const substring = (await everything(scope.memory.search({ text: query, mode: "substring" }))).map(
          textOf,
        );
        if (!/\s/.test(query))
          for (const text of found) assert.ok(substring.includes(text), `${query}: ${text}`);
      }
    },
  ]),
);
