import type { Scope } from "../../../../src";
import type { Calls } from "./call";
import { all, pages } from "./paging";

export async function archive(known: Scope): Promise<Calls> {
  const entries = await all(known.archive.list());
  const [entry, other] = entries as [(typeof entries)[0], (typeof entries)[0]];
  const of = (scope: Scope) => scope.archive;
  return {
    tags: (s) => pages(of(s).tags({ limit: 2 })),
    totals: (s) => of(s).totals(),
    getByContentHash: (s) => of(s).getByContentHash({ contentHash: entry.contentHash }),
    getManyByContentHash: (s) =>
      of(s).getManyByContentHash({ contentHashes: [other.contentHash, "none", entry.contentHash] }),
    get: (s) => of(s).get(entry.id),
    getOrThrow: (s) => of(s).getOrThrow(entry.id),
    getMany: (s) => of(s).getMany([other.id, entry.id]),
    list: (s) => pages(of(s).list({ limit: 60 })),
    "list by tag": (s) => pages(of(s).list({ tags: ["a"], limit: 60 })),
    "list by tags": (s) => pages(of(s).list({ tags: ["a", "b"], limit: 60 })),
    "list by message": (s) => pages(of(s).list({ messageId: entry.messageId })),
    "list by channel": (s) => pages(of(s).list({ channelId: entry.channelId })),
    search: (s) => pages(of(s).search({ text: "file1", mode: "substring" })),
    tag: (s) => of(s).tag(entry.id, ["new"]),
    untag: (s) => of(s).untag(entry.id, ["a"]),
    add: async (s) => {
      const { id, version, ...input } = other;
      return of(s).add(input);
    },
    remove: (s) => of(s).remove(entry.id),
    "list what is left": (s) => all(of(s).list()),
  };
}
