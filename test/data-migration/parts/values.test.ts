import fc from "fast-check";
import type { LogicalColumn } from "../../../entities/columns";
import { JsonText } from "../../../src/core/json/json";
import { nameSources } from "../../../src/data-migration/files/source-names";
import {
  type Effect,
  packRows,
  type RowRecord,
  unpackRows,
} from "../../../src/data-migration/ledger/rows/packed-rows";
import { tagged, untag } from "../../../src/data-migration/quarantine/tagged-values";
import { readInstant } from "../../../src/data-migration/read/row/instants";
import { readJson } from "../../../src/data-migration/read/row/json";
import { rowId } from "../../../src/data-migration/read/row-id";
import { HashSum, rowHash } from "../../../src/data-migration/target/row-hash";

const RECORD: fc.Arbitrary<RowRecord> = fc.record({
  target: fc.constantFrom("memory_item", "profile_link"),
  key: fc.array(fc.oneof(fc.uuid(), fc.string({ unit: "grapheme" })), { minLength: 1, maxLength: 4 }),
  effect: fc.constantFrom<Effect>("inserted", "updated", "unchanged", "kept", "deleted"),
  hash: fc.stringMatching(/^[0-9a-f]{24}$/),
  position: fc.array(fc.oneof(fc.integer(), fc.maxSafeInteger(), fc.string({ unit: "grapheme" })), {
    minLength: 1,
    maxLength: 2,
  }),
});

test("packed records of rows are unpacked unchanged", () => {
  fc.assert(
    fc.property(fc.array(RECORD, { maxLength: 50 }), (records) => {
      expect(unpackRows(packRows(records))).toEqual(records);
    }),
  );
});

test("values that JSON does not have are restored from a quarantine", () => {
  const values = {
    big: 2n ** 62n,
    small: 5n,
    infinite: Number.POSITIVE_INFINITY,
    nan: Number.NaN,
    bytes: Buffer.from([0, 255, 1]),
    text: "$bytes",
    none: null,
    real: 0.1,
  };
  const json: ReturnType<typeof tagged> = JSON.parse(JSON.stringify(tagged(values)));
  const back = Object.entries(json).map(([column, value]) => [column, untag(value)]);
  expect(Object.fromEntries(back)).toEqual(values);
});

const columns = (...types: LogicalColumn["type"][]): LogicalColumn[] =>
  types.map((type, i) => ({ property: `p${i}`, name: `c${i}`, type, nullable: true }));

test("a row's hash depends on every value and its column, but not on the order of JSON's keys", () => {
  const hashed = (...values: unknown[]): string => rowHash(columns("text", "text"), values);
  expect(hashed("ab", "c")).not.toBe(hashed("a", "bc"));
  expect(hashed("a", null)).not.toBe(hashed("a", ""));
  expect(hashed("a", "~")).not.toBe(hashed("a", null));
  const json = (value: unknown): string => rowHash(columns("json"), [value]);
  expect(json(JsonText.of({ a: 1, b: [{ d: 1, c: 2 }] }, ""))).toBe(json({ b: [{ c: 2, d: 1 }], a: 1 }));
  expect(json({ a: [1, 2] })).not.toBe(json({ a: [2, 1] }));
  expect(json({ a: "1" })).not.toBe(json({ a: 1 }));
  expect(rowHash(columns("real"), [-0])).toBe(rowHash(columns("real"), [0]));
  expect(rowHash(columns("vector"), [Float32Array.of(0.1)])).toBe(rowHash(columns("vector"), [[0.1]]));
});

test("sums of hashes do not depend on the order, and two equal rows count twice", () => {
  const hashes = fc.array(fc.stringMatching(/^[0-9a-f]{24}$/), { minLength: 1, maxLength: 30 });
  const sum = (list: readonly string[]): string => {
    const total = new HashSum();
    for (const each of list) total.add(each);
    return total.toString();
  };
  fc.assert(
    fc.property(hashes, (list) => {
      expect(sum(list)).toBe(sum(list.toReversed()));
      expect(sum([...list, list[0]!, list[0]!])).not.toBe(sum(list));
    }),
  );
});

