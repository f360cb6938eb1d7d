import type { Scope } from "../../../../src";
import type { Calls } from "./call";
import { all, pages, spread } from "./paging";

export async function memory(known: Scope): Promise<Calls> {
  const ids = spread(await all(known.memory.list())).map(({ id }) => id);
  const of = (scope: Scope) => scope.memory;
  const [id, other] = ids as [string, string];
  return {
    search: (s) => pages(of(s).search({ text: "of the", limit: 40 })),
    "search for a part of a word": (s) =>
      pages(of(s).search({ text: "english", mode: "substring", limit: 9 })),
    list: (s) => pages(of(s).list({ limit: 200 })),
    "list the oldest": async (s) => of(s).list({ order: "oldest", limit: 20 }),
    get: (s) => of(s).get(id),
    getOrThrow: (s) => of(s).getOrThrow(other),
    getMany: (s) => of(s).getMany(ids),
    "policies.get": (s) => of(s).policies.get("ephemeral"),
    "policies.getOrThrow": (s) => of(s).policies.getOrThrow("ephemeral"),
    "policies.getMany": (s) => of(s).policies.getMany(["ephemeral", "none"]),
    "policies.list": (s) => pages(of(s).policies.list()),
    update: (s) => of(s).update(id, { type: "changed", content: { of: "the application" } }),
    touch: (s) => of(s).touch(ids[3]!),
    touchMany: (s) => of(s).touchMany(ids.slice(1, 3)),
    pin: (s) => of(s).pin(other),
    unpin: (s) => of(s).unpin(id),
    archive: (s) => of(s).archive(other),
    unarchive: (s) => of(s).unarchive(id),
    remove: (s) => of(s).remove(ids[4]!),
    "policies.put": (s) => of(s).policies.put({ name: "ephemeral", ttlDays: 100 }),
    "policies.remove": (s) => of(s).policies.remove("ephemeral"),
    prune: (s) => of(s).prune(),
    "list what is left": (s) => all(of(s).list()),
  };
}
