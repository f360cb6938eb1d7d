import type { CatalogueItem, Catalogues } from "../../dialect/schema/catalogue";

/** A difference between the database's tables and those that its schema migrations make. */
export interface SchemaDrift {
  /**
   * `missing`: the database lacks it. `unknown`: no schema migration has made it. `different`: it
   * has another type, condition or the like. `invalid`: an index that was not finished, and is not
   * used. `not validated`: a constraint that was checked for new rows alone.
   */
  problem: "missing" | "unknown" | "different" | "invalid" | "not validated";
  kind: "table" | "column" | "index" | "constraint" | "trigger" | "view" | "sequence";
  table: string;
  /** Of the object; of a table the same as `table`. */
  name: string;
  /** What it should be, in the engine's words; null for what is unknown. */
  expected: string | null;
  /** What it is; null for what is missing. */
  found: string | null;
}

/** All differences, by table. Of a missing or an unknown table the parts are left out. */
export function driftOf({ found, needed }: Catalogues): SchemaDrift[] {
  const [is, should] = [byKey(found), byKey(needed)];
  const keys = [...new Set([...should.keys(), ...is.keys()])];
  const drift = keys.flatMap((key) => difference(should.get(key), is.get(key)) ?? []);
  const whole = new Set(drift.flatMap((each) => (isWhole(each) ? [each.table] : [])));
  return drift
    .filter((each) => each.kind === "table" || !whole.has(each.table))
    .sort((a, b) => compare(`${a.table} ${a.kind} ${a.name}`, `${b.table} ${b.kind} ${b.name}`));
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const isWhole = ({ kind, problem }: SchemaDrift): boolean =>
  kind === "table" && (problem === "missing" || problem === "unknown");

const byKey = (items: readonly CatalogueItem[]): Map<string, CatalogueItem> =>
  new Map(items.map((item) => [JSON.stringify([item.kind, item.table, item.name]), item]));

function difference(needed: CatalogueItem | undefined, found: CatalogueItem | undefined): SchemaDrift | null {
  const { kind, table, name } = (needed ?? found)!;
  const told = { kind, table, name, expected: needed?.definition ?? null, found: found?.definition ?? null };
  if (found === undefined) return { problem: "missing", ...told };
  if (found.flaw !== undefined) return { problem: found.flaw, ...told };
  if (needed === undefined) return { problem: "unknown", ...told };
  return needed.definition === found.definition ? null : { problem: "different", ...told };
}
