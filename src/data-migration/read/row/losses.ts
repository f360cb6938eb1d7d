/**
 * Lossy coercions: the value in the file can no longer be told from the target's. What is lost is
 * precision, order, letter case, or whether there was a value. All other coercions only change the
 * form of a value, such as JSON text to JSON.
 */
const LOSSY: ReadonlySet<string> = new Set([
  "float64 to float32 embedding",
  "embedding with NaN or infinity to null",
  "embedding of more than 16384 numbers to null",
  "embedding of zeros to null",
  "negative zero to zero",
  "upper case to lower case",
  "empty text to null",
  "empty list to null",
  "empty names left out",
  "spaces around names left out",
  "sorted, each once",
  "unknown column not kept: the row's JSON is no object",
]);

/** @param how the coercion, as it is noted after the column */
export const isLossy = (how: string): boolean =>
  LOSSY.has(how) || how.endsWith("cut to milliseconds") || how.startsWith("null to ");
