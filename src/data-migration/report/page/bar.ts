import { percent, plural, whole } from "../../../presentation/figures";
import { html, type Markup } from "../../../presentation/page/html";
import type { Words } from "../words";

interface Counts {
  sourceRows: number;
  moved: number;
  quarantined: number;
}

/**
 * Which part of the rows was moved, which is in quarantine, and what is still to come. Even one row
 * in a million is seen.
 */
export function shareBar({ sourceRows, moved, quarantined }: Counts, words: Words): Markup {
  const inQuarantine = quarantined > 0 ? `, ${whole(quarantined)} ${words.quarantined}` : "";
  const text =
    sourceRows === 0
      ? "no rows"
      : `${whole(moved)} of ${plural(sourceRows, "row")} ${words.moved} (${percent(moved / sourceRows)})${inQuarantine}`;
  return html`<div class="share" role="img" aria-label="${text}" title="${text}">${part("moved", moved, sourceRows)}${part("quarantined", quarantined, sourceRows)}</div>`;
}

const part = (className: string, rows: number, of: number): Markup | null =>
  rows > 0 && of > 0
    ? html`<i class="${className}" style="width:${Math.min(100, (rows / of) * 100)}%"></i>`
    : null;

export const barKey = (words: Words, withQuarantine: boolean): Markup =>
  html`<p class="key"><span><span class="share"><i class="moved"></i></span>${words.moved}</span>${
    withQuarantine
      ? html`<span><span class="share"><i class="quarantined"></i></span>${words.quarantined}</span>`
      : null
  }</p>`;
