import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import type { Cleanup } from "../../../../dist/benchmarks/cleanup.js";
import type { Embedder } from "../../../../dist/src/index.js";
import { UnifiedStoreManager } from "../../../../dist/src/index.js";

const SCHEMA = "us_bench_relevance";

/** Opens an empty database: a new file, or a schema of the database of the URL. */
export async function openEmpty(
  url: string | undefined,
  embedder: Embedder,
  cleanup: Cleanup,
): Promise<UnifiedStoreManager> {
  const stores =
    url === undefined ? await openFile(embedder, cleanup) : await openSchema(url, embedder, cleanup);
  cleanup.defer(() => stores.close());
  return stores;
}

function openFile(embedder: Embedder, cleanup: Cleanup): Promise<UnifiedStoreManager> {
  const folder = mkdtempSync(join(tmpdir(), "us-relevance-"));
  cleanup.defer(() => rmSync(folder, { recursive: true, force: true }));
  return UnifiedStoreManager.open({ url: `sqlite:${join(folder, "relevance.db")}`, embedder });
}

async function openSchema(url: string, embedder: Embedder, cleanup: Cleanup): Promise<UnifiedStoreManager> {
  await drop(url);
  cleanup.defer(() => drop(url));
  return UnifiedStoreManager.open({ url, schema: SCHEMA, embedder });
}

/** As autovacuum does within a minute. */
export const vacuum = (url: string): Promise<void> => execute(url, "vacuum analyze");

const drop = (url: string): Promise<void> => execute(url, `drop schema if exists ${SCHEMA} cascade`);

async function execute(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
