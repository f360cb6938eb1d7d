import { invalid, UnifiedStoreError } from "../../core/errors";
import type { SchemaRoles } from "../../dialect/schema/script";
import type { UnifiedStoreManager } from "../../manager";
import { schemaScript } from "../../manager/schema-script";
import { onSchema } from "./on-schema";

export interface SchemaGrantsOptions {
  /** The role of the processes that serve: it reads and writes rows, and owns nothing. */
  appRole: string;
  /** The role that migrates and owns the tables. Default: the role that runs the statements. */
  migratorRole?: string | undefined;
}

/**
 * The statements that give PostgreSQL roles what they need: a role that migrates owns the schema
 * and its tables, and a role that serves may only read and write rows, also of tables that later
 * migrations make. They can be run again. The roles must exist; who runs them must be the owner of
 * the schema and a member of the migrating role, or a superuser.
 *
 * @param options.schema PostgreSQL's schema. Default `unified_store`.
 * @throws UnifiedStoreError `validation`
 * @example
 * const statements = schemaGrants({ appRole: "store_app", migratorRole: "store_migrator" });
 */
export function schemaGrants({
  schema,
  ...options
}: SchemaGrantsOptions & { schema?: string | undefined }): string[] {
  return schemaScript("postgres", schema).grants!(checkRoles(options));
}

/**
 * Runs these statements in one transaction.
 *
 * @returns the statements
 * @throws UnifiedStoreError `validation` also where a role does not exist, or would own or may do
 * everything; `not_supported` on SQLite; `permission`, `connection`, `closed`
 * @example
 * await applySchemaGrants(stores, { appRole: "store_app", migratorRole: "store_migrator" });
 */
export function applySchemaGrants(
  stores: UnifiedStoreManager,
  options: SchemaGrantsOptions,
): Promise<string[]> {
  const roles = checkRoles(options);
  return onSchema(stores, "applySchemaGrants", {}, async ({ dialect }) => {
    const { grant } = dialect.schema;
    if (grant === null) throw noRoles();
    return grant(roles);
  });
}

export const noRoles = (): UnifiedStoreError =>
  new UnifiedStoreError(
    "not_supported",
    "SQLite has no roles: whoever may write the file may change its tables. Use the permissions of the file",
  );

function checkRoles({ appRole, migratorRole }: SchemaGrantsOptions): SchemaRoles {
  checkRole("appRole", appRole);
  if (migratorRole === undefined) return { app: appRole };
  checkRole("migratorRole", migratorRole);
  if (appRole === migratorRole)
    throw invalid("options.migratorRole", "must be another role than appRole, which may not own the tables");
  return { app: appRole, migrator: migratorRole };
}

/** PostgreSQL cuts longer names, and would then mean another role. */
const MOST_BYTES = 63;

function checkRole(name: string, role: unknown): void {
  const fits = typeof role === "string" && role !== "" && !role.includes("\0");
  if (!fits || Buffer.byteLength(role) > MOST_BYTES)
    throw invalid(`options.${name}`, `must be the name of a role, 1 to ${MOST_BYTES} bytes`);
  if (role === "public") throw invalid(`options.${name}`, "must be a role, and not all of them");
}
