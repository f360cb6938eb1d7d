import type { ErrorContext } from "../../core/errors";
import type { TableName } from "../../dialect/sql";
import { selection } from "../table";
import type { Transaction } from "../transaction";
import { SEARCH_COLUMNS, withoutEntries } from "./search-rows";

const NOTHING = selection<Record<string, never>>({});

/**
 * Replaces the search entries of rows: deletes all that they have and loads those given.
 *
 * @param items the rows, each by tenant, workspace and id
 * @param entries as `searchRows` makes them
 */
export async function replaceEntries(
  tx: Transaction,
  search: TableName,
  { items, entries }: { items: readonly (readonly unknown[])[]; entries: readonly (readonly unknown[])[] },
  context: ErrorContext & { operation: string },
): Promise<void> {
  await tx.run({ statement: withoutEntries(search, items), returns: NOTHING, context });
  if (entries.length === 0) return;
  await tx.bulk((bulk, connection) => bulk.load(connection, search.name, SEARCH_COLUMNS, entries), context);
}
