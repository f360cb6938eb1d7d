import { at, type FilledScope, FOUND, id, into, middle, nameOf, TEXT, WORD } from "../data";
import { call, list, many, PAGE, sorted } from "../operation";
import type { StorePlans } from "../store-plans";

/** The middle entry and its tags: every entry has a rare tag and a frequent one. */
const hash = (filled: FilledScope): string => nameOf(middle(filled));
const rareTag = (filled: FilledScope): string => nameOf(Math.floor(middle(filled) / 100));
const COMMON = "tag-0";
const WRITES = "archive_entry_key,archive_place_pk,archive_entry_search_pk";
/** Ids and places of the entries that a search finds. */
const foundId = (i: number): string => id(10_000_000 + i);
const foundPlace = (i: number) => ({ entryId: foundId(i), messageId: "m", channelId: "c" });
const created = (filled: FilledScope) => ({
  createdFrom: at(middle(filled)),
  createdTo: at(middle(filled) + 100),
});

const attachment = (contentHash: string, more: object = {}) => ({
  contentHash,
  messageId: "m",
  channelId: "c",
  filename: "file.bin",
  sizeBytes: 1,
  sha256: "s",
  tags: [COMMON, "new"],
  ...more,
});

export const archive: StorePlans = {
  tables: ["archive_entry", "archive_entry_search", "archive_place", "archive_tag"],

  fill({ series, id, time, name, keys }, filled) {
    const insert = into(filled);
    const rows = series(filled.size);
    return [
      insert(
        "archive_entry",
        "id, content_hash, message_id, channel_id, attachment_ids, filename, size_bytes, sha256, media_type, visibility, tags, created_at, version, recording",
        `${id("i")}, ${name("i")}, ${name("i / 3")}, 'channel-' || i % 8, '[]', '${TEXT}', 1, 's', 'type-' || i % 8, 'visibility-' || i % 3, '[]', ${time("i")}, 1, ${id("i")}`,
        rows,
      ),
      insert(
        "archive_place",
        "entry_id, message_id, channel_id, attachment_ids, filename, tags, created_at, entry_created_at",
        `${id("i")}, ${name("i / 3")}, 'channel-' || i % 8, '[]', '${TEXT}', '[]', ${time("i")}, ${time("i")}`,
        rows,
      ),
      insert(
        "archive_entry_search",
        "item_id, part, search_text, text_hash, search_keys",
        `${id("i")}, 'filename', '${TEXT}', 'h', ${keys}`,
        rows,
      ),
      insert("archive_tag", "entry_id, tag, created_at", `${id("i")}, 'tag-' || i % 4, ${time("i")}`, rows),
      insert(
        "archive_tag",
        "entry_id, tag, created_at",
        `${id("i")}, ${name("i / 100")}, ${time("i")}`,
        rows,
      ),
    ];
  },

  async addFound({ archive }) {
    await archive.addMany(
      FOUND.map((filename, i) =>
        attachment(`found ${i}`, { id: foundId(i), filename, createdAt: at(100 + i) }),
      ),
    );
  },

  // Left out: `totals`, which reads the whole scope, and lists by a frequent tag before a rare one,
  // which read until their page is full.
  operations: {
    "archive.add": call(({ archive }) => archive.add(attachment("new"))),
    "archive.add known": call(({ archive }, filled) => archive.add(attachment(hash(filled)))),
    "archive.addMany": call(({ archive }, filled) =>
      archive.addMany([
        ...many(filled, (n) => attachment(nameOf(n))),
        ...Array.from({ length: PAGE }, (_, i) => attachment(`new ${i}`)),
      ]),
    ),
    "archive.getByContentHash": call(({ archive }, filled) =>
      archive.getByContentHash({ contentHash: hash(filled) }),
    ),
    "archive.getManyByContentHash": call(({ archive }, filled) =>
      archive.getManyByContentHash({ contentHashes: many(filled, nameOf) }),
    ),
    "archive.get": call(({ archive }, filled) => archive.get(id(middle(filled)))),
    "archive.getMany": call(({ archive }, filled) => archive.getMany(many(filled, id))),
    "archive.list": list(({ archive }, page) => archive.list(page)),
    "archive.list oldest": list(({ archive }, page) => archive.list({ ...page, order: "oldest" })),
    "archive.list created": list(({ archive }, page, filled) =>
      archive.list({ ...page, ...created(filled) }),
    ),
    "archive.list media": list(({ archive }, page) => archive.list({ ...page, mediaType: "type-0" })),
    "archive.list visibility": list(({ archive }, page) =>
      archive.list({ ...page, visibility: "visibility-0" }),
    ),
    "archive.list message": list(({ archive }, page, filled) =>
      archive.list({ messageId: nameOf(Math.floor(middle(filled) / 3)), ...page }),
    ),
    "archive.list channel": list(({ archive }, page) => archive.list({ channelId: "channel-0", ...page })),
    "archive.list message and tag": list(({ archive }, page, filled) =>
      archive.list({ messageId: nameOf(Math.floor(middle(filled) / 3)), tags: [COMMON], ...page }),
    ),
    "archive.list message and channel": list(({ archive }, page) =>
      archive.list({ messageId: "m", channelId: "c", ...page }),
    ),
    "archive.list channel oldest": list(({ archive }, page) =>
      archive.list({ channelId: "channel-0", order: "oldest", ...page }),
    ),
    "archive.list tag created": list(({ archive }, page, filled) =>
      archive.list({ tags: [COMMON], ...created(filled), ...page }),
    ),
    "archive.places.list": list(({ archive }, page) => archive.places.list(page)),
    "archive.places.list of an entry": list(({ archive }, page) =>
      archive.places.list({ ...page, entryId: foundId(0) }),
    ),
    "archive.places.get": call(({ archive }) => archive.places.get(foundPlace(0))),
    "archive.places.getMany": call(({ archive }, filled) =>
      archive.places.getMany(many(filled, (n) => foundPlace(n % 30))),
    ),
    "archive.places.remove": call(({ archive }, filled) =>
      archive.places.remove(foundPlace(filled.size % 30)),
    ),
    "archive.list tag": list(({ archive }, page, filled) =>
      archive.list({ tags: [rareTag(filled)], ...page }),
    ),
    "archive.list tag common": list(({ archive }, page) => archive.list({ tags: [COMMON], ...page })),
    "archive.list tags": list(({ archive }, page, filled) =>
      archive.list({ tags: [rareTag(filled), COMMON], ...page }),
    ),
    "archive.tags": list(({ archive }, page) =>
      archive.tags({ ...page, limit: Math.min(page.limit, PAGE / 2) }),
    ),
    "archive.search any": sorted(({ archive }, page) => archive.search({ ...page, text: WORD })),
    "archive.search words": sorted(({ archive }, page) =>
      archive.search({ ...page, text: WORD, mode: "words" }),
    ),
    "archive.search of a message": sorted(({ archive }, page) =>
      archive.search({ ...page, text: WORD, mode: "words", messageId: "m", tags: ["new"] }),
    ),
    "archive.search substring": sorted(({ archive }, page) =>
      archive.search({ ...page, text: WORD, mode: "substring" }),
    ),
    "archive.tag": call(({ archive }, filled) => archive.tag(foundId(filled.size % 30), ["another"])),
    "archive.untag": call(({ archive }, filled) => archive.untag(foundId(filled.size % 30), ["new"])),
    "archive.remove": call(({ archive }, filled) => archive.remove(id(middle(filled)))),
  },

  expected: {
    "archive.add": { by: [], conflict: WRITES },
    "archive.add known": { by: [], conflict: WRITES },
    "archive.addMany": { by: [], conflict: WRITES },
    "archive.getByContentHash": { by: ["archive_entry_key"] },
    "archive.getManyByContentHash": { by: ["archive_entry_key"] },
    "archive.get": { by: ["archive_entry_pk"] },
    "archive.getMany": { by: ["archive_entry_pk"] },
    "archive.list": { by: ["archive_entry_by_created"] },
    "archive.list oldest": { by: ["archive_entry_by_created"] },
    "archive.list created": { by: ["archive_entry_by_created"] },
    "archive.list media": { by: ["archive_entry_by_media"] },
    "archive.list visibility": { by: ["archive_entry_by_visibility"] },
    "archive.list message": { by: ["archive_place_by_message", "archive_place_pk", "archive_entry_pk"] },
    "archive.list channel": { by: ["archive_place_by_channel", "archive_place_pk", "archive_entry_pk"] },
    "archive.list message and tag": {
      by: ["archive_place_by_message", "archive_place_pk", "archive_tag_pk", "archive_entry_pk"],
    },
    "archive.list message and channel": { by: ["archive_place_by_message", "archive_entry_pk"] },
    "archive.list channel oldest": {
      by: ["archive_place_by_channel", "archive_place_pk", "archive_entry_pk"],
    },
    "archive.list tag created": { by: ["archive_tag_in_order", "archive_entry_pk"] },
    "archive.places.list": { by: ["archive_place_pk"] },
    "archive.places.list of an entry": { by: ["archive_place_pk"] },
    "archive.places.get": { by: ["archive_place_pk"] },
    "archive.places.getMany": { by: ["archive_place_pk"] },
    "archive.places.remove": { by: ["archive_entry_pk", "archive_place_pk"] },
    "archive.list tag": { by: ["archive_tag_in_order", "archive_entry_pk"] },
    "archive.list tag common": { by: ["archive_tag_in_order", "archive_entry_pk"] },
    "archive.list tags": { by: ["archive_tag_in_order", "archive_tag_pk", "archive_entry_pk"] },
    "archive.tags": { by: ["archive_tag_in_order"] },
    "archive.search any": { by: ["archive_entry_pk", "archive_entry_search_keys"] },
    "archive.search words": { by: ["archive_entry_pk", "archive_entry_search_keys"] },
    "archive.search of a message": {
      by: ["archive_entry_pk", "archive_entry_search_keys", "archive_place_pk", "archive_tag_pk"],
    },
    "archive.search substring": { by: ["archive_entry_pk", "archive_entry_search_keys"] },
    "archive.tag": {
      by: ["archive_entry_pk"],
      conflict: "archive_entry_search_pk",
    },
    "archive.untag": {
      by: ["archive_entry_pk", "archive_tag_pk"],
      conflict: "archive_entry_search_pk",
    },
    "archive.remove": { by: ["archive_entry_pk"] },
    "archive.get together": { by: ["archive_entry_pk"] },
    "archive.getByContentHash together": { by: ["archive_entry_key"] },
  },

  together: {
    "archive.get together": { call: ({ archive }, n) => archive.get(id(n)) },
    "archive.getByContentHash together": {
      call: ({ archive }, n) => archive.getByContentHash({ contentHash: nameOf(n) }),
    },
  },
};
