import type { Json } from "./json-value";

/** JSON text with the members of objects in the order of their names, for hashes. */
export function canonicalJson(value: Json | undefined): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "";
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  const members = value as { readonly [key: string]: Json | undefined };
  let text = "{";
  for (const key of Object.keys(members).sort()) {
    if (members[key] === undefined) continue;
    text += `${text.length > 1 ? "," : ""}${JSON.stringify(key)}:${canonicalJson(members[key])}`;
  }
  return `${text}}`;
}
