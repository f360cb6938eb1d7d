import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { problemsOf } from "./check.mjs";
import { writePages } from "./pages.mjs";
import { readReference } from "./read.mjs";

/**
 * `node main.mjs [folder]` writes `docs/api` of the project in the folder; default: this project.
 * With `--check` it writes nothing. It fails, with a line for each problem, if a page is not
 * current, a doc comment is incomplete, or an example does not compile.
 */
const { values, positionals } = parseArgs({
  options: { check: { type: "boolean" } },
  allowPositionals: true,
});
const ROOT = resolve(positionals[0] ?? join(dirname(fileURLToPath(import.meta.url)), "../../.."));
const FOLDER = join(ROOT, "docs/api");

const reference = readReference(ROOT);
const pages = writePages(reference);
if (values.check) {
  const problems = [...outdated(pages), ...problemsOf(reference, ROOT)];
  for (const problem of problems) console.log(problem);
  process.exitCode = problems.length > 0 ? 1 : 0;
} else {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  for (const [file, text] of pages) writeFileSync(join(FOLDER, file), text);
  console.log(`docs/api: ${pages.size} pages`);
}

/** Each page that differs from a newly generated one, with the first different line. */
function outdated(pages: Map<string, string>): string[] {
  const there = existsSync(FOLDER) ? readdirSync(FOLDER) : [];
  const cure = "run npm run docs:api and commit what it writes";
  return [...new Set([...pages.keys(), ...there])].flatMap((file) => {
    const page = pages.get(file);
    if (page === undefined) return [`docs/api/${file} is not a page of the reference: ${cure}`];
    if (!there.includes(file)) return [`docs/api/${file} is missing: ${cure}`];
    const [now, before] = [page, readFileSync(join(FOLDER, file), "utf8")].map((text) => text.split("\n"));
    if (page === before!.join("\n")) return [];
    const line = now!.findIndex((text, i) => text !== before![i]);
    const change = `line ${line + 1} would be: ${(now![line] ?? "").slice(0, 200)}`;
    return [`docs/api/${file} is not current: ${cure}; ${change}`];
  });
}
