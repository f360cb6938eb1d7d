import { elapsed, NONE, plural, rate, whole } from "../../../presentation/figures";
import { type Content, html, type Markup } from "../../../presentation/page/html";
import { rowsPerSecond, sumOf } from "../totals";
import type { SourceReport, TableReport } from "../types";
import type { Words } from "../words";
import { shareBar } from "./bar";

interface Column {
  title: string | ((words: Words) => string);
  of(table: TableReport): Content;
  /** The sum below; null where there is none. */
  sum: ((tables: readonly TableReport[]) => Content) | null;
  /** Only where one of the tables has something to show. */
  where?(table: TableReport): boolean;
}

type Count = "sourceRows" | "moved" | "quarantined" | "unchanged" | "duplicates" | "updated" | "kept";

const count = (title: Column["title"], key: Count, only = false): Column => ({
  title,
  of: (table) => shown(key, table[key]),
  sum: (tables) => shown(key, sumOf(tables, key)),
  ...(only ? { where: (table: TableReport) => table[key] > 0 } : {}),
});

const shown = (key: Count, rows: number): Content =>
  key === "quarantined" && rows > 0 ? html`<b class="caution">${whole(rows)}</b>` : whole(rows);

/** Coerced values, with a loss or without one. */
const values = (title: string, lossy: boolean): Column => {
  const of = (table: TableReport): number =>
    table.coercions.reduce((sum, each) => sum + (each.lossy === lossy ? each.count : 0), 0);
  return {
    title,
    of: (table) => whole(of(table)),
    sum: (tables) => whole(tables.reduce((sum, table) => sum + of(table), 0)),
    where: (table) => of(table) > 0,
  };
};

const COLUMNS: readonly Column[] = [
  // What is looked for first is seen first where there is little room.
  { title: "verified", of: verification, sum: null },
  count("rows", "sourceRows"),
  count(({ moved }) => moved, "moved"),
  count(({ quarantined }) => quarantined, "quarantined"),
  count("there already", "unchanged", true),
  count("duplicates", "duplicates", true),
  count("updated", "updated", true),
  count("left alone", "kept", true),
  values("values with a loss", true),
  values("in another form", false),
  {
    title: "time",
    of: ({ seconds }) => elapsed(seconds),
    sum: (tables) => elapsed(sumOf(tables, "seconds")),
  },
  { title: "rows/s", of: (table) => speed([table]), sum: speed },
];

function verification({ verified, differing }: TableReport): Content {
  if (verified === null) return html`<span class="quiet">no</span>`;
  return verified
    ? html`<span class="pass">✓ yes</span>`
    : html`<b class="miss">✗ ${plural(differing, "row")} ${differing === 1 ? "differs" : "differ"}</b>`;
}

function speed(tables: readonly TableReport[]): string {
  const rows = sumOf(tables, "moved") + sumOf(tables, "quarantined");
  const perSecond = rowsPerSecond(rows, sumOf(tables, "seconds"));
  return perSecond === null ? NONE : rate(perSecond);
}

/** What became of each table of a file, and below of what was made of groups of its rows. */
export function tableOfTables({ tables, derived }: SourceReport, words: Words): Markup {
  const columns = COLUMNS.filter(({ where }) => where === undefined || [...tables, ...derived].some(where));
  return html`<table class="files"><thead><tr><th scope="col">table</th><th scope="col" class="bar-cell"></th>${columns.map(
    ({ title }) =>
      html`<th scope="col" class="number">${typeof title === "string" ? title : title(words)}</th>`,
  )}</tr></thead>
<tbody>${tables.map((table) => row(table, columns, words))}</tbody>${
    derived.length === 0
      ? null
      : html`
<tbody><tr><th scope="rowgroup" colspan="${columns.length + 2}" class="quiet">Made of groups of these rows, and not counted again</th></tr>${derived.map((table) => row(table, columns, words))}</tbody>`
  }${
    tables.length < 2
      ? null
      : html`<tfoot><tr><th scope="row">all</th><td class="bar-cell"></td>${columns.map(({ sum }) => html`<td class="number">${sum === null ? null : sum(tables)}</td>`)}</tr></tfoot>`
  }</table>`;
}

const row = (table: TableReport, columns: readonly Column[], words: Words): Markup =>
  html`<tr><th scope="row"><bdi>${table.table}</bdi><span class="to">→ <bdi>${table.target}</bdi></span></th><td class="bar-cell">${shareBar(table, words)}</td>${columns.map(
    ({ of }) => html`<td class="number">${of(table)}</td>`,
  )}</tr>\n`;
