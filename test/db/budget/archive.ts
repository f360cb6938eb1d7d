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

export const archive: StoreBudget<Prepared> = {
  async prepare({ archive }) {
    const { entry } = await archive.record(attachment("known"));
    return { id: entry.id };
  },

  operations: {
    "archive.record new": (scope) => scope.archive.record(attachment("new")),
    "archive.record known": (scope) => scope.archive.record(attachment("known")),
    "archive.recordMany": (scope) =>
      scope.archive.recordMany([
        attachment("known"),
        ...Array.from({ length: 500 }, (_, i) => attachment(`new ${i}`)),
      ]),
    "archive.lookup": (scope) => scope.archive.lookup("known"),
    "archive.lookupMany": (scope) =>
      scope.archive.lookupMany(Array.from({ length: 5000 }, (_, i) => (i ? `unknown ${i}` : "known"))),
    "archive.get": (scope, { id }) => scope.archive.get(id),
    "archive.getOrThrow": (scope, { id }) => scope.archive.getOrThrow(id),
    "archive.getMany": (scope, { id }) => scope.archive.getMany([id, crypto.randomUUID()]),
    "archive.list": (scope) => scope.archive.list(),
    "archive.byTag": (scope) => scope.archive.byTag("t"),
    "archive.byTags": (scope) => scope.archive.byTags(["t", "u"]),
    "archive.places.list": (scope) => scope.archive.places.list("known"),
    "archive.byMessage": (scope) => scope.archive.byMessage("m"),
    "archive.byChannel": (scope) => scope.archive.byChannel("c"),
    "archive.search words": (scope) => scope.archive.search({ text: "file" }),
    "archive.search substring": (scope) => scope.archive.search({ text: "fil", mode: "substring" }),
    "archive.tags": (scope) => scope.archive.tags(),
    "archive.totals": (scope) => scope.archive.totals(),
    "archive.remove": (scope) => scope.archive.remove("known"),
  },

  parts: ({ archive }) => ({ "archive.places": archive.places }),

  // Transactions: the list of tags and its search text follow from what the entry had before, and so does what it shows.
  others: ["archive.tag", "archive.places.remove"],
};
