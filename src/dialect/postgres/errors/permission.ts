import { UnifiedStoreError } from "../../../core/errors";
import type { Failure } from "../../dialect";
import { quoted } from "../quoted";
import type { Endpoint } from "./endpoint";

/**
 * The failure for a missing privilege: the role, the privilege, and the statement that grants it.
 */
export function permission(error: object, endpoint: Endpoint): Failure {
  const { message = "", routine } = error as { message?: string; routine?: string };
  const role = endpoint.role ?? endpoint.address?.user;
  const who = role === undefined ? "the role" : `role ${quoted(role)}`;
  const to = role === undefined ? "the role" : quoted(role);
  const lacks = (problem: string, cure: string): Failure => ({
    code: "permission",
    message: `${who} ${problem}: \`${cure}\``,
  });

  // Row-level security and ownership have the same code as a missing privilege.
  if (routine === "ExecWithCheckOptions" || /row-level security/.test(message))
    return { code: "permission", message: "a row-level security policy of the table does not allow this" };
  const owned = /must be owner of (?:\w+ )*"?([^"]+?)"?$/.exec(message);
  if (owned) {
    const problem = `${who} does not own ${quoted(owned[1]!)}, which a schema migration changes`;
    return { code: "permission", message: `${problem}: apply it as the role that owns the tables` };
  }
  const denied = /permission denied for ([a-z ]+?) "?([^"]+?)"?$/.exec(message);
  const [, type, name = ""] = denied ?? [];
  if (type === "database") {
    const verb = endpoint.neverConnected(error) ? "connect" : "create";
    return lacks(
      `may not ${verb} in database ${quoted(name)}`,
      `grant ${verb} on database ${quoted(name)} to ${to}`,
    );
  }
  const what = type && name ? `may not do this with ${type} ${quoted(name)}` : "lacks a required privilege";
  return lacks(what, serving(endpoint.schema, to));
}

/** The privileges of a role that reads and writes, and applies no schema migrations. */
function serving(schema: string, to: string): string {
  const name = quoted(schema);
  return `grant usage on schema ${name} to ${to}; grant select, insert, update, delete on all tables in schema ${name} to ${to}`;
}

/**
 * @throws UnifiedStoreError `permission` before a schema migration begins, and not in the middle of
 * it
 */
export function mustBeAllowedToCreate(
  schema: string,
  {
    role,
    database,
    there,
    mayMakeSchemas,
    mayCreate,
  }: { role: string; database: string; there: boolean; mayMakeSchemas: boolean; mayCreate: boolean | null },
): void {
  if (there ? mayCreate : mayMakeSchemas) return;
  const [to, name, of] = [role, schema, database].map(quoted);
  const message = there
    ? `role ${to} may not create tables in schema ${name}: \`grant usage, create on schema ${name} to ${to}\``
    : `role ${to} may not create schema ${name} in database ${of}: \`grant create on database ${of} to ${to}\`, ` +
      `or \`create schema ${name} authorization ${to}\``;
  throw new UnifiedStoreError("permission", message);
}
