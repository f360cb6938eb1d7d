import fc from "fast-check";
import {
  everything,
  id,
  instant,
  json,
  NAMES,
  name,
  operation,
  page,
  partial,
  type StoreOperations,
  text,
  tuple,
} from "./arbitraries";

/** Few enough that contents are recorded again, now and then with another size, and in places that are known. */
const HASHES = NAMES.slice(0, 5);
const hash = fc.constantFrom(...HASHES);
const origin = fc.constantFrom(...NAMES.slice(0, 3));
const tags = fc.array(name, { maxLength: 3 });
const size = fc.oneof(
  { weight: 9, arbitrary: fc.constant(10) },
  { weight: 1, arbitrary: fc.constantFrom(0, 2 ** 31, Number.MAX_SAFE_INTEGER, 2 ** 53, -1) },
);

/** With an id: what is recorded without one has another id in each database. */
const entry = fc.record(
  {
    id,
    contentHash: hash,
    messageId: origin,
    channelId: origin,
    attachmentIds: tags,
    filename: text,
    sizeBytes: size,
    sha256: fc.constant("sha"),
    mediaType: fc.option(name),
    visibility: name,
    tags,
    compression: json,
    createdAt: instant,
  },
  { requiredKeys: ["id", "contentHash", "messageId", "channelId", "filename", "sizeBytes", "sha256"] },
) as fc.Arbitrary<never>;

const filter = { mediaType: name, visibility: name, createdFrom: instant, createdTo: instant };

export const archive: StoreOperations = {
  operations: [
    operation("archive.record", tuple(entry), (scope, input) => scope.archive.record(input)),
    operation("archive.recordMany", tuple(fc.array(entry, { maxLength: 4 })), (scope, inputs) =>
      scope.archive.recordMany(inputs),
    ),
    operation("archive.places.list", tuple(hash, partial(page)), (scope, content, paging) =>
      everything(scope.archive.places.list(content, paging)),
    ),
    operation("archive.places.remove", tuple(hash, origin, origin), (scope, content, messageId, channelId) =>
      scope.archive.places.remove(content, { messageId, channelId }),
    ),
    operation("archive.lookup", tuple(hash), (scope, content) => scope.archive.lookup(content)),
    operation("archive.lookupMany", tuple(fc.array(hash, { maxLength: 4 })), (scope, contents) =>
      scope.archive.lookupMany(contents),
    ),
    operation("archive.get", tuple(id), (scope, key) => scope.archive.get(key)),
    operation("archive.tag", tuple(hash, partial({ add: tags, remove: tags })), (scope, content, change) =>
      scope.archive.tag(content, change),
    ),
    operation("archive.remove", tuple(hash), (scope, content) => scope.archive.remove(content)),
    operation(
      "archive.list",
      tuple(partial({ ...filter, ...page, order: fc.constantFrom("newest", "oldest") })),
      (scope, query) => everything(scope.archive.list(query)),
    ),
    operation("archive.byTag", tuple(name, partial(page)), (scope, tag, query) =>
      everything(scope.archive.byTag(tag, query)),
    ),
    operation(
      "archive.byTags",
      tuple(fc.array(name, { maxLength: 3 }), partial(page)),
      (scope, sought, query) => everything(scope.archive.byTags(sought, query)),
    ),
    operation("archive.byMessage", tuple(origin, partial(page)), (scope, message, query) =>
      everything(scope.archive.byMessage(message, query)),
    ),
    operation("archive.byChannel", tuple(origin, partial(page)), (scope, channel, query) =>
      everything(scope.archive.byChannel(channel, query)),
    ),
    operation("archive.tags", tuple(partial(page)), (scope, query) => everything(scope.archive.tags(query))),
    operation("archive.totals", tuple(), (scope) => scope.archive.totals()),
    operation(
      "archive.search",
      tuple(text, partial({ ...page, visibility: name, mode: fc.constantFrom("words", "substring") })),
      (scope, sought, query) => everything(scope.archive.search({ ...(query as object), text: sought })),
    ),
  ],

  async stateOf({ archive }) {
    return {
      entries: await everything(archive.list()),
      places: await Promise.all(HASHES.map((content) => everything(archive.places.list(content)))),
      tags: await everything(archive.tags()),
      tagged: await Promise.all(NAMES.map((tag) => everything(archive.byTag(tag)))),
      totals: await archive.totals(),
    };
  },
};
