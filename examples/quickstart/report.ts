import type { Report } from "./bring-in";
import { bold, dim, heading, line, table } from "./terminal";

/** Shows what became of every table. Returns what does not agree. */
export function showReport({ files, leftOut }: Report): string[] {
  heading("What became of the rows", "counted by reading the store");
  const disagreeing: string[] = [];
  const lines = files.flatMap(({ file, outcomes }) =>
    outcomes.map((outcome, i) => {
      const { table: name, rows, stored, called, repeated = 0, note, wrong } = outcome;
      const out = leftOut.filter((row) => row.file === file && row.table === name).length;
      const expected = rows - repeated - out;
      if (stored !== expected)
        disagreeing.push(`${file}, ${name}: ${expected} ${called} expected, ${stored} in the store`);
      if (wrong) disagreeing.push(`${file}, ${name}: ${wrong}`);
      const remarks = [
        note,
        repeated > 0 && `${repeated} were duplicates of the same ${called.replace(/s$/, "")}`,
        out > 0 && `${out} not brought in`,
      ];
      return [i === 0 ? file : "", name, rows, "→", stored, called, remarks.filter(Boolean).join("; ")];
    }),
  );
  table([["file", "table", "rows", "", "stored"], ...lines]);
  line(bold(`Not brought in: ${leftOut.length}`));
  for (const row of leftOut.slice(0, 20)) line(`${row.file}, ${row.table} ${row.key}: ${row.reason}`, 4);
  if (leftOut.length > 20) line(dim(`and ${leftOut.length - 20} more`), 4);
  return disagreeing;
}
