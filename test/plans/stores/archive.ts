import { at, type FilledScope, FOUND, id, into, middle, nameOf, TEXT, WORD } from "../data";
import { call, list, many, PAGE, sorted } from "../operation";
import type { StorePlans } from "../store-plans";

/** Of the amid entry: every entry has a tag that few have, and one that many have. */
const hash = (filled: FilledScope): string => nameOf(middle(filled));
const rareTag = (filled: FilledScope): string => nameOf(Math.floor(middle(filled) / 100));
const COMMON = "tag-0";
const WRITES = "archive_entry_key,archive_place_pk,archive_entry_search_pk";
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
        "id, content_hash, message_id, channel_id, attachment_ids, filename, size_bytes, sha256, media_type, visibility, tags, created_at, recording",
        `${id("i")}, ${name("i")}, ${name("i / 3")}, 'channel-' || i % 8, '[]', '${TEXT}', 1, 's', 'type-' || i % 8, 'visibility-' || i % 3, '[]', ${time("i")}, ${id("i")}`,
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
        "item_id, part, search_text, search_keys",
        `${id("i")}, 'filename', '${TEXT}', ${keys}`,
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
    await archive.recordMany(
      FOUND.map((filename, i) => attachment(`found ${i}`, { filename, createdAt: at(100 + i) })),
    );
  },

  // Left out are `totals`, which reads the whole scope, and byTags by a frequent tag before a rare one, which reads on until its page is full.
  operations: {
    "archive.record": call(({ archive }) => archive.record(attachment("new"))),
    "archive.record known": call(({ archive }, filled) => archive.record(attachment(hash(filled)))),
    "archive.recordMany": call(({ archive }, filled) =>
      archive.recordMany([
        ...many(filled, (n) => attachment(nameOf(n))),
        ...Array.from({ length: PAGE }, (_, i) => attachment(`new ${i}`)),
      ]),
    ),
    "archive.lookup": call(({ archive }, filled) => archive.lookup(hash(filled))),
    "archive.lookupMany": call(({ archive }, filled) => archive.lookupMany(many(filled, nameOf))),
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
    "archive.byMessage": list(({ archive }, page, filled) =>
      archive.byMessage(nameOf(Math.floor(middle(filled) / 3)), page),
    ),
    "archive.byChannel": list(({ archive }, page) => archive.byChannel("channel-0", page)),
    "archive.places.list": list(({ archive }, page) => archive.places.list("found 0", page)),
    "archive.places.remove": call(({ archive }, filled) =>
      archive.places.remove(`found ${filled.size % 30}`, { messageId: "m", channelId: "c" }),
    ),
    "archive.byTag": list(({ archive }, page, filled) => archive.byTag(rareTag(filled), page)),
    "archive.byTag common": list(({ archive }, page) => archive.byTag(COMMON, page)),
    "archive.byTags": list(({ archive }, page, filled) => archive.byTags([rareTag(filled), COMMON], page)),
    "archive.tags": list(({ archive }, page) =>
      archive.tags({ ...page, limit: Math.min(page.limit, PAGE / 2) }),
    ),
    "archive.search words": sorted(({ archive }, page) => archive.search({ ...page, text: WORD })),
    "archive.search substring": sorted(({ archive }, page) =>
      archive.search({ ...page, text: WORD, mode: "substring" }),
    ),
    "archive.tag": call(({ archive }, filled) =>
      archive.tag(`found ${filled.size % 30}`, { add: ["another"], remove: ["new"] }),
    ),
    "archive.remove": call(({ archive }, filled) => archive.remove(hash(filled))),
  },

  expected: {
    "archive.record": { by: [], conflict: WRITES },
    "archive.record known": { by: [], conflict: WRITES },
    "archive.recordMany": { by: [], conflict: WRITES },
    "archive.lookup": { by: ["archive_entry_key"] },
    "archive.lookupMany": { by: ["archive_entry_key"] },
    "archive.get": { by: ["archive_entry_pk"] },
    "archive.getMany": { by: ["archive_entry_pk"] },
    "archive.list": { by: ["archive_entry_by_created"] },
    "archive.list oldest": { by: ["archive_entry_by_created"] },
    "archive.list created": { by: ["archive_entry_by_created"] },
    "archive.list media": { by: ["archive_entry_by_media"] },
    "archive.list visibility": { by: ["archive_entry_by_visibility"] },
    "archive.byMessage": { by: ["archive_place_by_message", "archive_place_pk", "archive_entry_pk"] },
    "archive.byChannel": { by: ["archive_place_by_channel", "archive_place_pk", "archive_entry_pk"] },
    "archive.places.list": { by: ["archive_entry_key", "archive_place_pk"] },
    "archive.places.remove": { by: ["archive_entry_key", "archive_place_pk", "archive_entry_pk"] },
    "archive.byTag": { by: ["archive_tag_in_order", "archive_entry_pk"] },
    "archive.byTag common": { by: ["archive_tag_in_order", "archive_entry_pk"] },
    "archive.byTags": { by: ["archive_tag_in_order", "archive_tag_pk", "archive_entry_pk"] },
    "archive.tags": { by: ["archive_tag_in_order"] },
    "archive.search words": { by: ["archive_entry_pk", "archive_entry_search_keys"] },
    "archive.search substring": { by: ["archive_entry_pk", "archive_entry_search_keys"] },
    "archive.tag": {
      by: ["archive_entry_key", "archive_entry_pk", "archive_tag_pk"],
      conflict: "archive_entry_search_pk",
    },
    "archive.remove": { by: ["archive_entry_key"] },
    "archive.get together": { by: ["archive_entry_pk"] },
    "archive.lookup together": { by: ["archive_entry_key"] },
  },

  together: {
    "archive.get together": { call: ({ archive }, n) => archive.get(id(n)) },
    "archive.lookup together": { call: ({ archive }, n) => archive.lookup(nameOf(n)) },
  },
};
