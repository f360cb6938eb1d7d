/**
 * Colours, in light and dark. Blue and orange keep apart for every kind of colour blindness; passing and missing also differ by
 * their signs. A test holds them to WCAG AA on the page and on panels.
 */
export const PALETTE = {
  page: ["#ffffff", "#0f1216"],
  panel: ["#f6f7f9", "#171b21"],
  text: ["#1a1f27", "#e7eaee"],
  quiet: ["#59626f", "#9aa5b3"],
  rule: ["#dfe3e8", "#2b323b"],
  ours: ["#1257c4", "#73aaff"],
  hand: ["#a34d00", "#f2a65a"],
  pass: ["#0a6b52", "#4fd1a5"],
  miss: ["#b3203a", "#ff8a96"],
  "colour-0": ["#1257c4", "#73aaff"],
  "colour-1": ["#a34d00", "#f2a65a"],
  "colour-2": ["#00705f", "#43cdb4"],
  "colour-3": ["#a1196b", "#ff8fcb"],
  "colour-4": ["#6540b8", "#b79cff"],
  "colour-5": ["#6b6000", "#d6c84a"],
  "colour-6": ["#0b6a8a", "#5cc8ec"],
  "colour-7": ["#4c5563", "#b3bcc8"],
} as const satisfies Record<string, readonly [light: string, dark: string]>;

export const paletteRules = `:root {
  color-scheme: light dark;
${Object.entries(PALETTE)
  .map(([name, [light, dark]]) => `  --${name}: light-dark(${light}, ${dark});`)
  .join("\n")}
}
:root:has(#theme-light:checked) { color-scheme: light; }
:root:has(#theme-dark:checked) { color-scheme: dark; }
@media print { :root:root:root { color-scheme: light; } }
${Array.from({ length: 8 }, (_, i) => `.colour-${i} { --line: var(--colour-${i}); }`).join("\n")}`;
