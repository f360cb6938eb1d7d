import { searchable } from "../../src/core/search-text";

/**
 * Texts that are one long run of combining marks. Normalization sorts them, and looking back from
 * each mark scanned all earlier ones (quadratic time).
 */
test("more than thirty marks on a letter are left out, however many there are", () => {
  const marks = "\u0331\u0307".repeat(50_000);
  expect(searchable(`\u05d0${marks}`).length).toBeLessThan(130);
  expect(searchable(`a${marks}b`)).toBe("ab");
  expect(searchable(`\u{1f44d}${"\u0301".repeat(50_000)}${"\u{1f3fb}".repeat(20_000)}`).length).toBeLessThan(
    130,
  );
});
