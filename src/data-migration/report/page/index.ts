import { elapsed, instant, NONE, plural, rate, whole } from "../../../presentation/figures";
import { described, scrolled, section } from "../../../presentation/page/blocks";
import { documentOf } from "../../../presentation/page/document";
import { type Content, html, type Markup, withCode } from "../../../presentation/page/html";
import { type Commands, FUNCTIONS } from "../commands";
import { nextStepText } from "../next-step";
import { byTier, rowsPerSecond, sumOf, type Totals, totalsOf } from "../totals";
import type { MigrationReport, SourceReport } from "../types";
import { verdictOf } from "../verdict";
import { NOT_BEGUN, type Words, wordsOf } from "../words";
import { barKey } from "./bar";
import { details } from "./details";
import { reportStyle } from "./style";
import { tableOfTables } from "./tables";

/** A run as one HTML page that needs nothing else: no network, no fonts and no JavaScript. */
export function reportPage(report: MigrationReport, commands: Commands = FUNCTIONS): string {
  const totals = totalsOf(report);
  const words = wordsOf(report);
  const tiers = byTier(report.sources);
  return documentOf({
    title: `Data migration: ${verdictOf(report).badge.slice(2)}`,
    style: reportStyle,
    body: html`<div class="top">${headline(report)}${error(report)}${next(report, commands)}${tiles(totals, words)}</div>
<main>
${tiers.length === 0 ? html`<p class="note">No files were read.</p>` : barKey(words, totals.quarantined > 0)}
${tiers.map(({ tier, meaning, sources }) =>
  section(
    tier.toLowerCase(),
    html`${tier} <small>${meaning}</small>`,
    summary(sources, words),
    sources.map((source, i) => fileOf(source, { id: `${tier.toLowerCase()}-${i + 1}`, words })),
  ),
)}
${facts(report)}
</main>
<footer>Rows = moved + in quarantine. A row in quarantine is kept with its raw values and the reason; the files were only read.</footer>`,
  });
}

function headline(report: MigrationReport): Markup {
  const { tone, badge, sentence } = verdictOf(report);
  const { engine, place } = report.target;
  return html`<header>
<p class="overline">Data migration${report.dryRun ? " · dry run, nothing was written" : ""} · ${instant(report.startedAt)}</p>
<h1><span class="badge ${tone}">${badge}</span> ${sentence}</h1>
<p class="lead">Into ${engine === "sqlite" ? "SQLite" : "PostgreSQL"} at <bdi>${place}</bdi></p>
</header>`;
}

const error = (report: MigrationReport): Markup | null =>
  report.error === null
    ? null
    : html`<p class="error"><b class="miss">Error:</b> ${withCode(report.error)}</p>`;

const next = (report: MigrationReport, commands: Commands): Markup | null =>
  report.next.length === 0
    ? null
    : html`<section class="next" aria-labelledby="next-title"><h2 id="next-title">What to do now</h2><ol>${report.next.map((each) => html`<li>${withCode(nextStepText(each, commands))}</li>`)}</ol></section>`;

function tiles(totals: Totals, words: Words): Markup {
  const { rows, moved, quarantined, tables, verified, failed, seconds } = totals;
  const perSecond = rowsPerSecond(moved + quarantined, seconds);
  const all: [string, Content, string][] = [
    ["rows in the files", whole(rows), ""],
    [words.moved, whole(moved), moved === rows ? "pass" : ""],
    [words.quarantined, whole(quarantined), quarantined > 0 ? "caution" : ""],
    [
      "tables verified",
      html`${whole(verified - failed)} <small>of ${whole(tables)}</small>`,
      failed > 0 ? "miss" : verified === tables && tables > 0 ? "pass" : "",
    ],
    ["time", elapsed(seconds), ""],
    ["rows/s", perSecond === null ? NONE : rate(perSecond), ""],
  ];
  return html`<dl class="tiles">${all.map(([label, value, tone]) => html`<div><dt>${label}</dt><dd class="${tone}">${value}</dd></div>`)}</dl>`;
}

function summary(sources: readonly SourceReport[], words: Words): string {
  const tables = sources.flatMap((source) => source.tables);
  const rows = sumOf(tables, "sourceRows");
  const quarantined = sumOf(tables, "quarantined");
  const files = plural(sources.length, "file");
  if (tables.length === 0) return `${files}, not begun.`;
  if (rows === 0) return `${files} without rows.`;
  return `${files}, ${plural(rows, "row")}: ${whole(sumOf(tables, "moved"))} ${words.moved}${quarantined > 0 ? `, ${whole(quarantined)} ${words.quarantined}` : ""}.`;
}

/** One file. */
function fileOf(source: SourceReport, { id, words }: { id: string; words: Words }): Markup {
  const { name, path, sha256, tables } = source;
  return html`<article class="source"><h3 id="${id}">${source.source}${name === source.source ? null : html` <small><bdi>${name}</bdi></small>`}</h3>
<p><code><bdi>${path}</bdi></code></p>
<p class="quiet">SHA-256 <code>${sha256}</code></p>
${[...tables, ...source.derived].length === 0 ? html`<p class="note">${NOT_BEGUN}</p>` : scrolled(id, tableOfTables(source, words))}
${details(source, id, words)}</article>\n`;
}

const facts = (report: MigrationReport): Markup =>
  section(
    "facts",
    "Run",
    "What the figures belong to.",
    html`<div class="facts">${described([
      ["run", html`<code>${report.runId}</code>`],
      ["status", report.status.replaceAll("_", " ")],
      ["started", instant(report.startedAt)],
      ["finished", report.finishedAt === null ? NONE : instant(report.finishedAt)],
      ["target", report.target.place],
      ["dry run", report.dryRun ? "yes: nothing was written" : "no"],
    ])}</div>`,
  );
