import { split, widthOf } from "./width";

/**
 * Word wrap to a number of columns. A word that is longer than a line is broken, after a sign where
 * possible.
 */
export function wrap(text: string, columns: number): string[] {
  const room = Math.max(2, columns);
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && widthOf(line) + 1 + widthOf(word) > room) {
      lines.push(line);
      line = "";
    }
    line = line === "" ? word : `${line} ${word}`;
    while (widthOf(line) > room) {
      const head = broken(split(line, room)[0]);
      lines.push(head);
      line = line.slice(head.length);
    }
  }
  return [...lines, line];
}

const broken = (head: string): string => /^.+[_/.:-](?=.)/u.exec(head)?.[0] ?? head;

/**
 * Word wrap as one text, with an indent before all lines but the first.
 *
 * @param columns of the terminal
 */
export const wrapped = (text: string, indent: number, columns: number): string =>
  wrap(text, columns - indent).join(`\n${" ".repeat(indent)}`);
