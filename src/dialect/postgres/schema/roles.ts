import { invalid } from "../../../core/errors";
import type { SchemaRoles } from "../../schema/script";
import type { SchemaRunner } from "../../schema/session";
import { quoted } from "../quoted";

interface Role {
  name: string;
  isSuper: boolean;
  /** Whether it may act as the role that owns the tables. */
  owns: boolean;
}

const ROLES = `
  select r.rolname::text as name, r.rolsuper as "isSuper",
    pg_has_role(r.oid, coalesce((select o.oid from pg_roles o where o.rolname = $2), (select o.oid from pg_roles o where o.rolname = current_user)), 'member') as owns
  from pg_roles r where r.rolname = any ($1)`;

/** @throws UnifiedStoreError `validation` for roles of which nothing is gained */
export async function mustBeUsable(runner: SchemaRunner, { app, migrator }: SchemaRoles): Promise<void> {
  const named = [app, ...(migrator === undefined ? [] : [migrator])];
  const rows = (await runner.query(ROLES, [named, migrator ?? null])) as Role[];
  for (const [i, name] of named.entries()) {
    if (rows.some((role) => role.name === name)) continue;
    const field = `options.${i === 0 ? "appRole" : "migratorRole"}`;
    throw invalid(field, `does not exist: make it first, with \`create role ${quoted(name)} login\``);
  }
  const serving = rows.find(({ name }) => name === app)!;
  if (serving.isSuper) throw invalid("options.appRole", "is a superuser, to whom no privilege is refused");
  if (serving.owns)
    throw invalid("options.appRole", "may act as the role that owns the tables, and so change them");
}
