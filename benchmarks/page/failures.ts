import { percent, plural, whole } from "../../src/presentation/figures";
import { scrolled, section } from "../../src/presentation/page/blocks";
import { html, type Markup } from "../../src/presentation/page/html";
import { operationName } from "./blocks";
import type { View } from "./view";

/** Failed calls with their error codes; empty if no call failed. */
export function failures({ report }: View): Markup | null {
  const failed = report.measurements.filter((each) => each.failures > 0);
  if (failed.length === 0) return null;
  const total = failed.reduce((sum, each) => sum + each.failures, 0);
  return section(
    "failures",
    "Failed calls",
    html`${plural(total, "call")} failed. Latencies and throughput are of successful calls only.`,
    scrolled(
      "failures-title",
      html`<table><thead><tr><th scope="col">Operation</th><th scope="col">Engine</th><th scope="col">Who</th><th scope="col">Loop</th><th scope="col" class="number">Records</th><th scope="col" class="number">Failed</th><th scope="col" class="number">Succeeded</th><th scope="col">Codes</th></tr></thead><tbody>${failed.map(
        (each) =>
          html`<tr data-operation="${each.operation}"><th scope="row">${operationName(each.operation)}</th><td>${each.engine}</td><td>${each.contender}</td><td>${each.loop}</td><td class="number">${whole(each.records)}</td><td class="number miss">${whole(each.failures)}</td><td class="number">${percent(each.successRate)}</td><td>${codes(each.failureCodes)}</td></tr>\n`,
      )}</tbody></table>`,
    ),
  );
}

const codes = (found: Record<string, number>): string =>
  Object.entries(found)
    .sort(([, a], [, b]) => b - a)
    .map(([code, times]) => `${code} ${whole(times)}`)
    .join(", ");
