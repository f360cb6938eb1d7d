import { archiveEntryTable, archivePlaceTable, archiveTagTable } from "../../../entities/archive";
import type { ArchiveAddResult, ArchiveEntry } from "../../../src/stores/archive/types";
import { twoWordsOf } from "../../fill/sentences";
import { archiveFilename, attachment, batchTag, hashOf } from "../../fill/stores/archive";
import { firstOf, MAIN_ROWS, newId, pageOf } from "../baseline";
import { drawer, freshName } from "../draw";
import { entry, type Pair, pair, row } from "../pair";
import { columnsOf, entryReader, placeColumnsOf, type Recorded } from "./rows";

const PAGE = 20;
const FOUND = 10;

export function archivePairs(records: number): readonly Pair[] {
  const draw = drawer(records);
  const inputs = draw(({ row }) => attachment(row()) as Required<Recorded>);
  return [
    pair<string, ArchiveEntry | null>({
      name: "archive.getByContentHash",
      kind: "read",
      weight: 45,
      next: draw(({ row }) => hashOf(row())),
      subject: (scope, hash) => scope.archive.getByContentHash({ contentHash: hash }),
      baseline: (baseline, hash) =>
        baseline.run([...baseline.scope, hash], (rows) => firstOf(rows, entryReader(baseline))),
    }),
    pair<string, ArchiveEntry[]>({
      name: "archive.list",
      kind: "read",
      weight: 20,
      next: draw(({ row }) => batchTag(row())),
      subject: (scope, tag) => scope.archive.list({ tags: [tag], limit: PAGE }).then(({ items }) => items),
      baseline: (baseline, tag) =>
        baseline.run([...baseline.scope, tag, ...baseline.scope, PAGE + 1], (rows) =>
          pageOf(rows, PAGE, entryReader(baseline)),
        ),
    }),
    pair<string, ArchiveEntry[]>({
      name: "archive.search",
      kind: "read",
      weight: 10,
      next: draw(({ row }) => twoWordsOf(archiveFilename(row()))),
      subject: (scope, text) =>
        scope.archive.search({ text, mode: "words", limit: FOUND }).then(({ items }) => items),
      baseline: (baseline, text) => baseline.search(text, FOUND, entryReader(baseline)),
    }),
    pair<Required<Recorded>, ArchiveAddResult>({
      name: "archive.add",
      kind: "write",
      weight: 25,
      // New content: an add of existing content writes no tags.
      next: () => ({ ...inputs(), contentHash: freshName() }),
      subject: (scope, input) => scope.archive.add(input),
      baseline: (baseline, input) => {
        const id = newId();
        const recording = newId();
        const at = baseline.codec.instant(new Date());
        const tags = input.tags.map((tag) => [id, tag, at]);
        const texts = [
          baseline.entry(id, "filename", input.filename),
          baseline.entry(id, "tags", input.tags.join("\n")),
        ];
        const writes = [
          [...baseline.scope, ...columnsOf(id, at, input), recording],
          [MAIN_ROWS, ...baseline.index([placeColumnsOf(at, input)])],
          [...baseline.index(tags), MAIN_ROWS, recording],
          [...baseline.index(texts), MAIN_ROWS, recording],
        ];
        return baseline.runFollowed(writes, ([row]) => ({
          entry: entryReader(baseline)(row!),
          created: row!.at(-1) === recording,
        }));
      },
      rows: ({ contentHash, messageId, channelId, tags }, recorded) => {
        const id = recorded?.entry.id ?? null;
        const place = { entry_id: id, message_id: messageId, channel_id: channelId };
        return [
          row(archiveEntryTable, { content_hash: contentHash }),
          row(archivePlaceTable, place),
          ...tags.map((tag) => row(archiveTagTable, { entry_id: id, tag })),
          entry("archive_entry", id, "filename"),
          entry("archive_entry", id, "tags"),
        ];
      },
    }),
  ];
}
