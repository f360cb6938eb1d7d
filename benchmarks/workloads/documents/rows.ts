import type { StoredChunk, StoredSection } from "../../../src/stores/documents/difference";
import type { Document, DocumentChunk } from "../../../src/stores/documents/types";
import type { Baseline } from "../baseline";

/** Columns of a document in order. `unknown`: the engines write these values differently. */
type DocumentColumns = [
  ...[string, string | null, string | null, "markdown"],
  ...[number, number, number, number, string, unknown, unknown, number],
];
type ChunkColumns = [
  ...[string, string, string, number, string, number, number],
  ...[string, number, string, unknown],
];

export const documentReader =
  ({ codec: { date } }: Baseline) =>
  (columns: unknown[]): Document => {
    const row = columns as DocumentColumns;
    return {
      source: row[0],
      title: row[1],
      meta: row[2] === null ? null : JSON.parse(row[2]),
      format: row[3],
      characters: row[4],
      tokens: row[5],
      sectionCount: row[6],
      chunkCount: row[7],
      hash: row[8],
      createdAt: date(row[9]),
      updatedAt: date(row[10]),
      version: row[11],
    };
  };

export const chunkReader =
  ({ codec: { date } }: Baseline) =>
  (columns: unknown[]): DocumentChunk => {
    const row = columns as ChunkColumns;
    return {
      id: row[0] as DocumentChunk["id"],
      source: row[1],
      sectionId: row[2] as DocumentChunk["sectionId"],
      position: row[3],
      headings: JSON.parse(row[4]),
      start: row[5],
      end: row[6],
      text: row[7],
      tokens: row[8],
      hash: row[9],
      createdAt: date(row[10]),
    };
  };

/** Parts as a `put` compares them: without their texts. */
export const storedSection = (row: unknown[]): StoredSection =>
  ({ id: row[0], position: row[1], start: row[2], end: row[3], hash: row[4] }) as StoredSection;

export function storedChunk(row: unknown[]): StoredChunk {
  const [id, sectionId, position, start, end, tokens, hash] = row;
  return { id, sectionId, position, start, end, tokens, hash } as StoredChunk;
}
