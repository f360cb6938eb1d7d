import type { UnifiedStoreManager } from "../../src";

/**
 * Every table of the database, those of search entries included, in which a text stands anywhere.
 */
export async function tablesOf(stores: UnifiedStoreManager, text: string): Promise<string[]> {
  const { dialect } = stores.internals;
  const query = (statement: string): Promise<Record<string, unknown>[]> =>
    dialect.schema.exclusively((runner) => runner.query(statement)) as Promise<Record<string, unknown>[]>;
  const all =
    dialect.engine === "sqlite"
      ? "select name from sqlite_master where type = 'table' and name not like '%_keys%'"
      : "select tablename as name from pg_tables where schemaname = current_schema()";
  const found: string[] = [];
  for (const { name } of await query(all)) {
    const rows = await query(`select * from "${name}"`);
    if (JSON.stringify(rows).toLowerCase().includes(text)) found.push(name as string);
  }
  return found.sort();
}

/** Enough for a call to come as far as it gets. */
export const time = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 200));

/** A transaction that stays open while others run into it. */
export function opened() {
  let start = (): void => {};
  let finish = (): void => {};
  const started = new Promise<void>((resolve) => {
    start = resolve;
  });
  const ended = new Promise<void>((resolve) => {
    finish = resolve;
  });
  return {
    started,
    /** In its callback: the calls before are made, and it waits for `end`. */
    until: (): Promise<void> => {
      start();
      return ended;
    },
    /** Ends it, once what was called meanwhile has had time to wait for it. */
    end: async (): Promise<void> => {
      await time();
      finish();
    },
  };
}
