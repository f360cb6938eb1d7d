import { colourRules } from "../../src/presentation/page/palette";

/**
 * Colors of the charts, in addition to the colors of every page. Blue and orange can be
 * distinguished with every kind of color blindness.
 */
export const CHART_PALETTE = {
  subject: ["#1257c4", "#73aaff"],
  baseline: ["#a34d00", "#f2a65a"],
  "colour-0": ["#1257c4", "#73aaff"],
  "colour-1": ["#a34d00", "#f2a65a"],
  "colour-2": ["#00705f", "#43cdb4"],
  "colour-3": ["#a1196b", "#ff8fcb"],
  "colour-4": ["#6540b8", "#b79cff"],
  "colour-5": ["#6b6000", "#d6c84a"],
  "colour-6": ["#0b6a8a", "#5cc8ec"],
  "colour-7": ["#4c5563", "#b3bcc8"],
} as const satisfies Record<string, readonly [light: string, dark: string]>;

export const chartColours = `${colourRules(CHART_PALETTE)}
:root:has(#theme-light:checked) { color-scheme: light; }
:root:has(#theme-dark:checked) { color-scheme: dark; }
${Array.from({ length: 8 }, (_, i) => `.colour-${i} { --line: var(--colour-${i}); }`).join("\n")}`;
