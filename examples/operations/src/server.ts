import { randomBytes } from "node:crypto";
import { Client } from "pg";

/** The database that the day makes. */
export const DATABASE = "agents";

/** A role, and how it reaches the database. */
export interface Role {
  name: string;
  password: string;
  /** Without the password, which commands get from the environment (PGPASSWORD). */
  url: string;
  /** What psql shows before a statement of this role. */
  prompt: string;
}

/** A PostgreSQL server, and who works with it. */
export class Server {
  /** The superuser. It makes the two roles and the database, and nothing else. */
  readonly superuser: Role;
  /** It owns the tables. */
  readonly migrator: Role;
  /** It reads and writes rows, and owns nothing. */
  readonly app: Role;

  /** @param url of a superuser @throws Error where it is not the URL of a PostgreSQL server */
  constructor(url: string) {
    const address = URL.canParse(url) ? new URL(url) : null;
    if (address === null || !/^postgres(ql)?:$/.test(address.protocol) || address.hostname === "")
      throw new Error(
        "ADMIN_DATABASE_URL must be a URL such as postgres://postgres@localhost:5432/postgres.",
      );
    const database = decodeURIComponent(address.pathname.slice(1)) || "postgres";
    const [name, password] = [decodeURIComponent(address.username), decodeURIComponent(address.password)];
    this.superuser = { name, password, url: withRole(address, name, database), prompt: `${database}=#` };
    this.migrator = this.role("store_migrator");
    this.app = this.role("store_app");
  }

  /** What removes all that the day has made there. */
  get removal(): string[] {
    return [`drop database ${DATABASE}`, `drop role ${this.app.name}`, `drop role ${this.migrator.name}`];
  }

  private role(name: string): Role {
    const url = withRole(new URL(this.superuser.url), name, DATABASE);
    return { name, password: randomBytes(24).toString("hex"), url, prompt: `${DATABASE}=>` };
  }
}

function withRole(address: URL, role: string, database: string): string {
  const url = new URL(address);
  url.username = encodeURIComponent(role);
  url.password = "";
  url.pathname = `/${encodeURIComponent(database)}`;
  return url.href;
}

/** For this process, whose environment has no password. */
export function withPassword({ url, password }: Pick<Role, "url" | "password">): string {
  const address = new URL(url);
  address.password = encodeURIComponent(password);
  return address.href;
}

/** Rows of one statement, on a connection of its own. @throws DatabaseError */
export async function query(
  { url, password }: Role,
  statement: string,
  values: unknown[] = [],
): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: withPassword({ url, password }) });
  await client.connect();
  try {
    return (await client.query(statement, values)).rows;
  } finally {
    await client.end();
  }
}
