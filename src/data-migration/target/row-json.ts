import { type Json, JsonText } from "../../core/json/json";
import { textHash } from "../../core/search-text";
import type { Target } from "./target";
import type { SearchableRow } from "./target-row";

/** A row of the target as JSON. `fromJson` is its inverse. */
export function toJson(target: Target, { values, entries }: SearchableRow): Json {
  const columns = target.columns.map(({ type }, at): Json => {
    const value = values[at];
    if (value === null || value === undefined) return null;
    if (type === "instant") return (value as Date).getTime();
    if (type === "vector") return Array.from(value as Float32Array);
    // In a list, so that JSON's null differs from SQL's.
    return type === "json" ? [value as Json] : (value as Json);
  });
  return {
    columns,
    entries: entries.map(({ id, part, text, hash }) => [id, part, text, hash ?? textHash(text)]),
  };
}

export function fromJson(target: Target, json: unknown): SearchableRow {
  const { columns, entries } = json as { columns: Json[]; entries: [string, string, string, string][] };
  const values = target.columns.map(({ type, nullable }, at): unknown => {
    const value = columns[at] ?? null;
    // A read returns null for JSON's null too.
    if (value === null) return type === "json" && !nullable ? new JsonText("null") : null;
    if (type === "instant") return new Date(value as number);
    if (type === "vector") return Float32Array.from(value as number[]);
    return type === "json" ? (value as Json[])[0] : value;
  });
  return { values, entries: entries.map(([id, part, text, hash]) => ({ id, part, text, hash })) };
}
