import type { Scope } from "../../../../src";
import type { Calls } from "./call";
import { all, pages, spread } from "./paging";

export async function debates(known: Scope): Promise<Calls> {
  const ids = spread(await all(known.debates.list())).map(({ id }) => id);
  const [id, other] = ids as [string, string];
  const of = (scope: Scope) => scope.debates;
  return {
    tally: (s) => of(s).tally(id),
    stats: (s) => of(s).stats(id),
    transcript: (s) => pages(of(s).transcript(id, { limit: 3 })),
    "turns.list": (s) => pages(of(s).turns.list({ debateId: id, limit: 2 })),
    "critiques.list": (s) => pages(of(s).critiques.list({ debateId: id })),
    "votes.list": (s) => pages(of(s).votes.list({ debateId: id })),
    get: (s) => of(s).get(id),
    getOrThrow: (s) => of(s).getOrThrow(other),
    getMany: (s) => of(s).getMany(ids),
    list: (s) => pages(of(s).list({ limit: 20 })),
    search: (s) => pages(of(s).search({ text: "kind", limit: 5 })),
    remove: (s) => of(s).remove(id),
    "list what is left": (s) => all(of(s).list()),
  };
}