test("ids are UUIDs that sort as the integer keys of their rows, apart by source, table and key", () => {
  const id = (key: string | number, source = "memory", table = "memory_items"): string =>
    rowId({ source, table, key: [key] });
  expect(id(7)).toMatch(/^00000000-0007-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(id(7)).toBe(id(7));
  expect(new Set([id(7), id("7"), id(7, "other"), id(7, "memory", "other")]).size).toBe(4);
  fc.assert(
    fc.property(fc.nat(), fc.nat(), (a, b) => {
      if (a !== b) expect(id(a) < id(b)).toBe(a < b);
    }),
  );
});

test.each([
  ["2025-01-01T00:01:20.805945", "2025-01-01T00:01:20.805Z", "no offset taken as UTC, cut to milliseconds"],
  ["2025-01-01 00:01:20", "2025-01-01T00:01:20.000Z", "no offset taken as UTC"],
  ["2025-01-01T02:00:00+02:00", "2025-01-01T00:00:00.000Z", "text to timestamp"],
  ["1735689600", "2025-01-01T00:00:00.000Z", "seconds since 1970"],
  [1735689600.5, "2025-01-01T00:00:00.500Z", "seconds since 1970"],
  [1735689600500, "2025-01-01T00:00:00.500Z", "milliseconds since 1970"],
  [1735689600500999, "2025-01-01T00:00:00.500Z", "microseconds since 1970 to timestamp, cut to milliseconds"],
  [1735689600.123456, "2025-01-01T00:00:00.123Z", "seconds since 1970 to timestamp, cut to milliseconds"],
  [1700000000.123, "2023-11-14T22:13:20.123Z", "seconds since 1970 to timestamp"],
  [2147483647, "2038-01-19T03:14:07.000Z", "seconds since 1970"],
  ["0001-01-01", "0001-01-01T00:00:00.000Z", "text to timestamp"],
  ["9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z", "text to timestamp"],
])("%s is an instant", (value, iso, how) => {
  const read = readInstant(value);
  expect(read).toEqual({ date: new Date(iso), how: expect.stringContaining(how) });
});

test.each(["", "soon", "2024-02-30", "2024-13-01", "24:00:00", "2024-01-01T24:00:00", "0000-00-00", "1e400"])(
  "%j is no instant",
  (value) => {
    expect(readInstant(value)).toEqual({ reason: expect.stringMatching(/^is not an instant: /) });
  },
);

const DAY_MS = 86_400_000;
const [FIRST, LAST] = [Date.UTC(2000, 0), Date.UTC(2070, 0) - 1];
const instantBetween = (from: number, to: number) => fc.integer({ min: from, max: to });

test("any instant of 2000 to 2069 that is written as a number since 1970, or as a text, is read back", () => {
  fc.assert(
    fc.property(instantBetween(FIRST, LAST), fc.integer({ min: 0, max: 999 }), (ms, micros) => {
      const seconds = Math.floor(ms / 1000);
      const forms: [value: string | number, expected: number][] = [
        [seconds, seconds * 1000],
        [String(seconds), seconds * 1000],
        [ms / 1000, ms],
        [(ms / 1000).toFixed(3), ms],
        [ms, ms],
        [ms * 1000 + micros, ms],
        [(ms * 1000 + micros) / 1000, ms],
        [`${seconds}.${String(ms % 1000).padStart(3, "0")}${String(micros).padStart(3, "0")}`, ms],
        [new Date(ms).toISOString(), ms],
        [new Date(ms).toISOString().slice(0, -1).replace("T", " "), ms],
        [new Date(seconds * 1000).toISOString().slice(0, 19).replace("T", " "), seconds * 1000],
        [new Date(ms + 5.5 * 3_600_000).toISOString().replace("Z", "+05:30"), ms],
      ];
      for (const [value, expected] of forms)
        expect([value, readInstant(value)]).toEqual([
          value,
          { date: new Date(expected), how: expect.any(String) },
        ]);
    }),
  );
});

test("other kinds of numbers are not read as instants", () => {
  const days = (ms: number): number => ms / DAY_MS;
  const digits = (ms: number, length: number): number =>
    Number(new Date(ms).toISOString().replaceAll(/\D/g, "").slice(0, length));
  const kinds: Record<string, (ms: number) => number> = {
    "Julian day": (ms) => days(ms) + 2_440_587.5,
    "modified Julian day": (ms) => days(ms) + 40_587,
    "day of a spreadsheet": (ms) => days(ms) + 25_569,
    "day since 1970": (ms) => Math.floor(days(ms)),
    "minute since 1970": (ms) => Math.floor(ms / 60_000),
    YYYYMMDD: (ms) => digits(ms, 8),
    YYYYMMDDhhmm: (ms) => digits(ms, 12),
    YYYYMMDDhhmmss: (ms) => digits(ms, 14),
    year: (ms) => digits(ms, 4),
    "seconds since 2001 (Apple)": (ms) => (ms - Date.UTC(2001, 0)) / 1000,
    "seconds since 1904 (HFS)": (ms) => (ms - Date.UTC(1904, 0)) / 1000,
    "seconds since 1900 (NTP)": (ms) => (ms - Date.UTC(1900, 0)) / 1000,
    "microseconds since 1601 (WebKit)": (ms) => (ms - Date.UTC(1601, 0)) * 1000,
    "FILETIME of Windows": (ms) => (ms - Date.UTC(1601, 0)) * 10_000,
    "ticks of .NET": (ms) => ms * 10_000 + 621_355_968_000_000_000,
    "seconds of an afternoon in 1970": (ms) => ms % DAY_MS,
    nothing: () => 0,
  };
  fc.assert(
    fc.property(instantBetween(Date.UTC(2005, 0), Date.UTC(2030, 0)), (ms) => {
      for (const [kind, of] of Object.entries(kinds))
        for (const value of [of(ms), -of(ms), String(of(ms))])
          expect([kind, value, readInstant(value)]).toEqual([kind, value, { reason: expect.any(String) }]);
    }),
  );
  expect(readInstant(2_460_676.5)).toEqual({
    reason: expect.stringContaining("as seconds, milliseconds or microseconds since 1970"),
  });
});

test.each([
  ['{"a": NaN}', "NaN"],
  ["[-Infinity]", "NaN or Infinity"],
  ["", "empty"],
  ["{", "not JSON"],
  ['{"id": 12345678901234567890}', "rounded"],
  ['{"a": 1, "b": {"a": 1, "a": 2}}', "same key twice"],
  ["[1e400]", "beyond the range"],
])("%j is refused", (text, reason) => {
  expect(readJson(text)).toEqual({ reason: expect.stringContaining(reason) });
});

test("any other JSON is read unchanged", () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      const read = readJson(text);
      if ("value" in read) expect(read.value).toEqual(JSON.parse(text));
      else expect(read.reason).toMatch(/rounded|range/);
    }),
  );
  expect(
    readJson('{"a": "NaN, \\"b\\": 1:2", "id": 100000000000000000, "c": 0.30000000000000004}'),
  ).toHaveProperty("value");
});

