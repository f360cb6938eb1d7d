import { found } from "../../../diagnostics/check";
import { bytes } from "../../../diagnostics/sizes";
import type { PostgresCheck } from "../server";

interface Pair {
  table: string;
  kept: string;
  other: string;
  size: string;
}

/** Two indexes of the same columns, order and condition: each write pays for both. */
export const duplicateIndex: PostgresCheck = {
  id: "duplicate-index",
  look: async ({ schema, named, query }, { indexes }) => {
    const own = indexes.map(({ name }) => name);
    const rows = await query<Pair>(PAIRS, [schema, own]);
    return rows.map(({ table, kept, other, size }) =>
      found(
        "warning",
        other,
        `index ${other} of table ${table} is the same as ${kept}, and takes ${bytes(Number(size))}`,
        `drop index concurrently ${named(other)};`,
      ),
    );
  },
};

/**
 * Ranked within each group of equal ones: those of the stores come first, then constraints and
 * unique ones. A unique index is never dropped for one that is not.
 */
const PAIRS = `
  with ranked as (
    select t.relname::text as table, c.oid, c.relname::text as name, c.relname = any ($2) as own,
      i.indisunique as unique, first_value(c.relname::text) over same as kept,
      first_value(i.indisunique) over same as "keptUnique", row_number() over same as nth
    from pg_index as i join pg_class as c on c.oid = i.indexrelid join pg_class as t on t.oid = i.indrelid
    join pg_namespace as n on n.oid = t.relnamespace
    where n.nspname = $1 and i.indisvalid
    window same as (
      partition by i.indrelid, i.indkey::text, i.indclass::text, i.indcollation::text, i.indoption::text,
        c.relam, pg_get_expr(i.indexprs, i.indrelid), pg_get_expr(i.indpred, i.indrelid)
      order by c.relname = any ($2) desc, i.indisprimary desc, i.indisunique desc, c.oid))
  select "table", kept, name as other, pg_relation_size(oid)::text as size from ranked
  where nth > 1 and not own and ("keptUnique" or not "unique")
  and not exists (select from pg_constraint as k join pg_namespace as n on n.oid = k.connamespace
    where n.nspname = $1 and k.conname = ranked.name)
  order by "table", name`;
