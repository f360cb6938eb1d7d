import { type Found, found } from "../../../diagnostics/check";
import { quoted, type SqliteCheck } from "../file";

interface Index {
  table: string;
  name: string;
  unique: number;
  /** `c` for `create index`; a constraint's otherwise. */
  origin: string;
  columns: string;
  condition: string | null;
}

/** Two indexes of the same columns, order and condition: each write pays for both. */
export const duplicateIndex: SqliteCheck = {
  id: "duplicate-index",
  look: async ({ rows }, { indexes }) => {
    const own = new Set(indexes.map(({ name }) => name));
    const groups = new Map<string, Index[]>();
    for (const index of await rows<Index>(INDEXES)) {
      const key = JSON.stringify([index.table, index.columns, index.condition]);
      groups.set(key, [...(groups.get(key) ?? []), index]);
    }
    return [...groups.values()].flatMap((group) => duplicates(group, own));
  },
};

function duplicates(group: readonly Index[], own: ReadonlySet<string>): Found[] {
  const isOwn = ({ name, origin }: Index): boolean => own.has(name) || origin !== "c";
  const [kept, ...others] = group.toSorted(
    (a, b) => Number(isOwn(b)) - Number(isOwn(a)) || b.unique - a.unique,
  );
  return others
    .filter((other) => !isOwn(other) && kept!.unique >= other.unique)
    .map(({ name, table }) => {
      const as = kept!.origin === "c" ? kept!.name : "that of a key";
      const text = `index ${name} of table ${table} is the same as ${as}`;
      return found("warning", name, text, `drop index ${quoted(name)};`);
    });
}

/** The condition is the statement from its word `where` on. */
const INDEXES = `
  select m.tbl_name as "table", m.name, l."unique", l.origin,
    (select json_group_array(json_array(x.cid, x.name, x."desc", x.coll)) from pragma_index_xinfo(m.name) as x where x.key = 1) as columns,
    case when l.partial then substr(m.sql, instr(lower(m.sql), ' where ')) end as condition
  from sqlite_schema as m join pragma_index_list(m.tbl_name) as l on l.name = m.name
  where m.type = 'index' order by m.name`;
