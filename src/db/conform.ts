import { copyJson } from "../core/json-copy";
import type { TypedContent } from "../schemas/types";
import type { ScopedDb } from "./scoped";

/**
 * An input whose content is as the schema of its type makes it, with that schema's version. The
 * schema is shown a copy: what it has checked is what is written. Without a schema it is as it was.
 * Where there are no schemas callers go on at once: a call made before `close()` is one of those that
 * it waits for.
 *
 * @param path of the input in errors, such as `items[3].`
 * @throws UnifiedStoreError `validation`, naming the member of the content
 */
export async function conformed<I extends object>(
  db: ScopedDb,
  { kind, by, content, version }: TypedContent,
  input: I,
  path = "",
): Promise<I> {
  const members = input as Record<string, unknown>;
  const schema = db.schemaOf(kind, members[by] as string);
  if (schema === undefined || members[content] === undefined) return input;
  const field = `${path}${content}`;
  const checked = await schema.validate(copyJson(members[content], field), field);
  return { ...input, [content]: checked, [version]: schema.version };
}

/** The same for all inputs of a list. */
export const allConformed = <I extends object>(
  db: ScopedDb,
  typed: TypedContent,
  inputs: readonly I[],
  list: string,
): Promise<I[]> => Promise.all(inputs.map((input, i) => conformed(db, typed, input, `${list}[${i}].`)));
