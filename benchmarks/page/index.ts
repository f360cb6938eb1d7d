import { list } from "../../src/presentation/figures";
import { documentOf } from "../../src/presentation/page/document";
import { html, type Markup } from "../../src/presentation/page/html";
import type { Report } from "../types";
import { chartStyle } from "./charts/chart-style";
import { distributions, openLoop } from "./charts/distribution";
import { growth } from "./charts/growth";
import { overTime } from "./charts/over-time";
import { pickers, pickRules, radios } from "./charts/picks";
import { failures } from "./failures";
import { figures } from "./figures";
import { headline } from "./headline";
import { chartColours } from "./palette";
import { ratios } from "./ratios";
import { runFacts } from "./run-facts";
import { script } from "./script";
import { pageStyle } from "./style";
import { verdictSection } from "./verdict-section";
import { type View, viewOf } from "./view";

/**
 * Report as one self-contained HTML page. It needs no network and no fonts, and is readable without
 * JavaScript.
 *
 * @param regressions figures that are worse than in the earlier run, in words
 */
export function page(report: Report, regressions: readonly string[] = []): string {
  const view = viewOf(report);
  return documentOf({
    title: `Benchmark of ${list(view.engines)}`,
    style: `${chartColours}${pageStyle}${chartStyle}${pickRules(view)}`,
    script,
    body: body(view, regressions),
  });
}

const body = (
  view: View,
  regressions: readonly string[],
): Markup => html`<div class="top">${headline(view, regressions)}<div class="ways">${navigation(view)}${radios("theme", "Theme", THEMES, 0)}</div></div>
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
<footer>p99: 99 of 100 calls took no longer. Subject: unified-store. Baseline: the same SQL by hand on the driver, prepared once, with equal results.</footer>`;

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
    ["ratios", "Against the baseline"],
    ["figures", "All figures"],
    ["facts", "Machine"],
  ].map(([id, title]) => html`<a href="#${id!}">${title!}</a>`)}</nav>`;
