import { createHash } from "node:crypto";
import type { Report } from "../types";
import { chartStyle } from "./chart-style";
import { distributions, openLoop } from "./distribution";
import { failures } from "./failures";
import { figures } from "./figures";
import { list } from "./format";
import { growth } from "./growth";
import { headline } from "./headline";
import { html, Markup } from "./html";
import { overTime } from "./over-time";
import { pickers, pickRules, radios } from "./picks";
import { ratios } from "./ratios";
import { runFacts } from "./run-facts";
import { script } from "./script";
import { pageStyle } from "./style";
import { verdictSection } from "./verdict-section";
import { type View, viewOf } from "./view";

/**
 * A report as one HTML page that needs nothing else: no network, no fonts, and no JavaScript to be read.
 *
 * @param regressions what is worse than in the run that it was compared with, in words
 */
export function page(report: Report, regressions: readonly string[] = []): string {
  const view = viewOf(report);
  return `<!doctype html>\n${document(view, regressions).text}\n`;
}

const document = (view: View, regressions: readonly string[]): Markup => html`<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>Benchmark of ${list(view.engines)}</title>
<link rel="icon" href="data:,">
<style>${new Markup(`${pageStyle}${chartStyle}${pickRules(view)}`)}</style>
</head>
<body>
<div class="top">${headline(view, regressions)}<div class="ways">${navigation(view)}${radios("theme", "Theme", THEMES, 0)}</div></div>
<div class="bar-room"><div class="bar">${pickers(view)}</div></div>
<main>
${verdictSection(view)}
${distributions(view)}
${openLoop(view)}
${overTime(view)}
${growth(view)}
${ratios(view)}
${failures(view)}
${figures(view)}
${runFacts(view)}
</main>
<footer>p99: 99 of 100 calls took no longer. By hand: the same statements on the driver, prepared once, with equal results.</footer>
<script>${new Markup(script)}</script>
</body>
</html>`;

/** Whatever a name in a report may hold, nothing is loaded and no other script runs. */
const policy = `default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-${createHash("sha256").update(script).digest("base64")}'`;

const THEMES = [
  { id: "theme-auto", choice: "Auto" },
  { id: "theme-light", choice: "Light" },
  { id: "theme-dark", choice: "Dark" },
];

const navigation = ({ open }: View): Markup =>
  html`<nav aria-label="Sections">${[
    ["verdict", "Target"],
    ["distribution", "Latency"],
    ...(open.length > 0 ? [["open-loop", "Steady rate"]] : []),
    ["over-time", "Over time"],
    ["growth", "Growth"],
    ["ratios", "Against hand"],
    ["figures", "All figures"],
    ["facts", "Machine"],
  ].map(([id, title]) => html`<a href="#${id!}">${title!}</a>`)}</nav>`;
