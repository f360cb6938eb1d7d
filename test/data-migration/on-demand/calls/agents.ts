import type { Scope } from "../../../../src";
import type { Calls } from "./call";
import { all, pages, spread } from "./paging";

export async function agents(known: Scope): Promise<Calls> {
  const keys = spread(await all(known.agents.state.list())).map(({ key }) => key);
  const [key, other] = keys as [string, string];
  const of = (scope: Scope) => scope.agents;
  return {
    "state.get": (s) => of(s).state.get(key),
    "state.getOrThrow": (s) => of(s).state.getOrThrow(other),
    "state.getMany": (s) => of(s).state.getMany(keys),
    "state.list": (s) => pages(of(s).state.list({ limit: 20 })),
    list: (s) => pages(of(s).list()),
    get: (s) => of(s).get("none"),
    "events.list": (s) => pages(of(s).events.list({ topic: "none" })),
    "leases.get": (s) => of(s).leases.get("none"),
    "state.modify": (s) => of(s).state.modify(key, (value) => ({ was: value ?? null })),
    "state.put": (s) => of(s).state.put({ key: other, value: { changed: true } }),
    "state.remove": (s) => of(s).state.remove(keys[2]!),
    "leases.withLease": (s) =>
      of(s).leases.withLease({ name: "l", holder: "h", leaseMs: 60_000 }, async () => of(s).state.get(key)),
    "list what is left": (s) => all(of(s).state.list()),
  };
}
