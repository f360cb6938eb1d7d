/** A zero without a sign, as databases keep it: so a write gives back what a later read will. */
export const unsignedZero = <T extends number | null | undefined>(figure: T): T =>
  figure === 0 ? (0 as T) : figure;
