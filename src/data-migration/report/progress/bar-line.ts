import type { Paint, Paints } from "../../../presentation/terminal/style";
import { cut, widthOf } from "../../../presentation/terminal/width";
import type { Task } from "./task";
import { countText, leftText, nameOf, phaseOf, shareOf, speedText } from "./words";

interface Room {
  now: number;
  columns: number;
  paints: Paints;
}

/** A part of a line. Where there is no room for all, those with the highest `rank` are left out. */
interface Field {
  kind: "name" | "bar" | "text";
  rank: number;
  width: number;
  show(width: number): string;
}

const GAP = 2;
const LEAST_BAR = 8;
const WIDEST_BAR = 40;
/** Names are not cut below this while something else can be left out. */
const LEAST_NAME = 16;

/**
 * One table as a line of no more columns: which one, what is done, a bar, how much of it, how fast,
 * and how long it will take.
 */
export function barLine(task: Task, { now, columns, paints }: Room): string {
  const shown = fitting(fieldsOf(task, now, paints), columns);
  const spare = columns - widthOfAll(shown);
  return shown
    .map(({ kind, width, show }) => {
      if (kind === "name") return show(Math.max(1, width + Math.min(0, spare)));
      return show(kind === "bar" ? Math.min(WIDEST_BAR, width + Math.max(0, spare)) : width);
    })
    .join(" ".repeat(GAP));
}

function fieldsOf(task: Task, now: number, paints: Paints): Field[] {
  const { latest } = task;
  const name = nameOf(latest);
  const text = (rank: number, content: string, paint: Paint = (each) => each): Field[] =>
    content === "" ? [] : [{ kind: "text", rank, width: widthOf(content), show: () => paint(content) }];
  const isOpen = latest.phase === "follow";
  const share = latest.total > 0 ? Math.min(1, latest.done / latest.total) : 1;
  return [
    { kind: "name", rank: 0, width: widthOf(name), show: (width) => cut(name, width) },
    ...text(3, phaseOf(latest), paints.quiet),
    ...(isOpen
      ? []
      : [
          {
            kind: "bar" as const,
            rank: 2,
            width: LEAST_BAR,
            show: (width: number) => bar(share, width, paints),
          },
        ]),
    ...(isOpen ? [] : text(1, shareOf(latest).padStart(5))),
    ...text(isOpen ? 1 : 6, countText(latest), paints.quiet),
    ...text(5, speedText(task, now)),
    ...text(4, leftText(task, now)),
  ];
}

function fitting(fields: readonly Field[], columns: number): readonly Field[] {
  const least = (field: Field): Field =>
    field.kind === "name" ? { ...field, width: Math.min(field.width, LEAST_NAME) } : field;
  let shown = fields;
  while (shown.length > 1 && widthOfAll(shown.map(least)) > columns) {
    const highest = Math.max(...shown.map(({ rank }) => rank));
    shown = shown.filter(({ rank }) => rank !== highest);
  }
  return shown;
}

const widthOfAll = (fields: readonly Field[]): number =>
  fields.reduce((sum, { width }) => sum + width + GAP, -GAP);

function bar(share: number, width: number, { pass, quiet }: Paints): string {
  const filled = Math.floor(share * width);
  return pass("█".repeat(filled)) + quiet("░".repeat(width - filled));
}
