import { colourRules, PALETTE } from "./palette";

/** The CSS rules of every page. Rules for parts of a single page are with that page. */
export const baseStyle = `${colourRules(PALETTE)}
*, ::before, ::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
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
.pass { color: var(--pass); }
.caution { color: var(--caution); }
.miss, .warning { color: var(--miss); }
.badge { font-size: 0.625em; vertical-align: 0.2em; border: 1.5px solid; border-radius: 99px; padding: 0.15em 0.7em; margin-right: 0.25em; white-space: nowrap; letter-spacing: 0; }
a { color: inherit; text-decoration-color: var(--quiet); text-underline-offset: 0.2em; text-decoration-thickness: 1px; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
nav { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; font-size: 0.875rem; }

.tiles { display: flex; flex-wrap: wrap; gap: 0.5rem 2rem; margin: 0.25rem 0 0.75rem; }
.tiles dt { font-size: 0.8125rem; color: var(--quiet); }
.tiles dd { margin: 0; font-size: 1.5rem; line-height: 1.2; font-weight: 650; letter-spacing: -0.01em; }

/*
 * A scroll shadow at a side with more content. The element that covers it moves with the content.
 */
.scroll {
  overflow-x: auto; max-width: 100%; margin-top: 0.75rem; position: relative;
  background:
    linear-gradient(to right, var(--page) 60%, transparent) 0 0 / 1.25rem 100% no-repeat local,
    linear-gradient(to left, var(--page) 60%, transparent) 100% 0 / 1.25rem 100% no-repeat local,
    linear-gradient(to right, var(--edge), transparent) 0 0 / 0.75rem 100% no-repeat scroll,
    linear-gradient(to left, var(--edge), transparent) 100% 0 / 0.75rem 100% no-repeat scroll;
}
table { border-collapse: collapse; font-size: 0.8125rem; line-height: 1.35; overflow-wrap: normal; }
.caption { margin: 1.25rem 0 0; font-size: 0.8125rem; }
th, td { padding: 0.2rem 0.6rem; text-align: left; white-space: nowrap; font-weight: 400; }
thead th { color: var(--quiet); border-bottom: 1px solid var(--rule); vertical-align: bottom; }
th:first-child, td:first-child { padding-left: 0; position: sticky; left: 0; background: var(--page); z-index: 1; }
tbody tr:hover > * { background-color: var(--panel); }
.number { text-align: right; }
summary { cursor: pointer; font-weight: 600; }

.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 28rem), 1fr)); gap: 0 2.5rem; }
.facts dl { margin: 0; }
.facts dl > div { display: grid; grid-template-columns: 9rem 1fr; gap: 0 1rem; padding: 0.3rem 0; border-top: 1px solid var(--rule); font-size: 0.875rem; }
.facts dt { color: var(--quiet); }
.facts dd { margin: 0; }
footer { padding-block: 2.5rem; color: var(--quiet); font-size: 0.8125rem; }

@media (max-width: 40rem) {
  .facts dl > div { grid-template-columns: 7rem 1fr; }
}
@media print {
  body { font-size: 9.5pt; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  header { padding-top: 0; }
  h2, h3, .lead { break-after: avoid; }
  tr, .tiles { break-inside: avoid; }
  .scroll { overflow: visible; }
}
`;
