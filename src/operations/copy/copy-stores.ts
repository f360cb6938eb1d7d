import { invalid } from "../../core/errors";
import { databaseOf } from "../../database-of";
import type { UnifiedStoreManager } from "../../manager";
import { copyInto, mustHaveSchema } from "./copy-into";
import { type CopyOptions, checkCopyOptions } from "./options";
import type { CopyReport } from "./report";
import { DatabaseSource } from "./source/database-source";

/**
 * Copies stores from one database to another, of the same engine or the other one: all rows with
 * their ids, versions and times, search entries and vectors. The source is read as of one moment
 * and not written, so applications may go on to use it; what they write meanwhile is not copied.
 * Rows go to tenants that have none in the target. They are read again there, and compared by
 * hashes. A copy that was cut off goes on behind what is there when it is called again. Both
 * databases must have all schema migrations.
 *
 * @param from open stores that are read
 * @param to open stores that are written
 * @param options.tenants default: all
 * @param options.merge default false
 * @returns how many rows of which tables were inserted, replaced and kept
 * @throws UnifiedStoreError `validation`; `conflict` where a tenant has rows already, before
 * anything is written, and where another copy or data migration is under way; `schema`, `aborted`,
 * `connection`, `unique_violation`
 * @example
 * const from = await UnifiedStoreManager.open({ url: "sqlite:./agent.db", migrateSchema: false });
 * const to = await UnifiedStoreManager.open({ url: "postgres://app@db/agents" });
 * const { inserted } = await copyStores(from, to, { tenants: ["acme"] });
 */
export async function copyStores(
  from: UnifiedStoreManager,
  to: UnifiedStoreManager,
  options: CopyOptions = {},
): Promise<CopyReport> {
  const checked = checkCopyOptions(options);
  const [read, written] = [databaseOf(from), databaseOf(to)];
  if (isSame(read.dialect, written.dialect))
    throw invalid("to", "is the database that is copied: name another");
  await mustHaveSchema(read, "source");
  await using source = await DatabaseSource.of(read);
  return await copyInto(source, written, checked);
}

interface Place {
  engine: string;
  address(): string;
}

function isSame(one: Place, other: Place): boolean {
  if (one === other) return true;
  return one.engine === other.engine && one.address() === other.address() && one.address() !== "in memory";
}
