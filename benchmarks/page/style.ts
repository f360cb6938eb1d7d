/**
 * CSS rules of this page, in addition to those of every page. Rules of the charts are in
 * `chart-style.ts`.
 */
export const pageStyle = `
html { scroll-padding-top: calc(var(--bar, 2.9rem) + 1rem); }
b.subject, span.subject { color: var(--subject); }
b.baseline, span.baseline { color: var(--baseline); }

.bar-room { position: sticky; top: 0; z-index: 3; background: var(--page); border-bottom: 1px solid var(--rule); }
.bar { display: flex; flex-wrap: wrap; gap: 0.375rem 1.25rem; align-items: center; padding-block: 0.5rem; font-size: 0.8125rem; }
.pick { font-size: 0.8125rem; border: 0; padding: 0; margin: 0; display: flex; align-items: center; gap: 0.5rem; min-width: 0; }
.pick legend { float: left; padding: 0; color: var(--quiet); }
.choices { display: flex; flex-wrap: wrap; background: var(--panel); border: 1px solid var(--rule); border-radius: 0.5rem; padding: 2px; }
.choices label { position: relative; cursor: pointer; }
.choices input { position: absolute; inset: 0; opacity: 0; margin: 0; cursor: pointer; }
.choices span { display: block; padding: 0.125rem 0.5rem; border-radius: 0.375rem; color: var(--quiet); }
.choices input:checked + span { background: var(--page); color: var(--text); box-shadow: 0 0 0 1px var(--rule); font-weight: 600; }
.choices input:focus-visible + span { outline: 2px solid var(--subject); outline-offset: 1px; }
.find { font: inherit; color: inherit; background: var(--page); border: 1px solid var(--rule); border-radius: 0.5rem; padding: 0.2rem 0.6rem; width: 10rem; }
.find::placeholder { color: var(--quiet); opacity: 1; }
.ways { display: flex; flex-wrap: wrap; gap: 0.75rem 2rem; justify-content: space-between; align-items: center; padding-bottom: 1rem; }

.engines { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 32rem), 1fr)); gap: 1rem 2.5rem; }
.engine { min-width: 0; }
.misses { padding-left: 1.1rem; margin: 1rem 0 0; }
.misses li::marker { content: "✗  "; color: var(--miss); }

.first { border-left: 1px solid var(--rule); }
tr.begins > * { border-top: 1px solid var(--rule); }
.verdict td { min-width: 4rem; padding-inline: 0.3rem; }
.tables { display: flex; flex-wrap: wrap; gap: 0 1.5rem; }
.tables .scroll { max-width: 100%; }
.heat { background-image: linear-gradient(0deg, color-mix(in srgb, var(--subject) calc(var(--heat) * 30%), transparent) 0 100%); }
td.miss { background-image: linear-gradient(0deg, color-mix(in srgb, var(--miss) 14%, transparent) 0 100%); font-weight: 700; }
.mark { font-size: 0.75rem; }
.heat .mark { color: var(--quiet); }
sup { color: var(--miss); font-weight: 700; line-height: 0; }
th button { font: inherit; color: inherit; background: none; border: 0; padding: 0; cursor: pointer; }
th button:hover { text-decoration: underline; }
[aria-sort="ascending"] button::after { content: " ↑"; }
[aria-sort="descending"] button::after { content: " ↓"; }
.filtered { display: none !important; }

@media (max-width: 40rem) {
  .bar-room { position: static; }
  html { scroll-padding-top: 0; }
}
@media print {
  .bar-room, .ways { display: none; }
  .engines { grid-template-columns: 1fr 1fr; gap: 0.5rem 1rem; }
  .strip, .chart { break-inside: avoid; }
  .multiples { grid-template-columns: 1fr 1fr !important; }
}
`;
