import { hash } from "node:crypto";

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
export {
  type ContentKind,
  ContentRules,
  type ExcludedMembers,
  type KindRules,
  type SearchedContent,
  textOf,
} from "./search/content-rules";
export { fold } from "./search/fold";
export { keysOf } from "./search/index-keys";
export { substringKeys } from "./search/needle";
export { keysProve, type Term, termKeys, termsOf } from "./search/terms";

/**
 * The version of the search scheme, which decides the stored text and keys. It goes up with each
 * change to them. `reindex` renews rows that another version wrote.
 */
export const SEARCH_SCHEME = 2;

/** Identifies the text that a vector was made of: 96 bits of its SHA-1, as 16 characters. */
export const textHash = (text: string): string => hash("sha1", text, "base64url").slice(0, 16);

/** The scope as one string. The length keeps `("a", "bc")` and `("ab", "c")` apart. */
export const scopeKey = (tenant: string, workspace: string): string =>
  `${tenant.length}:${tenant}${workspace}`;
