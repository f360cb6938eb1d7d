import { rmSync } from "node:fs";
import { UnifiedStoreError, UnifiedStoreManager } from "unified-store";
import { writePage } from "unified-store/migrate";
import { move, mustBeVerified } from "./move";
import { showReport } from "./report";
import { show, showHealth } from "./show";
import { bold, heading } from "./terminal";

const FILE = "./quickstart.db";
const PAGE = "./quickstart.html";
/**
 * A separate schema, so that nothing else in the database is changed. Drop it when you are done.
 */
const SCHEMA = "unified_store_quickstart";

/**
 * A PostgreSQL from DATABASE_URL. A SQLite URL there is ignored, because such a file belongs to an
 * application.
 */
const postgres = /^postgres(ql)?:/.test(process.env.DATABASE_URL ?? "")
  ? process.env.DATABASE_URL
  : undefined;

/** That PostgreSQL, or else a new SQLite file. */
function open(): Promise<UnifiedStoreManager> {
  if (postgres) return UnifiedStoreManager.open({ url: postgres, schema: SCHEMA });
  for (const suffix of ["", "-wal", "-shm"]) rmSync(FILE + suffix, { force: true });
  return UnifiedStoreManager.open({ url: `sqlite:${FILE}` });
}

async function main(): Promise<void> {
  await using stores = await open();
  const { engine } = await stores.health();
  const place = postgres ? `DATABASE_URL, schema ${SCHEMA}` : FILE;
  const name = engine.name === "sqlite" ? "SQLite" : "PostgreSQL";
  console.log(`${bold("unified-store quickstart")}  ${name} ${engine.version}, ${place}`);

  heading(
    "Moving ten SQLite files from examples/quickstart/data",
    'runMigration(stores, { from, tenant: "acme" })',
  );
  const report = await move(stores);
  writePage(PAGE, report);
  mustBeVerified(report);
  showReport(report);

  await show(stores);
  await showHealth(stores);
  const left = postgres
    ? `schema ${SCHEMA}; drop schema ${SCHEMA} cascade removes it`
    : `${FILE}, recreated by each run`;
  console.log(`\nLeft in ${left}. All coercions: ${PAGE}`);
}

// The output is piped into `head`, which has closed the pipe.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});

main().catch((error: unknown) => {
  const known = error instanceof UnifiedStoreError;
  const text = known
    ? `${error.code}: ${error.message}`
    : error instanceof Error
      ? error.message
      : String(error);
  console.error(`\nquickstart failed: ${text}`);
  if (process.env.DEBUG) console.error(error);
  process.exitCode = 1;
});
