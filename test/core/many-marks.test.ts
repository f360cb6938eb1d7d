import { searchable } from "../../src/core/search-text";

/**
 * Texts that are one run of marks: normalizing sorts them, and looking back from each went through
 * all before it.
 */
test("more than thirty marks on a letter are left out, however many there are", () => {
  const marks = "\u0331\u0307".repeat(50_000);
  expect(searchable(`\u05d0${marks}`).length).toBeLessThan(130);
  expect(searchable(`a${marks}b`)).toBe("ab");
  expect(searchable(`\u{1f44d}${"\u0301".repeat(50_000)}${"\u{1f3fb}".repeat(20_000)}`).length).toBeLessThan(
    130,
  );
});
