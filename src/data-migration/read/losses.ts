/**
 * Ways in which a value is changed so that what the file has cannot be told from it any longer: precision, order, letters, or whether
 * there was a value at all. All other ways only store it in another form, such as JSON text as JSON.
 */
const LOSSES: ReadonlySet<string> = new Set([
  "float64 to float32 embedding",
  "negative zero to zero",
  "upper case to lower case",
  "empty text to null",
  "empty list to null",
  "empty names left out",
  "spaces around names left out",
  "sorted, each once",
  "unknown column not kept: the row's JSON is no object",
]);

/** @param how as it is noted behind the column */
export const isLossy = (how: string): boolean =>
  LOSSES.has(how) || how.endsWith("cut to milliseconds") || how.startsWith("null to ");
