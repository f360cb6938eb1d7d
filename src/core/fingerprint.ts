const MODULUS = 2 ** 52;

/**
 * A fingerprint of a query, 52 bits. It covers everything that decides which rows come in which
 * order: `query`, the members of `input` in any order, and `defaults`, the members that have a
 * default. It leaves out the members that select a page. It guards against mistakes, not against
 * forgers, who see only their own rows in any case.
 */
export function fingerprint(query: string, input: object, defaults: object = {}): string {
  let sum = hash(query);
  const add = (name: string, value: unknown): void => {
    const member = typeof value === "string" ? `${name}="${value}` : `${name}=${JSON.stringify(value)}`;
    sum = (sum + hash(member)) % MODULUS;
  };
  for (const name in input) {
    const value = (input as Record<string, unknown>)[name];
    if (value !== undefined && !PAGING.has(name) && !(name in defaults)) add(name, value);
  }
  for (const [name, value] of Object.entries(defaults)) add(name, value);
  return sum.toString(36);
}

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
