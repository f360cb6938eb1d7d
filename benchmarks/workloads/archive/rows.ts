import type { ArchiveEntry, ArchiveEntryInput } from "../../../src/stores/archive/types";
import type { Baseline } from "../baseline";

/** Columns of an entry in order. `unknown`: the engines write these values differently. */
type Columns = [
  string,
  string,
  string,
  string,
  string,
  string,
  number,
  string,
  string | null,
  string | null,
  string,
  string | null,
  unknown,
  number,
];

export const entryReader =
  ({ codec: { date } }: Baseline) =>
  (columns: unknown[]): ArchiveEntry => {
    const row = columns as Columns;
    return {
      id: row[0],
      contentHash: row[1],
      messageId: row[2],
      channelId: row[3],
      attachmentIds: JSON.parse(row[4]),
      filename: row[5],
      sizeBytes: row[6],
      sha256: row[7],
      mediaType: row[8],
      visibility: row[9],
      tags: JSON.parse(row[10]),
      compression: row[11] === null ? null : JSON.parse(row[11]),
      createdAt: date(row[12]),
      version: row[13],
    };
  };

/** Values of `add` for an attachment, all of them given. */
export const columnsOf = (id: string, at: string, input: Required<Recorded>): unknown[] => [
  id,
  input.contentHash,
  input.messageId,
  input.channelId,
  JSON.stringify(input.attachmentIds),
  input.filename,
  input.sizeBytes,
  input.sha256,
  input.mediaType,
  input.visibility,
  JSON.stringify(input.tags),
  JSON.stringify(input.compression),
  at,
  1,
];

/** Its place, after the hash that finds the entry. */
export const placeColumnsOf = (at: string, input: Required<Recorded>): unknown[] => [
  input.contentHash,
  input.messageId,
  input.channelId,
  JSON.stringify(input.attachmentIds),
  input.filename,
  input.mediaType,
  input.visibility,
  JSON.stringify(input.compression),
  JSON.stringify(input.tags),
  at,
];

/** Tags are given sorted, without duplicates. */
export type Recorded = Omit<ArchiveEntryInput, "id" | "createdAt">;
