import { startDeadline, toAbortSignal } from "./core/call/deadline";
import type { Database } from "./db/database";
import { failure } from "./db/failure";
import { Reindexing } from "./db/search/reindex";
import type { ReindexOptions, ReindexResult } from "./db/search/reindex-options";
import type { Searched } from "./db/search/searched";
import { searchedEntries } from "./stores/archive/entry";
import { searchedMessages } from "./stores/conversations/message";
import { searchedDebates } from "./stores/debates/debate";
import { searchedChunks } from "./stores/documents/document";
import { searchedNodes } from "./stores/graph/node";
import { searchedSegments } from "./stores/ingest/segments";
import { searchedItems } from "./stores/memory/item";

/** Every table with text search, and its searchable texts. */
export const SEARCHED: readonly Searched[] = [
  searchedItems,
  searchedDebates,
  searchedSegments,
  searchedEntries,
  searchedMessages,
  searchedChunks,
  searchedNodes,
];

/** Rebuilds search entries, one table after the other. */
export async function reindex(
  database: Database,
  { all = false, batchSize = 200, onProgress = () => {}, ...call }: ReindexOptions,
): Promise<ReindexResult> {
  const context = { operation: "reindex" };
  const { signal, clear } = startDeadline(call);
  const settings = { batchSize, onProgress, signal: signal && toAbortSignal(signal) };
  const result: ReindexResult = { tables: {}, rows: 0 };
  try {
    for (const searched of SEARCHED) {
      const rows = await new Reindexing(database, searched, settings).run(all);
      if (rows === null) continue;
      result.tables[searched.table] = rows;
      result.rows += rows;
    }
    return result;
  } catch (error) {
    throw failure(error, database.dialect, context, signal, false);
  } finally {
    clear();
  }
}
