import type { UnifiedStoreManager } from "../../../src";
import { type Backend, backend, type TestDatabase } from "../../backends";
import { contentsOf } from "../../data-migration/support/contents";

/** Databases of one test, which it drops at its end. */
export class Databases implements AsyncDisposable {
  private readonly made: TestDatabase[] = [];

  async make(name: Backend["name"]): Promise<{ url: string; stores: UnifiedStoreManager }> {
    const database = await backend(name).create();
    this.made.push(database);
    return { url: database.url, stores: await database.open() };
  }

  async stores(name: Backend["name"]): Promise<UnifiedStoreManager> {
    return (await this.make(name)).stores;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const database of this.made) await database.drop();
  }
}

/** Compares all rows, table by table: together they are too many to be shown. */
export async function mustBeEqual(found: UnifiedStoreManager, expected: UnifiedStoreManager): Promise<void> {
  const rows = await contentsOf(found);
  for (const [table, wanted] of await contentsOf(expected))
    expect([table, rows.get(table)]).toEqual([table, wanted]);
}
