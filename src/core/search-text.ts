import { createHash } from "node:crypto";
import { type Json, JsonText } from "./json/json";

/*
 * What makes search give the same answers on every engine and under every locale: text is folded,
 * cut into words and hashed in code (`search/`), and the databases only store the result and look
 * it up.
 *
 * A text's keys are 32-bit hashes of its words and of its trigrams, mixed with the scope, so that
 * one index over the keys of all tenants still touches only the caller's own rows. A key match
 * makes a candidate; the folded text decides.
 */
export { MAX_CHARACTERS, searchable } from "./search/bound";
export { fold } from "./search/fold";
export { keysOf } from "./search/index-keys";
export { substringKeys } from "./search/needle";
export { type Term, termKeys, termsOf } from "./search/terms";

/**
 * The version of all that decides which text and keys are stored of a text. It goes up with each
 * change to them: what was stored by another one is made anew by `reindex`.
 */
export const SEARCH_SCHEME = 2;

/**
 * The strings and numbers of a JSON value, one a line; keys and flags are structure, not text.
 * Members come in the order of their names: what is read back from a database may have them in
 * another order than what was written, and is to be indexed the same.
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

/**
 * Tells whether a text is the one that a vector was made of: 96 bits of its SHA-1, as 16 characters.
 */
export const textHash = (text: string): string =>
  createHash("sha1").update(text).digest("base64url").slice(0, 16);

/** One string for a scope; the length keeps `("a", "bc")` and `("ab", "c")` apart. */
export const scopeKey = (tenant: string, workspace: string): string =>
  `${tenant.length}:${tenant}${workspace}`;
