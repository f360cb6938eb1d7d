import type { UnifiedStoreManager } from "../../src";

/** All tables of the database, including search tables, that contain a text anywhere. */
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

/** Enough time for a call to reach its wait. */
export const time = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 200));

/** A transaction that stays open while other calls run into it. */
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
    /** Inside the callback: its earlier calls are done, and it waits for `end`. */
    until: (): Promise<void> => {
      start();
      return ended;
    },
    /** Ends it, after the concurrent calls had time to wait for it. */
    end: async (): Promise<void> => {
      await time();
      finish();
    },
  };
}
