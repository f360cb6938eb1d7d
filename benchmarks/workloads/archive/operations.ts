import { archiveEntryTable, archivePlaceTable, archiveTagTable } from "../../../entities/archive";
import type { ArchiveAddResult, ArchiveEntry } from "../../../src/stores/archive/types";
import { archiveFilename, attachment, batchTag, hashOf } from "../../fill/archive";
import { twoWordsOf } from "../../fill/sentences";
import { drawer, freshName } from "../draw";
import { firstOf, MAIN_ROWS, newId, pageOf } from "../hand";
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
      ours: (scope, hash) => scope.archive.getByContentHash({ contentHash: hash }),
      hand: (hand, hash) => hand.run([...hand.scope, hash], (rows) => firstOf(rows, entryReader(hand))),
    }),
    pair<string, ArchiveEntry[]>({
      name: "archive.list",
      kind: "read",
      weight: 20,
      next: draw(({ row }) => batchTag(row())),
      ours: (scope, tag) => scope.archive.list({ tags: [tag], limit: PAGE }).then(({ items }) => items),
      hand: (hand, tag) =>
        hand.run([...hand.scope, tag, ...hand.scope, PAGE + 1], (rows) =>
          pageOf(rows, PAGE, entryReader(hand)),
        ),
    }),
    pair<string, ArchiveEntry[]>({
      name: "archive.search",
      kind: "read",
      weight: 10,
      next: draw(({ row }) => twoWordsOf(archiveFilename(row()))),
      ours: (scope, text) => scope.archive.search({ text, limit: FOUND }).then(({ items }) => items),
      hand: (hand, text) => hand.search(text, FOUND, entryReader(hand)),
    }),
    pair<Required<Recorded>, ArchiveAddResult>({
      name: "archive.add",
      kind: "write",
      weight: 25,
      // Content that is new: what is known writes no tags.
      next: () => ({ ...inputs(), contentHash: freshName() }),
      ours: (scope, input) => scope.archive.add(input),
      hand: (hand, input) => {
        const id = newId();
        const recording = newId();
        const at = hand.codec.instant(new Date());
        const tags = input.tags.map((tag) => [id, tag, at]);
        const texts = [
          hand.entry(id, "filename", input.filename),
          hand.entry(id, "tags", input.tags.join("\n")),
        ];
        const writes = [
          [...hand.scope, ...columnsOf(id, at, input), recording],
          [MAIN_ROWS, ...hand.index([placeColumnsOf(at, input)])],
          [...hand.index(tags), MAIN_ROWS, recording],
          [...hand.index(texts), MAIN_ROWS, recording],
        ];
        return hand.runFollowed(writes, ([row]) => ({
          entry: entryReader(hand)(row!),
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
