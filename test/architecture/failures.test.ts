import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../support/child";

/**
 * Failures of other packages are numbered F1 to F21. Each is covered by a test case with its number
 * in the name.
 */
test("every one of F1 to F21 has a named case", () => {
  const sources = ["test", "conformance"].flatMap((folder) =>
    (readdirSync(join(ROOT, folder), { recursive: true }) as string[])
      .filter((file) => file.endsWith(".ts"))
      .map((file) => readFileSync(join(ROOT, folder, file), "utf8")),
  );
  const names = sources.flatMap((text) =>
    [...text.matchAll(/"((?:F\d+ )+)[^"]+"/g)].map(([, labels]) => labels!),
  );
  const labelled = new Set(names.flatMap((labels) => labels.trim().split(" ")));
  const missing = Array.from({ length: 21 }, (_, i) => `F${i + 1}`).filter((label) => !labelled.has(label));
  expect(missing).toEqual([]);
});
