import { hash } from "node:crypto";
import { type Json, JsonText } from "./json/json";

/*
 * Full-text search in code. It gives the same answers on every engine and under every locale. Text
 * is folded, cut into words and hashed in code (`search/`). The databases only store the keys and
 * look them up.
 *
 * The keys of a text are 32-bit hashes of its words and trigrams. They are mixed with the scope:
 * one index holds the keys of all tenants, and a search still touches only the caller's own rows. A
 * key match makes a candidate. The folded text decides.
 */
export { MAX_CHARACTERS, searchable } from "./search/bound";
export { fold } from "./search/fold";
export { keysOf } from "./search/index-keys";
export { substringKeys } from "./search/needle";
export { type Term, termKeys, termsOf } from "./search/terms";

/**
 * The version of the search scheme, which decides the stored text and keys. It goes up with each
 * change to them. `reindex` renews rows that another version wrote.
 */
export const SEARCH_SCHEME = 2;

/**
 * The searchable text of a JSON value: its strings and numbers, one a line. Keys and flags are
 * structure, not text. Members are sorted by name, because a database may return them in another
 * order than they were written in. Both have to be indexed alike.
 */
export function textOf(value: Json | JsonText | undefined): string {
  const parts: string[] = [];
  const collect = (node: Json | undefined): void => {
    if (typeof node === "string") parts.push(node);
    else if (typeof node === "number") parts.push(String(node));
    else if (Array.isArray(node)) for (const element of node) collect(element);
    else if (typeof node === "object" && node !== null) {
      const members = node as { readonly [key: string]: Json | undefined };
      for (const key of Object.keys(members).sort()) collect(members[key]);
    }
  };
  collect(value instanceof JsonText ? value.value() : value);
  return parts.join("\n");
}

/** Identifies the text that a vector was made of: 96 bits of its SHA-1, as 16 characters. */
export const textHash = (text: string): string => hash("sha1", text, "base64url").slice(0, 16);

/** The scope as one string. The length keeps `("a", "bc")` and `("ab", "c")` apart. */
export const scopeKey = (tenant: string, workspace: string): string =>
  `${tenant.length}:${tenant}${workspace}`;
