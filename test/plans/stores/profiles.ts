import { type FilledScope, into, middle, nameOf, TEXT } from "../data";
import { call, list, many, sorted } from "../operation";
import type { StorePlans } from "../store-plans";

const profile = (filled: FilledScope): string => nameOf(middle(filled));

const pair = (n: number) => ({ from: nameOf(n + 1), to: nameOf(n) });
const toFirst = (filled: FilledScope) => ({ from: profile(filled), to: nameOf(0) });

export const profiles: StorePlans = {
  tables: ["profile", "profile_link"],

  fill({ series, id, time, name }, filled) {
    const insert = into(filled);
    const { size } = filled;
    return [
      insert(
        "profile",
        "id, name, data, created_at, updated_at, version",
        `${id("i")}, ${name("i")}, '{"text":"${TEXT}"}', ${time("i")}, ${time("i")}, 1`,
        series(size),
      ),
      // Each profile is linked to a near and a distant one, and many to the first.
      insert(
        "profile_link",
        "from_name, to_name, count, first_seen_at, last_seen_at, version",
        `${name("i")}, ${name("i / 10")}, i, ${time("i")}, ${time("i")}, 1`,
        `${series(size)} where i > 0`,
      ),
      insert(
        "profile_link",
        "from_name, to_name, count, first_seen_at, last_seen_at, version",
        `${name("i")}, ${name(`(i * 7919) % ${size}`)}, i, ${time("i")}, ${time("i")}, 1`,
        `${series(size)} where i > 100 and (i * 7919) % ${size} <> i / 10`,
      ),
      insert(
        "profile_link",
        "from_name, to_name, count, first_seen_at, last_seen_at, version",
        `${name("i")}, ${name("0")}, i, ${time("i")}, ${time("i")}, 1`,
        `${series(size)} where i % 100 = 99 and (i * 7919) % ${size} > 0`,
      ),
    ];
  },

  operations: {
    "profiles.put": call(({ profiles }, filled) => profiles.put({ name: profile(filled), data: 2 })),
    "profiles.put version": call(({ profiles }, filled) =>
      profiles.put({ name: profile(filled), data: 2 }, { ifVersion: 1 }),
    ),
    "profiles.putMany": call(({ profiles }, filled) =>
      profiles.putMany(many(filled, (n) => ({ name: nameOf(n), data: 2 }))),
    ),
    "profiles.get": call(({ profiles }, filled) => profiles.get(profile(filled))),
    "profiles.getMany": call(({ profiles }, filled) => profiles.getMany(many(filled, nameOf))),
    "profiles.list": list(({ profiles }, page) => profiles.list(page)),
    "profiles.list prefix": list(({ profiles }, page) => profiles.list({ ...page, prefix: "name-000000" })),
    "profiles.remove": call(({ profiles }, filled) => profiles.remove(profile(filled))),
    "profiles.links.add": call(({ profiles }, filled) =>
      profiles.links.add({ from: profile(filled), to: nameOf(1) }),
    ),
    "profiles.links.addMany": call(({ profiles }, filled) => profiles.links.addMany(many(filled, pair))),
    "profiles.links.get": call(({ profiles }, filled) => profiles.links.get(toFirst(filled))),
    "profiles.links.getMany": call(({ profiles }, filled) => profiles.links.getMany(many(filled, pair))),
    "profiles.links.remove": call(({ profiles }, filled) => profiles.links.remove(toFirst(filled))),
    "profiles.links.remove version": call(({ profiles }, filled) =>
      profiles.links.remove(toFirst(filled), { ifVersion: 1 }),
    ),
    "profiles.links.removeMany name": call(({ profiles }, filled) =>
      profiles.links.removeMany({ name: profile(filled) }),
    ),
    "profiles.links.removeMany from": call(({ profiles }, filled) =>
      profiles.links.removeMany({ from: profile(filled) }),
    ),
    "profiles.links.removeMany to": call(({ profiles }) => profiles.links.removeMany({ to: nameOf(20) })),
    "profiles.links.list name": sorted(({ profiles }, page, filled) =>
      profiles.links.list({ ...page, name: profile(filled) }),
    ),
    "profiles.links.list from": sorted(({ profiles }, page, filled) =>
      profiles.links.list({ ...page, from: profile(filled) }),
    ),
    "profiles.links.list to": sorted(({ profiles }, page) =>
      profiles.links.list({ ...page, to: nameOf(20) }),
    ),
    "profiles.network": call(({ profiles }) => profiles.network(nameOf(9))),
  },

  expected: {
    "profiles.put": { by: [], conflict: "profile_key" },
    "profiles.put version": { by: ["profile_key"] },
    "profiles.putMany": { by: [], conflict: "profile_key" },
    "profiles.get": { by: ["profile_key"] },
    "profiles.getMany": { by: ["profile_key"] },
    "profiles.list": { by: ["profile_key"] },
    "profiles.list prefix": { by: ["profile_key"] },
    "profiles.remove": { by: ["profile_key"] },
    "profiles.links.add": { by: [], conflict: "profile_link_pk" },
    "profiles.links.addMany": { by: [], conflict: "profile_link_pk" },
    "profiles.links.get": { by: ["profile_link_pk"] },
    "profiles.links.getMany": { by: ["profile_link_pk"] },
    "profiles.links.remove": { by: ["profile_link_pk"] },
    "profiles.links.remove version": { by: ["profile_link_pk"] },
    "profiles.links.removeMany name": { by: ["profile_link_pk", "profile_link_reverse"] },
    "profiles.links.removeMany from": { by: ["profile_link_pk"] },
    "profiles.links.removeMany to": { by: ["profile_link_reverse"] },
    "profiles.links.list name": { by: ["profile_link_pk", "profile_link_reverse"] },
    "profiles.links.list from": { by: ["profile_link_pk"] },
    "profiles.links.list to": { by: ["profile_link_reverse"] },
    "profiles.network": { by: ["profile_key", "profile_link_pk", "profile_link_reverse"] },
    "profiles.get together": { by: ["profile_key"] },
  },

  together: {
    "profiles.get together": { call: ({ profiles }, n) => profiles.get(nameOf(n)) },
  },
};
