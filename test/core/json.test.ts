import vm from "node:vm";
import fc from "fast-check";
import { decodeText, encodeText } from "../../src/core/json/encoded-text";
import { decodeJson, encodeJson, JsonText, MAX_JSON_DEPTH } from "../../src/core/json/json";

const anyString = fc.string({
  unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
});
const awkward = fc.string({
  unit: fc.constantFrom("\0", "\uffff", "\ud800", "\udc00", "\\", "u", "0", '"', "a", "f"),
});

test("any string is stored as well-formed text without U+0000, and read back unchanged", () => {
  fc.assert(
    fc.property(fc.oneof(anyString, awkward), (text) => {
      const stored = encodeText(text);
      expect(stored.isWellFormed() && !stored.includes("\0")).toBe(true);
      expect(decodeText(stored)).toBe(text);
    }),
    { numRuns: 2000 },
  );
});

test("any JSON value is stored as text that databases accept, and read back unchanged", () => {
  const value = fc.oneof(
    fc.jsonValue(),
    awkward,
    fc.dictionary(fc.oneof(awkward, fc.constant("__proto__")), awkward),
    fc.array(awkward),
  );
  fc.assert(
    fc.property(value, (json) => {
      const text = encodeJson(json, "content");
      expect(text.isWellFormed()).toBe(true);
      expect(/(?<!\\)(\\\\)*\\u(0000|d[89a-f])/.test(text)).toBe(false);
      expect(decodeJson(text)).toEqual(JSON.parse(JSON.stringify(json)));
      expect(JsonText.of(json, "content").value()).toStrictEqual(decodeJson(text));
    }),
    { numRuns: 2000 },
  );
});

test("text that needs no escape is stored unchanged", () => {
  for (const text of ["", "plain", "é 😀 \u0001 \u001f", "\\u0000", '"quoted"'])
    expect(encodeText(text)).toBe(text);
  expect(encodeJson({ a: ["\\ud800 as letters", "é"] }, "x")).toBe('{"a":["\\\\ud800 as letters","é"]}');
});

test("the nesting limit is independent of the stack size", () => {
  const nested = (levels: number): unknown => {
    let value: unknown = 1;
    for (let i = 0; i < levels; i++) value = [value];
    return value;
  };
  expect(() => encodeJson(nested(MAX_JSON_DEPTH), "content")).not.toThrow();
  expect(() => encodeJson(nested(MAX_JSON_DEPTH + 1), "content")).toThrow(/nested deeper than 500 levels/);
  expect(() => encodeJson(nested(1_000_000), "content")).toThrow(/nested deeper/);
});

test("plain objects of other realms are plain; instances of classes are not", () => {
  expect(encodeJson(vm.runInNewContext("({ a: [1, { b: null }] })"), "x")).toBe('{"a":[1,{"b":null}]}');
  expect(encodeJson(Object.assign(Object.create(null), { a: 1 }), "x")).toBe('{"a":1}');
  expect(() => encodeJson(vm.runInNewContext("new Date()"), "x")).toThrow(/x is a Date/);
  expect(() => encodeJson(new (class Money {})(), "x")).toThrow(/x is a Money/);
  expect(() => encodeJson({ a: [new Uint8Array(1)] }, "x")).toThrow(/x\.a\[0\] is a Uint8Array/);
});

test("an error shows the path, but no contents", () => {
  const secret = { "my secret key": { token: "hunter2", bad: Number.NaN } };
  expect(() => encodeJson(secret, "content")).toThrow('content["…"].bad is NaN, which JSON cannot hold');
});

test("the checked value is written: every member is read once", () => {
  let reads = 0;
  const changing = {
    get figure() {
      return ++reads === 1 ? 1 : Number.NaN;
    },
  };
  expect(encodeJson({ list: [changing] }, "x")).toBe('{"list":[{"figure":1}]}');
  expect(reads).toBe(1);
});

test("a throwing member is refused with its path, and its error is the cause", () => {
  const cause = new TypeError("of the caller's own");
  const fail = (): never => {
    throw cause;
  };
  const error = thrownBy(() =>
    encodeJson(
      {
        a: [
          {
            get b() {
              return fail();
            },
          },
        ],
      },
      "x",
    ),
  );
  expect(error).toMatchObject({ code: "validation", field: "x.a[0].b", cause });
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  expect(() => encodeJson({ a: proxy }, "x")).toThrow("x.a cannot be read");
  expect(() => encodeJson(new Proxy([], { get: fail }), "x")).toThrow("x cannot be read");
});

test("cycles are distinguished from depth, with the path of the cycle", () => {
  const circle: Record<string, unknown> = { list: [] };
  (circle.list as unknown[]).push({ again: circle });
  expect(() => encodeJson({ circle }, "x")).toThrow(
    "x.circle.list[0].again refers back to an object that contains it",
  );
});

test("much too large documents are refused without a traversal", () => {
  const text = "x".repeat(1 << 24);
  let bomb: unknown = [text];
  for (let i = 0; i < 40; i++) bomb = { left: bomb, right: bomb };
  expect(() => encodeJson(bomb, "x")).toThrow("x is longer than 128 MiB as JSON text");
  expect(() => encodeJson({ a: new Array(3e7) }, "x")).toThrow("x has more than 5,000,000 values");
});

function thrownBy(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    return error;
  }
}
