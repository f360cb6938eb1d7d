import { elapsed, NONE, rate, whole } from "../../../presentation/figures";
import { type Cell, type Column, left, right } from "../../../presentation/terminal/table";
import { rowsPerSecond } from "../totals";
import type { PlanTable, SourceReport, TableReport } from "../types";
import type { Words } from "../words";
import type { Writer } from "./writer";

/** What is worth a column only where it is not 0 everywhere. */
const AMONG_MOVED = [
  { heading: "there already", of: (table: TableReport) => table.unchanged },
  { heading: "duplicates", of: (table: TableReport) => table.duplicates },
  { heading: "updated", of: (table: TableReport) => table.updated },
  { heading: "left alone", of: (table: TableReport) => table.kept },
];

export function reportTable(writer: Writer, { tables, derived }: SourceReport, words: Words): void {
  const all = [...tables, ...derived];
  const among = AMONG_MOVED.filter(({ of }) => all.some((table) => of(table) > 0));
  const columns: Column[] = [
    ...names,
    right("rows"),
    right(words.moved, { dispensable: 1 }),
    right(words.quarantined),
    ...among.map(({ heading }) => right(heading, { dispensable: 5 })),
    left("verified", { dispensable: 2 }),
    right("time", { dispensable: 4 }),
    right("rows/s", { dispensable: 6 }),
  ];
  const row = (table: TableReport, name: string): Cell[] => [
    name,
    table.target,
    whole(table.sourceRows),
    whole(table.moved),
    quarantined(writer, table.quarantined),
    ...among.map(({ of }) => whole(of(table))),
    verification(writer, table),
    elapsed(table.seconds),
    speed(table),
  ];
  writer.table(columns, [
    ...tables.map((table) => row(table, table.table)),
    ...derived.map((table) => row(table, `${table.table}, in groups`)),
  ]);
}

export function planTable(writer: Writer, tables: readonly PlanTable[], words: Words): void {
  writer.table(
    [...names, right("rows"), right(words.moved, { dispensable: 1 }), right(words.quarantined)],
    tables.map(({ table, target, rows, willMove, willNotFit }) => [
      table,
      target,
      whole(rows),
      whole(willMove),
      quarantined(writer, willNotFit),
    ]),
  );
}

const names = [left("table", { atLeast: 10 }), left("to", { atLeast: 10, dispensable: 3 })];

const quarantined = ({ paints }: Writer, rows: number): Cell =>
  rows === 0 ? "0" : { text: whole(rows), paint: paints.caution };

function verification({ paints }: Writer, { verified, differing }: TableReport): Cell {
  if (verified === null) return { text: "no", paint: paints.quiet };
  return verified
    ? { text: "✓ yes", paint: paints.pass }
    : { text: `✗ ${whole(differing)} ${differing === 1 ? "differs" : "differ"}`, paint: paints.miss };
}

function speed({ moved, quarantined, seconds }: TableReport): string {
  const perSecond = rowsPerSecond(moved + quarantined, seconds);
  return perSecond === null ? NONE : rate(perSecond);
}
