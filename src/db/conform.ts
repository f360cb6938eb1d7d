import { orEnded } from "../core/call/ended";
import { hasCode, invalid } from "../core/errors";
import { copyJson } from "../core/json/json-copy";
import type { TypedContent } from "../schemas/types";
import type { Call } from "./call";

export interface Conforming {
  /** The input's path in errors, such as `items[3].`. Default: none. */
  path?: string;
  /** `kept`: content that is left out stays unchanged and is not validated. Default `checked`. */
  absent?: "checked" | "kept";
}

/**
 * Validates the content of an input by its type's schema. Returns the input with the schema's
 * result and its version. The schema gets a copy, so the validated value is the written value.
 * Without a schema the input is returned unchanged. Where there are no schemas at all, callers
 * continue without an await, so `close()` waits for each call made before it.
 *
 * @throws UnifiedStoreError `validation`, naming the member of the content
 */
export async function conformed<I extends object>(
  call: Call,
  { kind, by, content, version }: TypedContent,
  input: I,
  { path = "", absent = "checked" }: Conforming = {},
): Promise<I> {
  const members = input as Record<string, unknown>;
  const schema = call.schemaOf(kind, members[by] as string);
  const given = members[content];
  if (schema === undefined || (given === undefined && absent === "kept")) return input;
  const field = `${path}${content}`;
  const copy = given === undefined ? given : copyJson(given, field);
  const checked = await orEnded(call.signal, schema.validate(copy, field), "the write");
  // Content that may be left out stays left out.
  if (checked === undefined && given === undefined) return input;
  return { ...input, [content]: jsonOf(checked, field), [version]: schema.version };
}

/** The same for all inputs of a list. */
export const allConformed = <I extends object>(
  call: Call,
  typed: TypedContent,
  inputs: readonly I[],
  list: string,
): Promise<I[]> =>
  Promise.all(inputs.map((input, i) => conformed(call, typed, input, { path: `${list}[${i}].` })));

function jsonOf(checked: unknown, field: string): unknown {
  try {
    return copyJson(checked, field);
  } catch (error) {
    if (!hasCode(error, "validation")) throw error;
    const cure = "let the schema return text, such as z.iso.datetime() for a Date";
    throw invalid(error.field ?? field, `is not JSON in the result of its schema: ${cure}`);
  }
}
