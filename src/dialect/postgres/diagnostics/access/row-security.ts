import { found } from "../../../diagnostics/check";
import { quoted } from "../../quoted";
import type { PostgresCheck } from "../server";

interface Hidden {
  table: string;
  role: string;
  commands: string[];
}

/**
 * Row-level security without a policy for the role: it then finds no rows, and may write none,
 * without any error on a read.
 */
export const rowSecurity: PostgresCheck = {
  id: "row-security",
  look: async ({ schema, named, query }, { tables }) => {
    const rows = await query<Hidden>(HIDDEN, [schema, tables]);
    return rows.map(({ table, role, commands }) =>
      found(
        "error",
        table,
        `row-level security of table ${table} has no policy that lets role ${role} ${commands.join(", ")}`,
        `create policy ${quoted(`${table}_of_${role}`.slice(0, 60))} on ${named(table)} to ${quoted(role)} using (true) with check (true);`,
      ),
    );
  },
};

/** Only a permissive policy opens anything. A policy's command is `*` for all. */
const HIDDEN = `
  select c.relname::text as table, current_user::text as role,
    array_agg(v.name order by v.nth) as commands
  from pg_class as c join pg_namespace as n on n.oid = c.relnamespace
  cross join (values (1, 'r', 'select'), (2, 'a', 'insert'), (3, 'w', 'update'), (4, 'd', 'delete')) as v (nth, command, name)
  where n.nspname = $1 and c.relname = any ($2) and row_security_active(c.oid) and not exists (
    select from pg_policy as p
    where p.polrelid = c.oid and p.polpermissive and p.polcmd::text in ('*', v.command)
    and (0 = any (p.polroles) or exists (
      select from unnest(p.polroles) as of (role) where of.role <> 0 and pg_has_role(of.role, 'usage'))))
  group by c.relname order by c.relname`;
