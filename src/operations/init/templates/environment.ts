import { PASSWORDS, ROLES } from "../roles";
import type { InitSettings } from "../types";

/** `.env.example`: each variable with its meaning, unit and default. It has no secrets. */
export const environmentText = (settings: InitSettings): string =>
  [
    `# The settings of this project. Copy this file to .env, which git must not have.
# Node reads it with: node --env-file=.env`,
    database(settings),
    ...(settings.production === "none" ? [] : [pool, commands(settings), passwords, port]),
  ].join("\n\n");

const url = (role: string, database: string): string =>
  `postgres://${role}:PASSWORD@localhost:5432/${database}`;

function database({ development, production, database }: InitSettings): string {
  const head = "# DATABASE_URL: the database that openStores() opens. No default.";
  const file = "# sqlite:FILE is made where it is missing. -wal and -shm beside it belong to it.";
  const server = `# PostgreSQL: the role ${ROLES.app}, which reads and writes rows. PASSWORD is
# ${PASSWORDS.app}; special characters in it are percent-encoded.`;
  const onFile = `DATABASE_URL=sqlite:./${database}.db`;
  const onServer = `DATABASE_URL=${url(ROLES.app, database)}`;
  if (production === "none") return [head, file, `${onFile}\n`].join("\n");
  if (development === "postgres") return [head, server, onServer].join("\n");
  return [head, file, onFile, server, `# ${onServer}`].join("\n");
}

const pool = `# DATABASE_POOL_SIZE: connections of one process to PostgreSQL, 1 to 1000.
# Default 10. Processes x connections must stay below the server's max_connections.
# DATABASE_POOL_SIZE=10`;

const commands = ({ development, database }: InitSettings): string =>
  `# UNIFIED_STORE_URL: the database of the command unified-store, such as in
# npm run db:migrate. On PostgreSQL: the role ${ROLES.migrator}, which owns the
# tables. Only who deploys has it. Default: DATABASE_URL.
${development === "postgres" ? "" : "# "}UNIFIED_STORE_URL=${url(ROLES.migrator, database)}`;

const passwords = `# The passwords of compose.yaml, which takes no empty ones. They are set when the
# volume is new. No defaults. For each: openssl rand -hex 24
# POSTGRES_PASSWORD: of the superuser postgres.
POSTGRES_PASSWORD=
# ${PASSWORDS.migrator}: of the role ${ROLES.migrator}.
${PASSWORDS.migrator}=
# ${PASSWORDS.app}: of the role ${ROLES.app}.
${PASSWORDS.app}=`;

const port = `# POSTGRES_PORT: the port of this machine that compose.yaml listens on.
# Default 5432.
# POSTGRES_PORT=5432
`;
