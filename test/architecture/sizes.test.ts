import { dirname } from "node:path";
import { files, textOf } from "./tree";

const MOST_LINES_OF_A_FILE = 350;
/** Lines of code: the doc comments of public methods are more than half of some stores. */
const MOST_LINES_OF_A_CLASS = 200;
const MOST_FILES_OF_A_FOLDER = 16;
const MOST_COLUMNS = 100;

const isComment = (line: string): boolean => /^\s*(?:\/\/|\/?\*)/.test(line);
const isCode = (line: string): boolean => line.trim() !== "" && !isComment(line);

/** Each class with its lines of code. */
function classesOf(file: string): { name: string; lines: number }[] {
  const lines = textOf(file).split("\n");
  return lines.flatMap((line, from) => {
    const name = /^(?:export )?(?:abstract )?class (\w+).*[^}]$/.exec(line)?.[1];
    if (name === undefined) return [];
    const to = lines.findIndex((each, i) => i > from && each.startsWith("}"));
    return [{ name, lines: lines.slice(from, to + 1).filter(isCode).length }];
  });
}

test("no file exceeds the maximum length", () => {
  const long = files.filter((file) => textOf(file).split("\n").length - 1 > MOST_LINES_OF_A_FILE);
  expect(long).toEqual([]);
});

test("no class exceeds the maximum lines of code", () => {
  const long = files.flatMap((file) =>
    classesOf(file).flatMap(({ name, lines }) =>
      lines > MOST_LINES_OF_A_CLASS ? `${file}: ${name}, ${lines}` : [],
    ),
  );
  expect(long).toEqual([]);
});

test("no folder exceeds the maximum number of files", () => {
  const counts = new Map<string, number>();
  for (const file of files) counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1);
  const full = [...counts].filter(([, count]) => count > MOST_FILES_OF_A_FOLDER);
  expect(full).toEqual([]);
});

test("comments are at most 100 columns wide, except comments for tools", () => {
  const wide = files.flatMap((file) =>
    textOf(file)
      .split("\n")
      .flatMap((line, i) =>
        isComment(line) && line.length > MOST_COLUMNS && !/biome-ignore|─/.test(line)
          ? `${file}:${i + 1}`
          : [],
      ),
  );
  expect(wide).toEqual([]);
});
