import type { Scope } from "../../../../src";
import type { Calls } from "./call";
import { all, pages, spread } from "./paging";

export async function profiles(known: Scope): Promise<Calls> {
  const names = spread(await all(known.profiles.list())).map(({ name }) => name);
  const { from, to } = (await known.profiles.links.list({ name: "Astaire" })).items[0]!;
  const pair = { from, to };
  const [name, other] = names as [string, string];
  const of = (scope: Scope) => scope.profiles;
  return {
    network: (s) => of(s).network("Astaire", { depth: 2 }),
    get: (s) => of(s).get(name),
    getOrThrow: (s) => of(s).getOrThrow(other),
    getMany: (s) => of(s).getMany(names),
    list: (s) => pages(of(s).list({ limit: 50 })),
    "links.list": (s) => pages(of(s).links.list({ name: "Astaire", limit: 3 })),
    "links.get": (s) => of(s).links.get(pair),
    "links.getOrThrow": (s) => of(s).links.getOrThrow(pair),
    "links.getMany": (s) => of(s).links.getMany([pair]),
    put: (s) => of(s).put({ name, data: { changed: true } }),
    putMany: (s) => of(s).putMany([{ name: other, data: { changed: 1 } }]),
    "links.add": (s) => of(s).links.add(pair),
    "links.addMany": (s) => of(s).links.addMany([{ ...pair, count: 2 }]),
    "links.remove": (s) => of(s).links.remove(pair),
    "links.removeMany": (s) => of(s).links.removeMany({ name: names[2]! }),
    remove: (s) => of(s).remove(names[2]!),
    "list what is left": (s) => all(of(s).list()),
  };
}
