import fc from "fast-check";
import { Gate } from "../../src/core/call/gate";
import { decodeCursor, encodeCursor } from "../../src/core/cursor";
import { fingerprint } from "../../src/core/fingerprint";
import { createIdFactory, isUuid } from "../../src/core/ids";
import {
  fold,
  keysOf,
  scopeKey,
  searchable,
  substringKeys,
  termKeys,
  termsOf,
} from "../../src/core/search-text";

describe("ids", () => {
  test("grow strictly, even if the time stands still or goes back", () => {
    const times = [5000, 5000, 4000, 5001, 5001, 0];
    let call = 0;
    const newId = createIdFactory(() => new Date(times[Math.floor(call++ / 50_000) % times.length]!));
    let last = "";
    for (let i = 0; i < 300_000; i++) {
      const id = newId();
      if (!(id > last)) throw new Error(`${id} after ${last}`);
      last = id;
    }
  });

  test("are UUIDs of version 7 with the time first", () => {
    const id = createIdFactory(() => new Date(1_700_000_000_123))();
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)).toBe(1_700_000_000_123);
    expect(isUuid(id)).toBe(true);
    expect(isUuid(`${id}0`) || isUuid("") || isUuid(null) || isUuid(id.replaceAll("-", ""))).toBe(false);
  });

  test("of several factories do not collide", () => {
    const ids = Array.from({ length: 200 }, () => createIdFactory(() => new Date(1))).flatMap((newId) =>
      Array.from({ length: 200 }, newId),
    );
    expect(new Set(ids).size).toBe(ids.length);
  });
});

test("a cursor returns its key for its own query, and an error otherwise", () => {
  fc.assert(
    fc.property(
      fc.stringMatching(/^[0-9a-z]{1,12}$/),
      fc.string({ unit: "grapheme" }),
      fc.integer(),
      (query, text, number) => {
        const cursor = encodeCursor(query, [number, text]);
        expect(decodeCursor(query, cursor, ["number", "string"])).toEqual([number, text]);
        expect(() => decodeCursor(`${query}x`, cursor, ["number", "string"])).toThrow(/another query/);
        expect(() => decodeCursor(query, cursor, ["string", "string"])).toThrow(/malformed/);
        expect(() => decodeCursor(query, cursor.slice(1), ["number", "string"])).toThrow(/cursor/);
      },
    ),
  );
  expect(() => decodeCursor("q", "q~s\ud800", ["string"])).toThrow(/malformed/);
  fc.assert(
    fc.property(fc.string(), (junk) => expect(() => decodeCursor("q", junk, ["string"])).toThrow(/cursor/)),
  );
});

test("queries are equal for any order of members, and differ if one member differs", () => {
  const member = fc.tuple(
    fc.string({ minLength: 1 }),
    fc.oneof(fc.string(), fc.double(), fc.boolean(), fc.date()),
  );
  fc.assert(
    fc.property(
      fc.uniqueArray(member, { selector: ([name]) => name, minLength: 1, maxLength: 6 }),
      (members) => {
        const input = Object.fromEntries(members);
        const turned = Object.fromEntries([...members].reverse());
        const print = fingerprint("q", input, { order: "newest" });
        expect(
          fingerprint("q", { ...turned, limit: 7, cursor: "c", order: undefined }, { order: "newest" }),
        ).toBe(print);
        expect(fingerprint("q", input, { order: "oldest" })).not.toBe(print);
        expect(fingerprint("p", input, { order: "newest" })).not.toBe(print);
      },
    ),
    { numRuns: 1000 },
  );
  expect(fingerprint("q", { mode: "a" })).not.toBe(fingerprint("q", { mode: "b" }));
  expect(fingerprint("q", { mode: "a", text: "b" })).toBe(fingerprint("q", { text: "b", mode: "a" }));
});

describe("search keys", () => {
  test("a text has the keys of its words and substrings, and no keys of another scope", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", minLength: 1 }), fc.nat(), fc.nat(), (text, from, length) => {
        const stored = searchable(text);
        const keys = new Set(keysOf("scope", stored));
        for (const key of termKeys("scope", termsOf(stored))) expect(keys.has(key)).toBe(true);
        const needle = stored.slice(from % stored.length, (from % stored.length) + (length % 10));
        for (const key of substringKeys("scope", needle)) expect(keys.has(key)).toBe(true);
      }),
    );
    const text = searchable("the quick brown fox jumps over the lazy dog");
    const mine = new Set(keysOf(scopeKey("a", "bc"), text));
    expect([...keysOf(scopeKey("ab", "c"), text)].filter((key) => mine.has(key))).toEqual([]);
  });

  test("folding makes all cases of a word equal", () => {
    for (const word of ["straße", "ΟΔΥΣΣΕΥΣ", "État", "İ", "ǅ", "ﬀ", "Ⅷ", "ω\u0301"]) {
      expect(fold(word.toUpperCase())).toBe(fold(word));
      expect(fold(word.toLowerCase())).toBe(fold(word));
    }
  });
});

describe("gate", () => {
  test("admits one holder at a time, in order of arrival", async () => {
    const gate = new Gate();
    const log: number[] = [];
    await Promise.all(
      [1, 2, 3].map(async (holder) => {
        const leave = await gate.enter();
        log.push(holder);
        await new Promise((resolve) => setImmediate(resolve));
        log.push(holder);
        leave();
        leave();
      }),
    );
    expect(log).toEqual([1, 1, 2, 2, 3, 3]);
    expect(gate.busy).toBe(false);
  });

  test("an aborted wait gives up its place", async () => {
    const gate = new Gate();
    const leave = await gate.enter();
    const stop = new AbortController();
    const aborted = gate.enter(stop.signal);
    const next = gate.enter();
    stop.abort();
    await expect(aborted).rejects.toThrow(/abort/i);
    expect(gate.waitingCount).toBe(1);
    leave();
    (await next)();
    expect(gate.busy).toBe(false);
  });
});
