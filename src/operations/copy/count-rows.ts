import { databaseOf } from "../../database-of";
import type { UnifiedStoreManager } from "../../manager";
import { mustHaveSchema } from "./copy-into";
import { type ChoiceOptions, checkChoice } from "./options";
import { DatabaseSource } from "./source/database-source";
import { tablesOf } from "./tables";

/**
 * Counts the rows that a copy or an export would read, by table, of those that have rows.
 *
 * @param options.tenants default: all
 * @throws UnifiedStoreError `validation`, `schema`, `connection`
 * @example
 * const { memory_item } = await countRows(stores, { tenants: ["acme"] });
 */
export async function countRows(
  from: UnifiedStoreManager,
  options: ChoiceOptions = {},
): Promise<Record<string, number>> {
  const { chosen } = checkChoice(options);
  const database = databaseOf(from);
  await mustHaveSchema(database, "source");
  await using source = await DatabaseSource.of(database);
  const counts: Record<string, number> = {};
  for (const table of tablesOf(chosen.stores)) {
    const rows = await source.count(table, chosen);
    if (rows > 0) counts[table.name] = rows;
  }
  return counts;
}
