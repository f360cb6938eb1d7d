import { list, plural, whole } from "../../../presentation/figures";
import { scrolled } from "../../../presentation/page/blocks";
import { type Content, html, type Markup } from "../../../presentation/page/html";
import type { SourceReport, TableReport } from "../types";
import { unknownOf } from "../unknown";
import type { Words } from "../words";

/** A line of a table, with the source table that it is about. */
type Line = readonly Content[];

interface Details {
  id: string;
  title: Content;
  open: boolean;
  headings: readonly string[];
  lines: readonly Line[];
}

/** What does not show in the counts: why, what was changed, what differs and what is unknown. */
export function details(source: SourceReport, id: string, words: Words): Content {
  const tables = [...source.tables, ...source.derived];
  return [
    foldable(differences(tables, id)),
    foldable(reasons(tables, id, words)),
    foldable(losses(tables, id, words)),
    foldable(conversions(tables, id, words)),
    duplicates(tables),
    unknown(source, words),
  ];
}

function foldable({ id, title, open, headings, lines }: Details): Markup | null {
  if (lines.length === 0) return null;
  const table = html`<table class="wide"><thead><tr>${headings.map(
    (heading) => html`<th scope="col"${NUMBERS.has(heading) ? html` class="number"` : null}>${heading}</th>`,
  )}</tr></thead><tbody>${lines.map(
    (line) =>
      html`<tr>${line.map((cell, i) => html`<td${NUMBERS.has(headings[i]!) ? html` class="number"` : null}>${cell}</td>`)}</tr>\n`,
  )}</tbody></table>`;
  return html`<details${open ? html` open=""` : null}><summary id="${id}">${title}</summary>${scrolled(id, table)}</details>`;
}

const NUMBERS = new Set(["rows", "values"]);

const named = (name: string): Markup => html`<bdi>${name}</bdi>`;

function differences(tables: readonly TableReport[], id: string): Details {
  const differing = tables.reduce((sum, table) => sum + table.differing, 0);
  const lines = tables.flatMap(({ table, differences }) =>
    differences.map(
      ({ key, columns, problem }): Line => [
        named(table),
        html`<code>${named(key)}</code>`,
        problem === "missing" ? "is not in the target" : `differs in ${list(columns) || "its scope"}`,
      ],
    ),
  );
  const more = differing > lines.length ? `, of which ${whole(lines.length)} are shown` : "";
  return {
    id: `${id}-differences`,
    title: html`<span class="miss">${plural(differing, "row")} not in the target as they should be${more}</span>`,
    open: true,
    headings: ["table", "row", "what is wrong"],
    lines,
  };
}

function reasons(tables: readonly TableReport[], id: string, words: Words): Details {
  const rows = tables.reduce((sum, { quarantined }) => sum + quarantined, 0);
  return {
    id: `${id}-quarantine`,
    title: html`<span class="caution">Why ${plural(rows, "row")} ${words.areInQuarantine(rows)}</span>`,
    open: true,
    headings: ["table", "rows", "reason", "such as row"],
    lines: tables.flatMap((table) =>
      table.reasons.map(
        ({ reason, count, example }): Line => [
          named(table.table),
          whole(count),
          named(reason),
          html`<code>${named(example)}</code>`,
        ],
      ),
    ),
  };
}

function losses(tables: readonly TableReport[], id: string, words: Words): Details {
  const { title, ...ways } = coercions(tables, true, words.lostSomething);
  return { id: `${id}-losses`, title: html`<span class="caution">${title}</span>`, open: true, ...ways };
}

function conversions(tables: readonly TableReport[], id: string, words: Words): Details {
  const values = tables.flatMap((table) => table.coercions.filter(({ lossy }) => !lossy));
  const count = values.reduce((sum, each) => sum + each.count, 0);
  return {
    id: `${id}-conversions`,
    open: false,
    ...coercions(tables, false, words.areInAnotherForm(count)),
  };
}

function coercions(
  tables: readonly TableReport[],
  lossy: boolean,
  what: string,
): Pick<Details, "title" | "headings" | "lines"> {
  const all = tables.flatMap((table) => table.coercions.filter((each) => each.lossy === lossy));
  const values = all.reduce((sum, { count }) => sum + count, 0);
  return {
    title: `${plural(values, "value")} ${what}, in ${plural(all.length, "way")}`,
    headings: ["table", "values", "column and change", "example"],
    lines: tables.flatMap((table) =>
      table.coercions
        .filter((each) => each.lossy === lossy)
        .sort((a, b) => b.count - a.count)
        .map(
          ({ name, count, example }): Line => [
            named(table.table),
            whole(count),
            named(name),
            example === "" ? null : html`<code>${named(example)}</code>`,
          ],
        ),
    ),
  };
}

function duplicates(tables: readonly TableReport[]): Markup | null {
  const items = tables
    .filter((table) => table.duplicates > 0)
    .map(
      (table) =>
        html`<li>${plural(table.duplicates, "row")} of <b>${named(table.table)}</b> ${
          table.duplicates === 1 ? "is a duplicate" : "are duplicates"
        } of others${table.duplicateExample === "" ? null : html`, such as row <code>${named(table.duplicateExample)}</code>`}: they have one row in the target.</li>`,
    );
  return items.length === 0 ? null : html`<ul class="unknown">${items}</ul>`;
}

function unknown(source: SourceReport, words: Words): Markup | null {
  const items = unknownOf(source, words).map(
    ({ what, name, fate, lost }) =>
      html`<li>${what} <b>${named(name)}</b> is unknown: <span class="${lost ? "caution" : "quiet"}">${fate}.</span></li>`,
  );
  return items.length === 0 ? null : html`<ul class="unknown">${items}</ul>`;
}
