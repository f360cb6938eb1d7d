import { raw, type Sql } from "../../dialect/sql";

const fragments = new Map<string, Sql>();

/**
 * Text made of the program's own names, never of input; once each, so that equal statements have
 * equal identities.
 */
export function fragment(text: string): Sql {
  let made = fragments.get(text);
  if (!made) {
    made = raw(text);
    fragments.set(text, made);
  }
  return made;
}
