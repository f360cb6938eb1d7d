/**
 * The upper bound of a prefix search: the least string above all that begin with the prefix, by
 * code point. Null where there is none. A prefix thereby becomes a range of the index, and no
 * character needs an escape as it would in LIKE.
 */
export function successor(prefix: string): string | null {
  const points = Array.from(prefix, (character) => character.codePointAt(0)!);
  while (points.at(-1) === 0x10ffff) points.pop();
  const last = points.pop();
  if (last === undefined) return null;
  // Surrogates are not characters: U+E000 follows U+D7FF.
  return String.fromCodePoint(...points, last === 0xd7ff ? 0xe000 : last + 1);
}
