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

/**
 * Few values, so that contents are often added again, sometimes with another size, and in existing
 * places.
 */
const HASHES = NAMES.slice(0, 5);
const hash = fc.constantFrom(...HASHES);
const origin = fc.constantFrom(...NAMES.slice(0, 3));
const tags = fc.array(name, { maxLength: 3 });
const size = fc.oneof(
  { weight: 9, arbitrary: fc.constant(10) },
  { weight: 1, arbitrary: fc.constantFrom(0, 2 ** 31, Number.MAX_SAFE_INTEGER, 2 ** 53, -1) },
);

/** With an id: an id made by the store would differ between the databases. */
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

const place = fc.record({ entryId: id, messageId: origin, channelId: origin });
const order = fc.constantFrom("newest", "oldest");
const ifVersion = fc.integer({ min: 1, max: 3 });
const sought = fc.array(name, { maxLength: 3 });
const filter = {
  mediaType: name,
  visibility: name,
  tags: sought,
  messageId: origin,
  channelId: origin,
  createdFrom: instant,
  createdTo: instant,
};
/** Few entries meet several conditions at once. */
const oneFilter = fc.oneof(
  fc.record({ tags: sought }),
  fc.record({ messageId: origin }),
  fc.record({ channelId: origin }),
  fc.record({ messageId: origin, channelId: origin }),
);

export const archive: StoreOperations = {
  operations: [
    operation("archive.add", tuple(entry), (scope, input) => scope.archive.add(input)),
    operation("archive.addMany", tuple(fc.array(entry, { maxLength: 4 })), (scope, inputs) =>
      scope.archive.addMany(inputs),
    ),
    operation("archive.places.list", tuple(partial({ ...page, entryId: id })), (scope, query) =>
      everything(scope.archive.places.list(query)),
    ),
    operation("archive.places.remove", tuple(place), (scope, key) => scope.archive.places.remove(key)),
    operation("archive.places.get", tuple(place), (scope, key) => scope.archive.places.get(key)),
    operation("archive.places.getMany", tuple(fc.array(place, { maxLength: 4 })), (scope, keys) =>
      scope.archive.places.getMany(keys),
    ),
    operation("archive.getByContentHash", tuple(hash), (scope, contentHash) =>
      scope.archive.getByContentHash({ contentHash }),
    ),
    operation(
      "archive.getManyByContentHash",
      tuple(fc.array(hash, { maxLength: 4 })),
      (scope, contentHashes) => scope.archive.getManyByContentHash({ contentHashes }),
    ),
    operation("archive.get", tuple(id), (scope, key) => scope.archive.get(key)),
    operation("archive.tag", tuple(id, tags, partial({ ifVersion })), (scope, key, added, options) =>
      scope.archive.tag(key, added, options),
    ),
    operation("archive.untag", tuple(id, tags, partial({ ifVersion })), (scope, key, removed, options) =>
      scope.archive.untag(key, removed, options),
    ),
    operation("archive.remove", tuple(id, partial({ ifVersion })), (scope, key, options) =>
      scope.archive.remove(key, options),
    ),
    operation("archive.list", tuple(partial({ ...filter, ...page, order })), (scope, query) =>
      everything(scope.archive.list(query)),
    ),
    operation("archive.list of one", tuple(oneFilter, partial({ ...page, order })), (scope, which, query) =>
      everything(scope.archive.list({ ...(query as object), ...which })),
    ),
    operation("archive.tags", tuple(partial(page)), (scope, query) => everything(scope.archive.tags(query))),
    operation("archive.totals", tuple(), (scope) => scope.archive.totals()),
    operation(
      "archive.search",
      tuple(text, partial({ ...page, ...filter, mode: fc.constantFrom("any", "words", "substring") })),
      (scope, sought, query) => everything(scope.archive.search({ ...(query as object), text: sought })),
    ),
  ],

  async stateOf({ archive }) {
    return {
      entries: await everything(archive.list()),
      places: await everything(archive.places.list()),
      tags: await everything(archive.tags()),
      tagged: await Promise.all(NAMES.map((tag) => everything(archive.list({ tags: [tag] })))),
      totals: await archive.totals(),
    };
  },
};
