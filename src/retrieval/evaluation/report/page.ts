import { milliseconds } from "../../../presentation/figures";
import { scrolled, section } from "../../../presentation/page/blocks";
import { documentOf } from "../../../presentation/page/document";
import { type Content, html } from "../../../presentation/page/html";
import type { RetrievalConfigFigures, RetrievalEvaluation } from "../types";
import { countsOf, differenceOf, labelOf, measure } from "./table";

const STYLE = `
.meter { display: inline-block; vertical-align: middle; width: 8rem; height: 0.5rem; margin-left: 0.6rem; border: 1px solid var(--edge); }
.meter i { display: block; height: 100%; background: var(--accent); }
@media (max-width: 40rem) { .meter { display: none; } }
`;

/**
 * The result of `evaluate` as an HTML page: self-contained, without a script or a request, light
 * and dark.
 *
 * @example
 * const evaluation = await acme.retrieval.evaluate({ dataset, configs: ["support", "default"] });
 * await writeFile("evaluation.html", evaluationPage(evaluation));
 */
export function evaluationPage(
  evaluation: RetrievalEvaluation,
  { title = "Retrieval evaluation" } = {},
): string {
  const { k, configs } = evaluation;
  const lead = `${countsOf(evaluation)}. Means over the queries, of the first ${k} hits of each.`;
  const headings = [`nDCG@${k}`, `recall@${k}`, "MRR", "p50 ms", "p95 ms"];
  const best = Math.max(...configs.map(({ ndcg }) => ndcg));
  const table = html`<table><thead><tr><th scope="col">Configuration</th>${headings.map(
    (each) => html`<th scope="col" class="number">${each}</th>`,
  )}<th scope="col">Difference of nDCG, 95 % interval</th></tr></thead><tbody>
${configs.map((each) => rowOf(each, best))}</tbody></table>`;
  const body = html`<main><header><h1>${title}</h1><p class="lead">${lead}</p></header>
${section(
  "figures",
  "Configurations",
  "Differences are from the first configuration, by the paired bootstrap. An interval that contains 0 may be chance.",
  scrolled("figures-title", table),
)}${section("measures", "Measures", "What the columns say.", MEASURES)}</main>`;
  return documentOf({ title, style: STYLE, body });
}

const MEASURES = html`<ul>
<li>nDCG: normalized discounted cumulative gain. The gain of a hit is 2^relevance − 1, its discount log2(rank + 1).</li>
<li>Recall: the part of the relevant rows that was found.</li>
<li>MRR: mean reciprocal rank of the first relevant hit.</li>
<li>p50, p95: half and 95 % of the searches took no longer.</li>
</ul>`;

function rowOf(each: RetrievalConfigFigures, best: number): Content {
  const cells = [each.recall, each.mrr].map(measure);
  const times = [each.latencyMs.p50, each.latencyMs.p95].map(milliseconds);
  const mark = each.ndcg === best ? html` <small class="pass">best</small>` : null;
  const meter = html`<span class="meter" aria-hidden="true"><i style="width: ${each.ndcg * 100}%"></i></span>`;
  return html`<tr><th scope="row">${labelOf(each)}${mark}</th><td class="number">${measure(each.ndcg)}${meter}</td>${[
    ...cells,
    ...times,
  ].map((cell) => html`<td class="number">${cell}</td>`)}<td>${differenceOf(each)}</td></tr>
`;
}