const file = (path: string, lineages: string[] = [], givenName: string | null = null) => ({
  path,
  lineages,
  givenName,
});
const known = (name: string, path: string, lineage: string | null = null) => ({
  ...{ name, path, lineage, kind: "memory", tier: "P0", sha256: "", fingerprint: "", unknownTables: [] },
});

test("files are named after their file name, plus the part of the path that makes it unique", () => {
  expect(nameSources([file("/a/memory.db"), file("/a/kg.db")], [])).toEqual(["memory", "kg"]);
  expect(nameSources([file("/x/a/memory.db"), file("/x/b/memory.db")], [])).toEqual(["a/memory", "b/memory"]);
  expect(nameSources([file("/a/memory.db", [], "old")], [])).toEqual(["old"]);
  expect(() => nameSources([file("/a/m.db", [], "x"), file("/b/m.db", [], "x")], [])).toThrow("two files");
});

test("a moved file keeps its name, and another file does not get it", () => {
  const earlier = [known("memory", "/a/memory.db", "first rows")];
  expect(nameSources([file("/a/memory.db", ["other rows"])], earlier)).toEqual(["memory"]);
  expect(nameSources([file("/b/renamed.db", ["first rows"])], earlier)).toEqual(["memory"]);
  expect(nameSources([file("/b/memory.db", ["other rows"])], earlier)).toEqual(["b/memory"]);
  expect(nameSources([file("/a/memory.db"), file("/b/memory.db", ["first rows"])], earlier)).toEqual([
    "memory",
    "b/memory",
  ]);
});
