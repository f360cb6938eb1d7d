const MODULUS = 2 ** 53;
const ELSEWHERE: ReadonlySet<string> = new Set(["limit", "cursor", "order", "mode"]);

/**
 * 53 bits that tell queries apart by all that decides which rows come in which order: `query` and the members of `input`, in whatever
 * order, less those that say which page is wanted and those with defaults, which `query` tells of. It guards against mistakes, not against forgers, who see only their own rows anyway.
 *
 * Hashed member by member: 0.4 µs for a list, where sorting the members and writing them as JSON took 1.5.
 */
export function fingerprint(query: string, input: object): string {
  let sum = hash(query);
  for (const name in input) {
    const value = (input as Record<string, unknown>)[name];
    if (value === undefined || ELSEWHERE.has(name)) continue;
    sum += hash(typeof value === "string" ? `${name}="${value}` : `${name}=${JSON.stringify(value)}`);
  }
  return (sum % MODULUS).toString(36);
}

function hash(text: string): number {
  let a = 0x811c9dc5;
  let b = 0x5bd1e995;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 0x01000193);
    b = Math.imul(b ^ unit, 0x85ebca6b) ^ (b >>> 15);
  }
  return (a >>> 0) + (b & 0x1fffff) * 2 ** 32;
}
