import type { InitSettings } from "../types";
import { syntaxOf } from "./syntax";

/** The file that opens the manager. */
export function storeCode(settings: InitSettings): string {
  const { typed, untyped, imported, exported, exports } = syntaxOf(settings);
  const type = untyped("\n * @type {Promise<UnifiedStoreManager> | undefined}");
  return `${imported("{ UnifiedStoreManager }", "unified-store")}

/**
 * The stores of this process, from the first call of openStores on.${type}
 */
let opened${typed(": Promise<UnifiedStoreManager> | undefined")};

/**
 * Opens the stores with the settings of the environment, which .env.example
 * explains. It opens once, so call it wherever you need them. A failed attempt
 * is not kept: the next call tries again.
 */
${exported}function openStores()${typed(": Promise<UnifiedStoreManager>")} {
  opened ??= open().catch((error${typed(": unknown")}) => {
    opened = undefined;
    throw error;
  });
  return opened;
}

/** Waits for running calls and transactions. A server stops listening before. */
${exported}async function closeStores()${typed(": Promise<void>")} {
  const closing = opened;
  opened = undefined;
  await (await closing)?.close();
}

async function open()${typed(": Promise<UnifiedStoreManager>")} {
${opening(settings)}
  for (const signal of ["SIGTERM", "SIGINT"]${typed(" as const")})
    process.off(signal, stop).once(signal, stop);
  return stores;
}

/** A process that listens for a signal has to end by itself. */
function stop()${typed(": void")} {
  closeStores().then(
    () => process.exit(0),
    (error${typed(": unknown")}) => {
      console.error(error);
      process.exit(1);
    },
  );
}

function required(name${typed(": string")})${typed(": string")} {
  const value = process.env[name]?.trim();
  if (value) return value;
  throw new Error(
    \`\${name} is not set: copy .env.example to .env, and run node --env-file=.env\`,
  );
}
${exports("openStores", "closeStores")}`;
}

/** A role that serves may not change tables: it has to be told where they are not as needed. */
const opening = ({ production }: InitSettings): string =>
  production === "none"
    ? `  const stores = await UnifiedStoreManager.open({ url: required("DATABASE_URL") });`
    : `  const url = required("DATABASE_URL");
  const stores = await UnifiedStoreManager.open({
    url,
    poolSize: Number(process.env.DATABASE_POOL_SIZE || 10),
    // On PostgreSQL this role may not change tables: npm run db:migrate does.
    migrateSchema: url.startsWith("sqlite:"),
  });
  const { pendingSchemaMigrations } = await stores.health();
  if (pendingSchemaMigrations.length > 0) {
    await stores.close();
    throw new Error("the database lacks schema migrations: npm run db:migrate");
  }`;
