import { raw, type Sql } from "../../dialect/sql";

const known = new Map<string, Sql>();

/** SQL text that is made once for each text, so that equal statements have equal identities. */
export function fixed(text: string): Sql {
  let part = known.get(text);
  if (!part) {
    part = raw(text);
    known.set(text, part);
  }
  return part;
}
