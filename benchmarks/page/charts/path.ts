import { html, type Markup } from "../../../src/presentation/page/html";

/** Points as share of the width and pixels of the height. */
export type Points = readonly (readonly [share: number, y: number])[];

/** A thousand units wide at any drawn width: paths do not accept percentages. */
const WIDTH = 1000;

/** A drawing that is stretched to the available width. Its lines keep their thickness. */
export const stretched = (height: number, paths: readonly (Markup | null)[]): Markup =>
  html`<svg class="stretched" viewBox="0 0 ${WIDTH} ${height}" preserveAspectRatio="none" height="${height}">${paths}</svg>`;

export const path = (points: Points, attributes: string): Markup =>
  html`<path class="${attributes}" d="${lineThrough(points)}"/>`;

/** The area down to `floor`. */
export function area(points: Points, floor: number, attributes: string): Markup {
  const ends: Points = [
    [points.at(-1)?.[0] ?? 0, floor],
    [points[0]?.[0] ?? 0, floor],
  ];
  return html`<path class="${attributes}" d="${lineThrough([...points, ...ends])}Z"/>`;
}

const lineThrough = (points: Points): string =>
  points
    .map(([share, y], i) => `${i === 0 ? "M" : "L"}${Math.round(share * WIDTH)} ${Number(y.toFixed(1))}`)
    .join("");
