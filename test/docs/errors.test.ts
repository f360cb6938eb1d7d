import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ERROR_CODES } from "../../src/core/errors";
import { ROOT } from "../support/child";

test("docs/errors.md lists exactly the existing codes", () => {
  const page = readFileSync(join(ROOT, "docs/errors.md"), "utf8");
  const section = page.slice(page.indexOf("## Codes"), page.indexOf("## Was it written?"));
  const rows = [...section.matchAll(/^\| `(\w+)` \|/gm)].map(([, code]) => code);
  expect(rows).toEqual([...ERROR_CODES]);
});
