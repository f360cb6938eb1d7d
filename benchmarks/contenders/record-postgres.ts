import type { Pool, PoolClient } from "pg";
import { UnifiedStoreManager } from "../../src/manager";
import type { Cleanup } from "../cleanup";
import type { Testbed } from "../types";
import { RECORDING, withoutLooks } from "./scope";

/** A second manager. Its connection records the statements that it receives. */
export function recorder(pool: Pool, schema: string, cleanup: Cleanup): Testbed["record"] {
  let texts: string[] = [];
  pool.on("connect", (client) => note(client, (text) => texts.push(text)));
  let opened: Promise<UnifiedStoreManager> | undefined;
  cleanup.defer(async () => (await opened)?.close());
  return async (work) => {
    opened ??= UnifiedStoreManager.open({ pool, schema, migrateSchema: false }).then(withoutLooks);
    const stores = await opened;
    texts = [];
    await work(stores.scope(RECORDING));
    return texts;
  };
}

function note(client: PoolClient, tell: (text: string) => void): void {
  const query = client.query as (...args: unknown[]) => unknown;
  Object.assign(client, {
    query(this: unknown, ...args: [{ text?: string }, ...unknown[]]) {
      if (args[0]?.text) tell(args[0].text);
      return query.apply(this, args);
    },
  });
}
