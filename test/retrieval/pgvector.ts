import { spawn } from "node:child_process";
import { join } from "node:path";

/** A PostgreSQL with the extension pgvector. */
export interface PgvectorServer {
  url: string;
  /** False where connections share one session, with the names of its prepared statements. */
  preparedStatements: boolean;
  stop(): Promise<void>;
}

/**
 * That of `TEST_PGVECTOR_URL`, an empty database whose role is a superuser; else PGlite in a
 * process of its own, which is PostgreSQL with one session at a time. It starts in some 3 seconds.
 */
export function startPgvector(): Promise<PgvectorServer> {
  const url = process.env.TEST_PGVECTOR_URL;
  if (url) return Promise.resolve({ url, preparedStatements: true, stop: async () => {} });
  const started = spawn(process.execPath, [join(__dirname, "pglite.mjs")], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = new Promise<void>((resolve) => started.once("close", () => resolve()));
  return new Promise((resolve, reject) => {
    started.once("error", reject);
    started.once("close", (code) => reject(new Error(`PGlite ended with ${code}`)));
    started.stdout.once("data", (port: Buffer) => {
      resolve({
        url: `postgres://postgres@127.0.0.1:${Number(String(port))}/postgres?sslmode=disable`,
        preparedStatements: false,
        stop: () => {
          started.stdin.end();
          return ended;
        },
      });
    });
  });
}
