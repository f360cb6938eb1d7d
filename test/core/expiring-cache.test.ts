import { ExpiringCache } from "../../src/core/expiring-cache";

test("a value lives for its time, and not when the clock goes back", () => {
  const cache = new ExpiringCache<string>(10);
  cache.set("k", "v", { now: 100, ttlMs: 10 });
  expect(cache.get("k", 109)).toEqual({ value: "v", ageMs: 9 });
  expect(cache.get("k", 110)).toBeUndefined();
  cache.set("k", "v", { now: 100, ttlMs: 10 });
  expect(cache.get("k", 99)).toBeUndefined();
});

test("the value that was not used for longest makes room", () => {
  const cache = new ExpiringCache<number>(2);
  const at = { now: 0, ttlMs: 10 };
  cache.set("a", 1, at);
  cache.set("b", 2, at);
  cache.get("a", 0);
  cache.set("c", 3, at);
  expect(["a", "b", "c"].map((key) => cache.get(key, 0)?.value)).toEqual([1, undefined, 3]);
});

test("sizes are bounded in sum: also of values that replace others, and of one that is too large", () => {
  const cache = new ExpiringCache<string>(100, 10);
  const at = { now: 0, ttlMs: 10 };
  cache.set("a", "4", { ...at, size: 4 });
  cache.set("a", "5", { ...at, size: 5 });
  cache.set("b", "5", { ...at, size: 5 });
  expect(["a", "b"].map((key) => cache.get(key, 0)?.value)).toEqual(["5", "5"]);
  cache.set("c", "1", { ...at, size: 1 });
  expect(["a", "b", "c"].map((key) => cache.get(key, 0)?.value)).toEqual([undefined, "5", "1"]);
  cache.set("b", "11", { ...at, size: 11 });
  expect(["b", "c"].map((key) => cache.get(key, 0)?.value)).toEqual([undefined, "1"]);
});

test("entries are deleted by key and by prefix, and their sizes with them", () => {
  const cache = new ExpiringCache<number>(100, 3);
  const at = { now: 0, ttlMs: 10, size: 1 };
  for (const key of ["a\u0000x", "a\u0000y", "b\u0000x"]) cache.set(key, 1, at);
  cache.deleteAll("a\u0000");
  cache.delete("none");
  for (const key of ["c", "d"]) cache.set(key, 1, at);
  expect(["a\u0000x", "b\u0000x", "c", "d"].map((key) => cache.get(key, 0)?.value)).toEqual([
    undefined,
    1,
    1,
    1,
  ]);
});
