/**
 * Converts a value of a migrated file to text. Types that JSON does not have are objects with one
 * member.
 */
export function fileText(value: unknown): string | null {
  if (typeof value === "string" || typeof value === "number") return String(value);
  if (typeof value !== "object" || value === null) return null;
  const { $integer, $bytes } = value as { $integer?: number | string; $bytes?: string };
  if ($integer !== undefined) return String($integer);
  return $bytes === undefined ? null : Buffer.from($bytes, "base64").toString();
}
