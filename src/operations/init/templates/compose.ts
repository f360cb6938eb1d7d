import { PASSWORDS } from "../roles";
import type { InitSettings } from "../types";

/** The release of PostgreSQL that this project is tested with. */
export const POSTGRES_RELEASE = "18.4";

/** Where the statements of the roles are, from the project's folder. */
export const ROLES_FILE = "postgres/roles.sql";

/** `compose.yaml`: PostgreSQL with two roles. */
export const composeText = ({
  database,
}: InitSettings): string => `# PostgreSQL with two roles: one owns the tables, the other one serves.
#
#   docker compose up --detach --wait   # with the passwords in .env
#   npm run db:migrate                  # makes the tables, and after an upgrade changes them
#   npm run db:grants                   # once after the first time: see ${ROLES_FILE}
#
# The passwords and the database are those of the first start. Another start with
# new ones needs a new volume: docker compose down --volumes destroys all rows.
services:
  postgres:
    image: postgres:${POSTGRES_RELEASE}
    restart: unless-stopped
    # Only this machine reaches it.
    ports:
      - "127.0.0.1:\${POSTGRES_PORT:-5432}:5432"
    environment:
      POSTGRES_DB: ${database}
      POSTGRES_PASSWORD: \${POSTGRES_PASSWORD:?is not set - see .env.example}
      ${PASSWORDS.migrator}: \${${PASSWORDS.migrator}:?is not set - see .env.example}
      ${PASSWORDS.app}: \${${PASSWORDS.app}:?is not set - see .env.example}
    volumes:
      # Since PostgreSQL 18 the image has its data below this folder, by version.
      - postgres:/var/lib/postgresql
      - ./${ROLES_FILE}:/docker-entrypoint-initdb.d/roles.sql:ro
    healthcheck:
      # By TCP: while the roles are made, the server answers on its socket alone.
      test: ["CMD", "pg_isready", "--host=127.0.0.1", "--username=postgres", "--dbname=${database}"]
      interval: 2s
      timeout: 5s
      retries: 30
    # A fast shutdown writes a checkpoint, which may take a while.
    stop_grace_period: 60s

volumes:
  postgres:
`;
