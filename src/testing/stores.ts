import { type ManagerSettings, UnifiedStoreManager } from "../manager";

let image: Promise<Buffer> | undefined;

/**
 * A fresh, migrated, isolated manager in memory: cheap enough for every single test. The schema is made once a process,
 * each call copies its bytes (0.2 ms against 3 ms for opening and migrating anew).
 *
 * @param options.clock what time it is, for tests of ages and order
 * @throws UnifiedStoreError `not_supported` when better-sqlite3 is not installed
 * @example
 * const stores = await createTestStores();
 * const acme = stores.scope({ tenant: "acme" });
 * // … the test …
 * await stores.close();
 */
export async function createTestStores(
  options: Pick<ManagerSettings, "clock" | "logger"> = {},
): Promise<UnifiedStoreManager> {
  image ??= migratedImage();
  return UnifiedStoreManager.fromImage(await image, options);
}

async function migratedImage(): Promise<Buffer> {
  const stores = await UnifiedStoreManager.open({ url: "sqlite::memory:" });
  try {
    return stores.image();
  } finally {
    await stores.close();
  }
}
