/** Two roles, with the names of docs/deployment.md. Roles belong to the whole server. */
export const ROLES = {
  /** Owns the schema and its tables. */
  migrator: "store_migrator",
  /** Reads and writes rows, and owns nothing. */
  app: "store_app",
} as const;

/** The environment variables that have their passwords. */
export const PASSWORDS = {
  migrator: "STORE_MIGRATOR_PASSWORD",
  app: "STORE_APP_PASSWORD",
} as const;
