import { type JsonInput, JsonText } from "../../core/json";

/** JSON for a column that may be null. Null stays null, and what is left out is left out. */
export function encoded(value: JsonInput | undefined, field: string): JsonText | null | undefined {
  return value === undefined || value === null ? value : JsonText.of(value, field);
}

/** A zero without a sign, as the databases keep it. */
export const plain = <T extends number | null | undefined>(figure: T): T =>
  figure === 0 ? (0 as T) : figure;
