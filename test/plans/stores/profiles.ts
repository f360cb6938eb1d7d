import { type FilledScope, into, middle, nameOf, TEXT } from "../data";
import { call, list, many, sorted } from "../operation";
import type { StorePlans } from "../store-plans";

const profile = (filled: FilledScope): string => nameOf(middle(filled));

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
      // Each with one nearby and one further off, and many with the first.
      insert(
        "profile_link",
        "source, target, count, first_seen, last_seen",
        `${name("i")}, ${name("i / 10")}, i, ${time("i")}, ${time("i")}`,
        `${series(size)} where i > 0`,
      ),
      insert(
        "profile_link",
        "source, target, count, first_seen, last_seen",
        `${name("i")}, ${name(`(i * 7919) % ${size}`)}, i, ${time("i")}, ${time("i")}`,
        `${series(size)} where i > 100 and (i * 7919) % ${size} <> i / 10`,
      ),
      insert(
        "profile_link",
        "source, target, count, first_seen, last_seen",
        `${name("i")}, ${name("0")}, i, ${time("i")}, ${time("i")}`,
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
    "profiles.remove links": call(({ profiles }, filled) =>
      profiles.remove(profile(filled), { links: true }),
    ),
    "profiles.link": call(({ profiles }, filled) => profiles.link(profile(filled), nameOf(1))),
    "profiles.linkMany": call(({ profiles }, filled) =>
      profiles.linkMany(many(filled, (n) => ({ source: nameOf(n + 1), target: nameOf(n) }))),
    ),
    "profiles.unlink": call(({ profiles }, filled) => profiles.unlink(profile(filled), nameOf(0))),
    "profiles.links both": sorted(({ profiles }, page, filled) => profiles.links(profile(filled), page)),
    "profiles.links out": sorted(({ profiles }, page, filled) =>
      profiles.links(profile(filled), { ...page, direction: "out" }),
    ),
    "profiles.links in": sorted(({ profiles }, page) =>
      profiles.links(nameOf(20), { ...page, direction: "in" }),
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
    "profiles.remove links": { by: ["profile_key", "profile_link_pk", "profile_link_reverse"] },
    "profiles.link": { by: [], conflict: "profile_link_pk" },
    "profiles.linkMany": { by: [], conflict: "profile_link_pk" },
    "profiles.unlink": { by: ["profile_link_pk"] },
    "profiles.links both": { by: ["profile_link_pk", "profile_link_reverse"] },
    "profiles.links out": { by: ["profile_link_pk"] },
    "profiles.links in": { by: ["profile_link_reverse"] },
    "profiles.network": { by: ["profile_key", "profile_link_pk", "profile_link_reverse"] },
    "profiles.get together": { by: ["profile_key"] },
  },

  together: {
    "profiles.get together": { call: ({ profiles }, n) => profiles.get(nameOf(n)) },
  },
};
