import { raw, type Sql } from "../../dialect/sql";

const fragments = new Map<string, Sql>();

/**
 * SQL fragments, cached. Their text comes from the program's own names, never from input. Each is
 * made once, so that equal statements have equal identities.
 */
export function fragment(text: string): Sql {
  let made = fragments.get(text);
  if (!made) {
    made = raw(text);
    fragments.set(text, made);
  }
  return made;
}
