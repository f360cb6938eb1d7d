import type { Scope } from "unified-store";
import type { MarkdownFile } from "./files";

/** Chunks that are embedded at once: less than a second of work, so that progress is seen. */
const BATCH_SIZE = 8;

/** What became of the files, and of their chunks. */
export interface Synced {
  files: { created: number; changed: number; unchanged: number; removed: number };
  chunks: { added: number; kept: number; removed: number };
}

/**
 * Makes the documents of a scope those of the given files. A document whose text is as before is
 * not written. Of a changed one, chunks with the same text keep their vectors.
 */
export async function sync(scope: Scope, files: readonly MarkdownFile[]): Promise<Synced> {
  const synced: Synced = {
    files: { created: 0, changed: 0, unchanged: 0, removed: 0 },
    chunks: { added: 0, kept: 0, removed: 0 },
  };
  for (const { source, text } of files) {
    const { outcome, chunksAdded, chunksKept, chunksRemoved } = await scope.documents.put({ source, text });
    synced.files[outcome]++;
    synced.chunks.added += chunksAdded;
    synced.chunks.kept += chunksKept;
    synced.chunks.removed += chunksRemoved;
  }
  const sources = new Set(files.map(({ source }) => source));
  for await (const { source, chunkCount } of scope.documents.list()) {
    if (sources.has(source)) continue;
    await scope.documents.remove(source);
    synced.files.removed++;
    synced.chunks.removed += chunkCount;
  }
  return synced;
}

export interface EmbedOptions {
  /** Ends the work between two batches, so that no chunk stays claimed. */
  signal?: AbortSignal;
  /** Called after each batch. */
  onProgress?: (embedded: number, total: number) => void;
}

export interface Embedded {
  /** Vectors that were written. */
  embedded: number;
  /** Chunks that have none yet: another process has claimed them, or the encoder refused them. */
  pending: number;
}

/** Embeds the chunks that have no vector, batch by batch. */
export async function embed(scope: Scope, { signal, onProgress }: EmbedOptions = {}): Promise<Embedded> {
  const total = await pendingChunks(scope);
  let embedded = 0;
  // Where nothing is pending, not even the model is asked for.
  for (let done = total === 0; !done; ) {
    signal?.throwIfAborted();
    const batch = await scope.retrieval.embedPending({ in: ["chunks"], limit: BATCH_SIZE });
    embedded += batch.embedded;
    done = batch.done;
    if (batch.embedded > 0) onProgress?.(embedded, total);
  }
  return { embedded, pending: total === 0 ? 0 : await pendingChunks(scope) };
}

const pendingChunks = async (scope: Scope): Promise<number> =>
  (await scope.retrieval.status()).sources.chunks.pending;
