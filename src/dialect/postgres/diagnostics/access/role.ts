import { found } from "../../../diagnostics/check";
import { quoted } from "../../quoted";
import type { PostgresCheck } from "../server";

interface Standing {
  role: string;
  superuser: boolean;
  mayCreate: boolean | null;
  notOwned: number;
  lacking: string[];
}

/**
 * What the role may do. A role that serves the stores reads and writes all tables; one that applies
 * schema migrations owns them too.
 */
export const role: PostgresCheck = {
  id: "role",
  look: async ({ schema, named, query }, { tables }) => {
    const [row] = await query<Standing>(STANDING, [schema, tables]);
    const { role, superuser, mayCreate, notOwned, lacking } = row!;
    const [who, name] = [quoted(role), quoted(schema)];
    if (lacking.length > 0) {
      // The list of schema migrations is none of them: a role that serves may only read it.
      const which =
        lacking.length === tables.length
          ? `all tables in schema ${name}`
          : lacking.map((table) => named(table)).join(", ");
      const some = `${lacking.slice(0, 3).join(", ")}${lacking.length > 3 ? ", …" : ""}`;
      return [
        found(
          "error",
          role,
          `role ${role} may not read and write all tables of schema ${schema}: ${lacking.length} (${some})`,
          `grant usage on schema ${name} to ${who}; ` +
            `grant select, insert, update, delete on ${which} to ${who};`,
        ),
      ];
    }
    const migrates = superuser || (mayCreate === true && notOwned === 0);
    const what = `role ${role} reads and writes all tables`;
    if (!migrates)
      return [
        found("info", role, `${what}, and may not apply schema migrations: the owner of the tables does`),
      ];
    if (!superuser) return [found("info", role, `${what}, and may apply schema migrations`)];
    const cure = `create role app login; grant usage on schema ${name} to app; grant select, insert, update, delete on all tables in schema ${name} to app;`;
    return [found("info", role, `${what} as superuser, which no rule of the server holds back`, cure)];
  },
};

const STANDING = `
  select current_user::text as role, r.rolsuper as superuser,
    has_schema_privilege(n.oid, 'usage') and has_schema_privilege(n.oid, 'create') as "mayCreate",
    (select count(*)::int from pg_class as c
      where c.relnamespace = n.oid and c.relname = any ($2) and not pg_has_role(c.relowner, 'usage')) as "notOwned",
    array(select c.relname::text from pg_class as c
      where c.relnamespace = n.oid and c.relname = any ($2) and not (
        has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select')
        and has_table_privilege(c.oid, 'insert') and has_table_privilege(c.oid, 'update')
        and has_table_privilege(c.oid, 'delete'))
      order by 1) as lacking
  from pg_roles as r left join pg_namespace as n on n.nspname = $1 where r.rolname = current_user`;
