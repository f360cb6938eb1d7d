import { schemaGrants } from "../../schema/grants";
import { PASSWORDS, ROLES } from "../roles";

/**
 * `postgres/roles.sql`, which the image runs with psql as the superuser where its volume is new.
 * The privileges are those of `unified-store schema grants`.
 */
export function rolesSql(): string {
  const grants = schemaGrants({ appRole: ROLES.app, migratorRole: ROLES.migrator });
  return `-- Two roles: ${ROLES.migrator} owns the schema and its tables, ${ROLES.app} reads and
-- writes rows and owns nothing. psql runs this once, when the volume is new.
--
-- After the first npm run db:migrate, npm run db:grants takes from ${ROLES.app}
-- the privilege to write the list of schema migrations, which is not there yet.

-- The passwords are those of the environment: see compose.yaml.
\\getenv migrator_password ${PASSWORDS.migrator}
\\getenv app_password ${PASSWORDS.app}
create role ${ROLES.migrator} login password :'migrator_password';
create role ${ROLES.app} login password :'app_password';

-- As unified-store schema grants prints them.
${grants.map((statement) => `${statement};`).join("\n")}
`;
}
