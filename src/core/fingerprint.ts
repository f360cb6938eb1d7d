const MODULUS = 2 ** 52;

/**
 * A fingerprint of a query, 52 bits. It covers everything that decides which rows come in which
 * order: `query`, the members of `input` in any order, and `defaults`, the members that have a
 * default. It leaves out the members that select a page. It guards against mistakes, not against
 * forgers, who see only their own rows in any case.
 *
 * The text and the mode of a search have parts of their own, such as `1x2y.text3z.mode4w`, so that
 * an error can name what differs.
 */
export function fingerprint(query: string, input: object, defaults: object = {}): string {
  let sum = hash(query);
  const named = new Map<string, string>();
  const add = (name: string, value: unknown): void => {
    const member = typeof value === "string" ? `${name}="${value}` : `${name}=${JSON.stringify(value)}`;
    if (NAMED.includes(name)) named.set(name, hash(member).toString(36));
    else sum = (sum + hash(member)) % MODULUS;
  };
  for (const name in input) {
    const value = (input as Record<string, unknown>)[name];
    if (value !== undefined && !PAGING.has(name) && !(name in defaults)) add(name, value);
  }
  for (const [name, value] of Object.entries(defaults)) add(name, value);
  const parts = NAMED.flatMap((name) => (named.has(name) ? [`${name}${named.get(name)}`] : []));
  return [sum.toString(36), ...parts].join(".");
}

/**
 * What differs between two fingerprints: `text`, `mode` or both; null where more may differ.
 */
export function differenceOf(one: string, other: string): string | null {
  const [rest, ...named] = one.split(".");
  const [otherRest, ...otherNamed] = other.split(".");
  if (rest !== otherRest || named.length !== otherNamed.length) return null;
  const names = NAMED.filter((name) => partOf(named, name) !== partOf(otherNamed, name));
  return names.join(" and ") || null;
}

const NAMED: readonly string[] = ["text", "mode"];
const partOf = (parts: readonly string[], name: string): string | undefined =>
  parts.find((part) => part.startsWith(name));

const PAGING: ReadonlySet<string> = new Set(["limit", "cursor"]);

/**
 * Two hashes of 32 bits, of which 52 bits are kept: whole numbers up to 2^53 add up without loss.
 */
function hash(text: string): number {
  let a = 0x811c9dc5;
  let b = 0x5bd1e995;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 0x01000193);
    b = Math.imul(b ^ unit, 0x85ebca6b) ^ (b >>> 15);
  }
  return (a >>> 0) + (b & 0xfffff) * 2 ** 32;
}
