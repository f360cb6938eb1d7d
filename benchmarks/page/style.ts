import { paletteRules } from "./palette";

/** The page's own rules; those of the charts are in `chart-style.ts`. */
export const pageStyle = `${paletteRules}
*, ::before, ::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-padding-top: calc(var(--bar, 2.9rem) + 1rem); }
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
body {
  margin: 0; background: var(--page); color: var(--text);
  font: 400 0.9375rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", sans-serif;
  font-variant-numeric: tabular-nums; overflow-wrap: anywhere;
}
main, .top, .bar, footer { max-width: 100rem; margin: 0 auto; padding: 0 clamp(1rem, 3vw, 2.5rem); }
header { padding: 2.5rem 0 1.25rem; }
section { padding: 2.25rem 0 0; }
h1 { font-size: clamp(1.5rem, 1.1rem + 1.8vw, 2.25rem); line-height: 1.2; letter-spacing: -0.015em; margin: 0.25rem 0 0.5rem; text-wrap: balance; }
h2 { font-size: 1.375rem; line-height: 1.25; letter-spacing: -0.01em; margin: 0 0 0.25rem; }
h3 { font-size: 1rem; margin: 1rem 0 0.5rem; }
p { margin: 0 0 0.75rem; }
.overline { color: var(--quiet); font-size: 0.8125rem; margin: 0; }
.lead { color: var(--quiet); max-width: 75ch; }
.quiet { color: var(--quiet); font-weight: 400; }
.note { color: var(--quiet); font-style: italic; }
small { font-size: 0.8125rem; color: var(--quiet); font-weight: 400; letter-spacing: 0; }
b.ours, span.ours { color: var(--ours); }
b.hand, span.hand { color: var(--hand); }
.pass { color: var(--pass); }
.miss, .warning { color: var(--miss); }
.badge { font-size: 0.625em; vertical-align: 0.2em; border: 1.5px solid; border-radius: 99px; padding: 0.15em 0.7em; margin-right: 0.25em; white-space: nowrap; letter-spacing: 0; }
a { color: inherit; text-decoration-color: var(--quiet); text-underline-offset: 0.2em; text-decoration-thickness: 1px; }
:focus-visible { outline: 2px solid var(--ours); outline-offset: 2px; }

.bar-room { position: sticky; top: 0; z-index: 3; background: var(--page); border-bottom: 1px solid var(--rule); }
.bar { display: flex; flex-wrap: wrap; gap: 0.375rem 1.25rem; align-items: center; padding-block: 0.5rem; font-size: 0.8125rem; }
.pick { font-size: 0.8125rem; border: 0; padding: 0; margin: 0; display: flex; align-items: center; gap: 0.5rem; min-width: 0; }
.pick legend { float: left; padding: 0; color: var(--quiet); }
.choices { display: flex; flex-wrap: wrap; background: var(--panel); border: 1px solid var(--rule); border-radius: 0.5rem; padding: 2px; }
.choices label { position: relative; cursor: pointer; }
.choices input { position: absolute; inset: 0; opacity: 0; margin: 0; cursor: pointer; }
.choices span { display: block; padding: 0.125rem 0.5rem; border-radius: 0.375rem; color: var(--quiet); }
.choices input:checked + span { background: var(--page); color: var(--text); box-shadow: 0 0 0 1px var(--rule); font-weight: 600; }
.choices input:focus-visible + span { outline: 2px solid var(--ours); outline-offset: 1px; }
.find { font: inherit; color: inherit; background: var(--page); border: 1px solid var(--rule); border-radius: 0.5rem; padding: 0.2rem 0.6rem; width: 10rem; }
.find::placeholder { color: var(--quiet); opacity: 1; }
.ways { display: flex; flex-wrap: wrap; gap: 0.75rem 2rem; justify-content: space-between; align-items: center; padding-bottom: 1rem; }
nav { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; font-size: 0.875rem; }

.engines { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 32rem), 1fr)); gap: 1rem 2.5rem; }
.engine { min-width: 0; }
.tiles { display: flex; flex-wrap: wrap; gap: 0.5rem 2rem; margin: 0.25rem 0 0.75rem; }
.tiles dt { font-size: 0.8125rem; color: var(--quiet); }
.tiles dd { margin: 0; font-size: 1.5rem; line-height: 1.2; font-weight: 650; letter-spacing: -0.01em; }
.misses { padding-left: 1.1rem; margin: 1rem 0 0; }
.misses li::marker { content: "✗  "; color: var(--miss); }

.scroll { overflow-x: auto; max-width: 100%; margin-top: 0.75rem; position: relative; }
table { border-collapse: collapse; font-size: 0.8125rem; line-height: 1.35; overflow-wrap: normal; }
.caption { margin: 1.25rem 0 0; font-size: 0.8125rem; }
th, td { padding: 0.2rem 0.6rem; text-align: left; white-space: nowrap; font-weight: 400; }
thead th { color: var(--quiet); border-bottom: 1px solid var(--rule); vertical-align: bottom; }
th:first-child, td:first-child { padding-left: 0; position: sticky; left: 0; background: var(--page); z-index: 1; }
tbody tr:hover > * { background-color: var(--panel); }
.number { text-align: right; }
.first { border-left: 1px solid var(--rule); }
tr.begins > * { border-top: 1px solid var(--rule); }
.verdict td { min-width: 4rem; padding-inline: 0.3rem; }
.tables { display: flex; flex-wrap: wrap; gap: 0 1.5rem; }
.tables .scroll { max-width: 100%; }
.heat { background-image: linear-gradient(0deg, color-mix(in srgb, var(--ours) calc(var(--heat) * 30%), transparent) 0 100%); }
td.miss { background-image: linear-gradient(0deg, color-mix(in srgb, var(--miss) 14%, transparent) 0 100%); font-weight: 700; }
.mark { font-size: 0.75rem; }
.heat .mark { color: var(--quiet); }
sup { color: var(--miss); font-weight: 700; line-height: 0; }
summary { cursor: pointer; font-weight: 600; }
th button { font: inherit; color: inherit; background: none; border: 0; padding: 0; cursor: pointer; }
th button:hover { text-decoration: underline; }
[aria-sort="ascending"] button::after { content: " ↑"; }
[aria-sort="descending"] button::after { content: " ↓"; }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 28rem), 1fr)); gap: 0 2.5rem; }
.facts dl { margin: 0; }
.facts dl > div { display: grid; grid-template-columns: 9rem 1fr; gap: 0 1rem; padding: 0.3rem 0; border-top: 1px solid var(--rule); font-size: 0.875rem; }
.facts dt { color: var(--quiet); }
.facts dd { margin: 0; }
footer { padding-block: 2.5rem; color: var(--quiet); font-size: 0.8125rem; }
.filtered { display: none !important; }

@media (max-width: 40rem) {
  .bar-room { position: static; }
  html { scroll-padding-top: 0; }
  .facts dl > div { grid-template-columns: 7rem 1fr; }
}
@media print {
  .bar-room, .ways { display: none; }
  body { font-size: 9.5pt; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  header { padding-top: 0; }
  .engines { grid-template-columns: 1fr 1fr; gap: 0.5rem 1rem; }
  h2, h3, .lead { break-after: avoid; }
  .strip, .chart, tr, .tiles { break-inside: avoid; }
  .scroll { overflow: visible; }
  .multiples { grid-template-columns: 1fr 1fr !important; }
}
`;
