import { fileOf, files, importsOf } from "./tree";

/**
 * A cycle of imports that contains the file, found by depth-first search; null if there is none.
 */
function findCircle(): string[] | null {
  const done = new Set<string>();
  const visit = (file: string, way: readonly string[]): string[] | null => {
    const at = way.indexOf(file);
    if (at >= 0) return [...way.slice(at), file];
    if (done.has(file)) return null;
    for (const target of importsOf(file)) {
      const next = fileOf(target);
      const found = next === null ? null : visit(next, [...way, file]);
      if (found) return found;
    }
    done.add(file);
    return null;
  };
  for (const file of files) {
    const found = visit(file, []);
    if (found) return found;
  }
  return null;
}

test("there are no import cycles, including type-only and indirect imports", () => {
  expect(findCircle()).toBeNull();
});
