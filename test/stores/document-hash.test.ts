import { hashOf } from "../../src/stores/documents/cut";

/** A document of 20 MiB may have a million chunks, more than a call takes as arguments. */
test("the hash of a document takes any number of parts", () => {
  const parts = Array.from({ length: 300_000 }, (_, i) => `${i}`);
  expect(hashOf(parts)).toMatch(/^[\w-]{22}$/);
  expect(hashOf(parts)).not.toBe(hashOf(parts.slice(1)));
  expect(hashOf(["a", "b"])).not.toBe(hashOf(["ab"]));
});
