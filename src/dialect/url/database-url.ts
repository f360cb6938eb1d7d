/**
 * Database URL. The grammar is here once: for the manager, for commands, and for what is said of a
 * connection.
 */
export type DatabaseUrl =
  /** `file` is its path as it was written, and null for a database in memory. */
  { engine: "sqlite"; file: string | null } | { engine: "postgres" };

/** Why a URL is refused. `form`: it is none of the forms, which each caller lists for itself. */
export type UrlProblem = "form" | "nul" | "relative" | "syntax" | "hosts";

/** What stands behind the name of an option where its URL is refused. It never shows the URL. */
const SAYINGS = {
  nul: "must not contain U+0000: no file or database can have it in its name",
  relative:
    "has two slashes before a path, where a URL has a host: write sqlite:x.db, or sqlite:///absolute/x.db",
  syntax:
    "is not a valid URL: write postgres://user@host/database, with special characters of the password percent-encoded",
  hosts: "names several hosts, and the driver takes one: name that of the primary, or of a proxy",
} as const satisfies Record<Exclude<UrlProblem, "form">, string>;

export const sayingOf = (problem: Exclude<UrlProblem, "form">): string => SAYINGS[problem];

const IN_MEMORY = ":memory:";

/**
 * Reads a URL:
 *
 * - `sqlite::memory:`
 * - `sqlite:x.db`, `sqlite:/x.db`, `sqlite:///x.db`: a path is never decoded
 * - `postgres://…`, `postgresql://…`, as the driver takes them
 */
export function readDatabaseUrl(url: string): DatabaseUrl | { problem: UrlProblem } {
  const path = /^sqlite:(.*)$/s.exec(url)?.[1];
  if (path === undefined && !/^postgres(ql)?:\/\//.test(url)) return { problem: "form" };
  // A query is refused, since nothing would heed it, and so is a memory that lacks a colon.
  if (path !== undefined && !/^(\/\/)?(?!memory:?$)[^?\s][^?]*$/s.test(path)) return { problem: "form" };
  if (path === "//") return { problem: "form" };
  if (/\0|%00/.test(url)) return { problem: "nul" };
  return path === undefined ? postgresAt(url) : sqliteAt(path);
}

function sqliteAt(path: string): DatabaseUrl | { problem: UrlProblem } {
  const hasAuthority = path.startsWith("//");
  const file = hasAuthority ? path.slice(2) : path;
  if (file === IN_MEMORY) return { engine: "sqlite", file: null };
  // Some tools take `sqlite://x.db` for a file here, others for one on the host x.db.
  if (hasAuthority && !file.startsWith("/")) return { problem: "relative" };
  return { engine: "sqlite", file };
}

function postgresAt(url: string): DatabaseUrl | { problem: UrlProblem } {
  const { hosts } = partsOf(url);
  if (hosts.length > 1) return { problem: "hosts" };
  try {
    // A login without a host is the driver's own form for a socket.
    new URL(url.replace(/^postgres(ql)?:\/\/([^@/]*@)?\//, "postgres://localhost/"));
  } catch {
    return { problem: "syntax" };
  }
  return { engine: "postgres" };
}

/** The parts of a URL of PostgreSQL, as they are written; "" and no host where there are none. */
export interface UrlParts {
  user: string;
  /** With their ports. */
  hosts: string[];
  database: string;
}

/**
 * Any URL has parts, those that no driver takes too. As in the driver, a parameter outweighs user
 * and host, and a path outweighs a parameter.
 */
export function partsOf(url: string): UrlParts {
  const [, authority = "", path = "", query = ""] =
    /^\w+:\/\/([^/?]*)(?:\/([^?]*))?(?:\?(.*))?$/s.exec(url) ?? [];
  const parameters = new URLSearchParams(query);
  const at = authority.lastIndexOf("@");
  const host = parameters.get("host") || authority.slice(at + 1);
  return {
    user: parameters.get("user") || authority.slice(0, Math.max(at, 0)).split(":")[0]!,
    // The folder of a socket may have commas in its name.
    hosts: host.startsWith("/") ? [host] : host.split(",").filter(Boolean),
    database: path || parameters.get("database") || "",
  };
}

/**
 * Host, port and database of a URL, for people: neither user, password nor parameters. A password
 * with a slash that is not encoded belongs to no login, so all up to the last @ is left out.
 */
export function serverIn(url: string): string {
  const bare = url.replace(/^\w+:\/\//, "").split("?")[0]!;
  return bare.slice(bare.lastIndexOf("@") + 1) || "localhost";
}
