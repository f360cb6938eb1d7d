/** Removes the sign of a zero, as databases do: a write then returns the same as a later read. */
export const unsignedZero = <T extends number | null | undefined>(figure: T): T =>
  figure === 0 ? (0 as T) : figure;
