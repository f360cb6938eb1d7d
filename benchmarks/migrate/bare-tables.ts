import type { Client } from "pg";

interface Definition {
  drop: string;
  create: string;
}

/**
 * Statements that drop all indexes and foreign keys of tables, and statements that create them
 * again. They keep the order of creation, because the planner uses it to choose between equal
 * indexes.
 */
export async function bareTables(
  client: Client,
  tables: readonly string[],
): Promise<{ drop: string[]; create: string[] }> {
  const references = await definitions(client, FOREIGN_KEYS, tables);
  const indexes = await definitions(client, INDEXES, tables);
  return {
    drop: [...references, ...indexes].map(({ drop }) => drop),
    create: [
      "set local maintenance_work_mem = '1GB'",
      ...indexes.map(({ create }) => create),
      // Foreign keys are checked by a join. Without statistics the join may read a whole scope for
      // each row.
      `analyze ${tables.join(", ")}`,
      ...references.map(({ create }) => create),
    ],
  };
}

async function definitions(client: Client, query: string, tables: readonly string[]): Promise<Definition[]> {
  return (await client.query<Definition>(query, [tables])).rows;
}

/** Foreign keys from these tables and to them. */
const FOREIGN_KEYS = `
  select format('alter table %s drop constraint %I', conrelid::regclass, conname) as drop,
    format('alter table %s add constraint %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) as create
  from pg_constraint where contype = 'f' and (conrelid = any ($1::regclass[]) or confrelid = any ($1::regclass[]))
  order by oid`;

/** A primary key is dropped and created as a constraint. */
const INDEXES = `
  select case when c.oid is null then format('drop index %s', i.indexrelid::regclass)
      else format('alter table %s drop constraint %I', i.indrelid::regclass, c.conname) end as drop,
    case when c.oid is null then pg_get_indexdef(i.indexrelid)
      else format('alter table %s add constraint %I %s', i.indrelid::regclass, c.conname, pg_get_constraintdef(c.oid)) end as create
  from pg_index as i left join pg_constraint as c on c.conindid = i.indexrelid and c.contype in ('p', 'u', 'x')
  where i.indrelid = any ($1::regclass[]) order by i.indexrelid`;
