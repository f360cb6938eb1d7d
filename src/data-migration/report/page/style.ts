/** Rules of this page beside those that every page has. */
export const reportStyle = `
main, .top, footer { max-width: 80rem; }
code { font: 0.8125rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; overflow-wrap: anywhere; }
.error { border-left: 3px solid var(--miss); background: var(--panel); padding: 0.6rem 0.9rem; margin: 1rem 0 0; max-width: 75ch; white-space: pre-wrap; }
.next { margin: 1rem 0 0; max-width: 75ch; background: var(--panel); border-left: 3px solid var(--accent); padding: 0.6rem 0.9rem; }
.next h2 { font-size: 1rem; }
.next ol { margin: 0; padding-left: 1.2rem; }
.tiles { margin-top: 1.5rem; gap: 0.75rem 2.25rem; }
.tiles dd { white-space: nowrap; }

.source { padding: 1.25rem 0 0.25rem; }
.source h3 { font-size: 1.125rem; margin: 0; }
.source > p { margin: 0; font-size: 0.8125rem; }
.files { width: 100%; }
.bar-cell { width: 35%; min-width: 7rem; padding-right: 1rem; }
.to { color: var(--quiet); margin-left: 0.4rem; }
.share { display: flex; gap: 1px; height: 0.625rem; border-radius: 2px; overflow: hidden; background: var(--rule); }
.share i { flex: 0 1 auto; min-width: 3px; }
.share .quarantined { flex-shrink: 0; }
.share .moved { background: var(--pass); }
.share .quarantined { background: repeating-linear-gradient(135deg, var(--caution) 0 3px, color-mix(in srgb, var(--caution) 45%, var(--page)) 3px 5px); }
.key { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; font-size: 0.8125rem; color: var(--quiet); margin: 0; }
.key .share { display: inline-flex; width: 1.5rem; vertical-align: middle; margin-right: 0.4rem; }
.key .share i { flex: 1; }
.wide td, .wide th { white-space: normal; vertical-align: top; }
.wide .number { white-space: nowrap; }
table.wide { min-width: min(100%, 36rem); }
tfoot > tr > * { border-top: 1px solid var(--rule); font-weight: 600; }
details { margin-top: 0.75rem; }
details > .scroll { margin-top: 0.25rem; }
summary { font-size: 0.875rem; }
.unknown { margin: 0.25rem 0 0; padding-left: 1.2rem; font-size: 0.8125rem; }
#facts .facts { grid-template-columns: 1fr; max-width: 60rem; }

@media (max-width: 40rem) {
  header { padding-top: 1.5rem; }
  .tiles { gap: 0.75rem 1.5rem; }
  .tiles dd { font-size: 1.25rem; }
  .bar-cell { display: none; }
  .files :is(th, td):not(:first-child) { padding-inline: 0.35rem; }
  .files thead th { white-space: normal; }
  .wide code { word-break: break-all; }
  .to { display: block; margin: 0; }
}
@media print {
  .bar-cell { min-width: 5rem; }
  table { font-size: 8pt; }
  th, td { padding-inline: 0.35rem; }
  .source { break-inside: avoid-page; }
  /* What is folded would be missing on paper. */
  details::details-content { content-visibility: visible; block-size: auto; display: block; }
}
`;
