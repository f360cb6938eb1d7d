import { createHash } from "node:crypto";
import { archiveEntryTable, archivePlaceTable, archiveTagTable } from "../../../entities/archive";
import type { Scope } from "../../../src/scope";
import { indexEntries, newRow } from "../../../src/stores/archive/entry";
import { placeOf } from "../../../src/stores/archive/place";
import type { ArchiveEntryInput } from "../../../src/stores/archive/types";
import { filler } from "../fill";
import { idOf, timeOf, unit } from "../rows";
import { numbers, sentence } from "../sentences";
import { FilledTable } from "../table";

/**
 * The number of entries of one batch, whose name is their tag; and the number of tags that all
 * other entries share.
 */
const BATCH = 100;
const TOPICS = 50;

export const hashOf = (n: number): string => createHash("sha256").update(`content ${n}`).digest("hex");
export const batchTag = (n: number): string => `batch-${Math.floor(n / BATCH)}`;
export const archiveFilename = (n: number): string => `${sentence(n).split(" ").slice(0, 5).join("-")}.pdf`;

/** The nth entry, without its id and time. */
export function attachment(n: number): ArchiveEntryInput {
  const hash = hashOf(n);
  return {
    contentHash: hash,
    messageId: `message-${Math.floor(n / 3)}`,
    channelId: `channel-${n % 100}`,
    attachmentIds: [`attachment-${n}`],
    filename: archiveFilename(n),
    sizeBytes: Math.floor(unit(n) * 2 ** 40),
    sha256: hash,
    mediaType: "application/pdf",
    visibility: n % 4 === 0 ? "private" : "public",
    tags: [batchTag(n), `topic-${n % TOPICS}`],
    compression: { ratio: 0.5 },
  };
}

const archiveRow = (n: number): ArchiveEntryInput => ({
  ...attachment(n),
  id: idOf("attachment", n),
  createdAt: timeOf(n),
});

export const addArchive = (scope: Scope, from: number, to: number): Promise<unknown> =>
  scope.archive.addMany(numbers(from, to).map(archiveRow));

const ENTRY = FilledTable.of(archiveEntryTable);
const TEXT = ENTRY.search();
const PLACE = FilledTable.of(archivePlaceTable);
const TAG = FilledTable.of(archiveTagTable);

export const fillArchive = filler({
  tables: [ENTRY, TEXT, PLACE, TAG],
  make: (n, { db, emit, index }) => {
    const row = newRow(db, archiveRow(n));
    emit(ENTRY, { ...row, recording: row.id });
    emit(PLACE, placeOf(row));
    for (const entry of indexEntries(row)) index(TEXT, entry);
    for (const tag of row.tags) emit(TAG, { entryId: row.id, tag, createdAt: row.createdAt });
  },
});
