import type { Report } from "./bring-in";
import { bold, dim, heading, line, red, table } from "./terminal";

/** Shows what became of every table. Returns what does not agree. */
export function showReport({ files, leftOut }: Report): string[] {
  heading("What became of the rows", "counted by reading the store");
  const disagreeing: string[] = [];
  const lines = files.flatMap(({ file, outcomes }) =>
    outcomes.map((outcome, i) => {
      const { table: name, rows, stored, called, repeated = 0, note = "", wrong } = outcome;
      const out = leftOut.filter((row) => row.file === file && row.table === name).length;
      const expected = rows - repeated - out;
      if (stored !== expected)
        disagreeing.push(`${file}, ${name}: ${expected} ${called} expected, ${stored} in the store`);
      if (wrong) disagreeing.push(`${file}, ${name}: ${wrong}`);
      const remark = out > 0 ? `${note && `${note}; `}${out} not brought in` : note;
      return [i === 0 ? file : "", name, rows, "→", stored, called, remark];
    }),
  );
  table([["file", "table", "rows", "", "stored", "", ""].map((title) => title), ...lines]);
  line(bold(`Not brought in: ${leftOut.length}`));
  for (const row of leftOut.slice(0, 20)) line(`${row.file}, ${row.table} ${row.key}: ${row.reason}`, 4);
  if (leftOut.length > 20) line(dim(`and ${leftOut.length - 20} more`), 4);
  for (const problem of disagreeing) line(red(problem));
  return disagreeing;
}
