const NUMBER = /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i;

/** Whether a text is a number, in decimal or exponent notation. */
export const isNumberText = (text: string): boolean => NUMBER.test(text);

/** Whether a text is a whole number that a double would round. */
export const isRoundedText = (text: string): boolean =>
  /^[+-]?\d{16,308}$/.test(text) && BigInt(Number(text)) !== BigInt(text.replace("+", ""));

/** Integer as a number where that is exact, and else as text. */
export const exactNumber = (value: bigint): number | string =>
  value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : String(value);
