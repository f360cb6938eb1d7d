import { duration, instant, list, plural, size, whole } from "../../src/presentation/figures";
import { html, type Markup } from "../../src/presentation/page/html";
import { type Verdict, verdictOf } from "./verdict";
import type { View } from "./view";

/** Verdict in one sentence: whether the target was met. */
export function headline(view: View, regressions: readonly string[]): Markup {
  const { report, engines } = view;
  const { workers, stores, seconds } = report.settings;
  return html`<header>
<p class="overline">Benchmark${engines.length === 0 ? "" : ` of ${list(engines)}`} · ${instant(report.startedAt)}</p>
${statement(view, verdictOf(view))}
${regressions.length === 0 ? null : html`<h1><span class="badge miss">✗ Worse</span> than the earlier run, in ${plural(regressions.length, "figure")}.</h1><ul class="misses">${regressions.map((each) => html`<li>${each}</li>`)}</ul>`}
<p class="lead">${plural(workers, "worker")}, each waiting for its answer before it calls again; ${duration(seconds * 1000)} for each operation; ${stores.length === 1 ? "store" : "stores"} ${list(stores)}.</p>
</header>`;
}

function statement({ report, closed }: View, { judged, misses }: Verdict): Markup {
  const { targetP99Ms, records } = report.settings;
  const target = duration(targetP99Ms);
  if (judged.length === 0)
    return html`<h1><span class="badge">No verdict</span> Nothing was measured that a target of ${target} could judge.</h1>`;
  const at = `with ${list(records.map(size))} records`;
  const failed = closed.reduce((sum, { subject }) => sum + (subject?.failures ?? 0), 0);
  const warning =
    failed > 0 ? html` <a class="warning" href="#failures">${plural(failed, "call")} failed.</a>` : null;
  return misses.length === 0
    ? html`<h1><span class="badge pass">✓ Passed</span> Every p99 is within ${target} ${at}.${warning}</h1>`
    : html`<h1><span class="badge miss">✗ Missed</span> ${whole(misses.length)} of ${plural(judged.length, "p99 figure")} ${misses.length === 1 ? "misses" : "miss"} the target of ${target} ${at}.${warning}</h1>`;
}
