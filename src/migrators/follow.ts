import type { Database } from "../db/database";
import type { RunRecord } from "./ledger";
import type { OpenSource } from "./open-sources";
import type { CheckedOptions } from "./options";

export async function follow(
  _database: Database,
  _run: RunRecord,
  _sources: readonly OpenSource[],
  _options: CheckedOptions,
): Promise<void> {}
