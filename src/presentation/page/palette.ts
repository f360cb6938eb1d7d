type Shades = readonly [light: string, dark: string];

/**
 * The colours of every page, in light and dark. A good, doubtful or bad state is also marked by a
 * sign or by words. A test checks all text colours against WCAG AA on the page and on panels.
 */
export const PALETTE = {
  page: ["#ffffff", "#0f1216"],
  panel: ["#f6f7f9", "#171b21"],
  text: ["#1a1f27", "#e7eaee"],
  quiet: ["#59626f", "#9aa5b3"],
  rule: ["#dfe3e8", "#2b323b"],
  edge: ["#b9c2cd", "#3f4955"],
  accent: ["#1257c4", "#73aaff"],
  caution: ["#a34d00", "#f2a65a"],
  pass: ["#0a6b52", "#4fd1a5"],
  miss: ["#b3203a", "#ff8a96"],
} as const satisfies Record<string, Shades>;

/** A custom property for each colour. Print uses the light ones. */
export const colourRules = (palette: Readonly<Record<string, Shades>>): string => `:root {
  color-scheme: light dark;
${Object.entries(palette)
  .map(([name, [light, dark]]) => `  --${name}: light-dark(${light}, ${dark});`)
  .join("\n")}
}
@media print { :root:root:root { color-scheme: light; } }
`;
