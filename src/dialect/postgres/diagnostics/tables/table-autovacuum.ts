import { found } from "../../../diagnostics/check";
import type { PostgresCheck } from "../server";

/** Tables that autovacuum was told to leave out. */
export const tableAutovacuum: PostgresCheck = {
  id: "table-autovacuum",
  look: async ({ schema, named, query }, { tables }) => {
    const rows = await query<{ table: string }>(OFF, [schema, tables]);
    return rows.map(({ table }) =>
      found(
        "warning",
        table,
        `autovacuum is off for table ${table}, so dead rows stay and statistics grow old`,
        `alter table ${named(table)} reset (autovacuum_enabled);`,
      ),
    );
  },
};

const OFF = `
  select c.relname::text as table from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
  cross join pg_options_to_table(c.reloptions) as o
  where n.nspname = $1 and c.relname = any ($2) and o.option_name = 'autovacuum_enabled' and not o.option_value::boolean
  order by 1`;
