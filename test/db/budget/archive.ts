import type { StoreBudget } from "./budget";

interface Prepared {
  id: string;
}

const attachment = (contentHash: string) => ({
  contentHash,
  messageId: "m",
  channelId: "c",
  filename: "file.bin",
  sizeBytes: 1,
  sha256: "s",
  tags: ["t", "u"],
});

const place = (entryId: string) => ({ entryId, messageId: "m", channelId: "c" });

export const archive: StoreBudget<Prepared> = {
  async prepare({ archive }) {
    const { entry } = await archive.add(attachment("known"));
    return { id: entry.id };
  },

  operations: {
    "archive.add new": (scope) => scope.archive.add(attachment("new")),
    "archive.add known": (scope) => scope.archive.add(attachment("known")),
    "archive.addMany": (scope) =>
      scope.archive.addMany([
        attachment("known"),
        ...Array.from({ length: 500 }, (_, i) => attachment(`new ${i}`)),
      ]),
    "archive.getByContentHash": (scope) => scope.archive.getByContentHash({ contentHash: "known" }),
    "archive.getManyByContentHash": (scope) =>
      scope.archive.getManyByContentHash({
        contentHashes: Array.from({ length: 5000 }, (_, i) => (i ? `unknown ${i}` : "known")),
      }),
    "archive.get": (scope, { id }) => scope.archive.get(id),
    "archive.getOrThrow": (scope, { id }) => scope.archive.getOrThrow(id),
    "archive.getMany": (scope, { id }) => scope.archive.getMany([id, crypto.randomUUID()]),
    "archive.list": (scope) => scope.archive.list(),
    "archive.list tag": (scope) => scope.archive.list({ tags: ["t"] }),
    "archive.list tags": (scope) => scope.archive.list({ tags: ["t", "u"] }),
    "archive.places.list": (scope) => scope.archive.places.list(),
    "archive.places.list of an entry": (scope, { id }) => scope.archive.places.list({ entryId: id }),
    "archive.places.get": (scope, { id }) => scope.archive.places.get(place(id)),
    "archive.places.getOrThrow": (scope, { id }) => scope.archive.places.getOrThrow(place(id)),
    "archive.places.getMany": (scope, { id }) =>
      scope.archive.places.getMany([place(id), place(crypto.randomUUID())]),
    "archive.list message": (scope) => scope.archive.list({ messageId: "m" }),
    "archive.list channel": (scope) => scope.archive.list({ channelId: "c" }),
    "archive.search words": (scope) => scope.archive.search({ text: "file", mode: "words" }),
    "archive.search any": (scope) => scope.archive.search({ text: "file" }),
    "archive.search substring": (scope) => scope.archive.search({ text: "fil", mode: "substring" }),
    "archive.tags": (scope) => scope.archive.tags(),
    "archive.totals": (scope) => scope.archive.totals(),
    "archive.remove": (scope, { id }) => scope.archive.remove(id),
  },

  parts: ({ archive }) => ({ "archive.places": archive.places }),

  // Transactions: the list of tags, its search text and the place shown depend on the entry's
  // previous state.
  others: ["archive.tag", "archive.untag", "archive.places.remove"],
};
