import { at, type FilledScope, FOUND, id, into, middle, TEXT, WORD } from "../data";
import { call, list, many, PAGE, sorted } from "../operation";
import type { StorePlans } from "../store-plans";

/** Items that few filters find, by number. */
const RARE = { from: 40, to: 60 };

const item = (filled: FilledScope): string => id(middle(filled));
const created = (filled: FilledScope) => ({
  createdFrom: at(middle(filled)),
  createdTo: at(middle(filled) + 100),
});

export const memory: StorePlans = {
  tables: ["memory_item", "memory_item_search"],

  fill({ series, id, time, keys }, filled) {
    const insert = into(filled);
    const { size } = filled;
    const rare = `i between ${RARE.from} and ${RARE.to}`;
    return [
      insert(
        "memory_item",
        "id, type, content, policy_name, decay_score, pinned, archived, created_at, last_used_at, version",
        `${id("i")}, 'type-' || i % 8, '{"text":"${TEXT}"}', case when ${rare} then 'rare' else 'default' end, 1, ${rare}, ${rare}, ${time("i")}, ${time("i")}, 1`,
        series(size),
      ),
      insert(
        "memory_item_search",
        "item_id, part, search_text, search_keys",
        `${id("i")}, '', '${TEXT}', ${keys}`,
        series(size),
      ),
    ];
  },

  async addFound({ memory }) {
    await memory.addMany(
      FOUND.map((text, i) => ({ type: "type-0", content: { text }, createdAt: at(100 + i) })),
    );
    await memory.policies.put({ name: "default", ttlDays: 1 });
  },

  // Left out: policies, of which a tenant has few, and list filters without an index (`policyName`)
  // with few matching rows: such a list reads until its page is full.
  operations: {
    "memory.add": call(({ memory }) => memory.add({ type: "t", content: { text: "a" } })),
    "memory.addMany": call(({ memory }) =>
      memory.addMany(Array.from({ length: PAGE }, () => ({ type: "t", content: "some text" }))),
    ),
    "memory.get": call(({ memory }, filled) => memory.get(item(filled))),
    "memory.getMany": call(({ memory }, filled) => memory.getMany(many(filled, (n) => id(n)))),
    "memory.update": call(({ memory }, filled) =>
      memory.update(item(filled), { decayScore: 0.5 }, { ifVersion: 1 }),
    ),
    "memory.update content": call(({ memory }, filled) =>
      memory.update(item(filled), { content: "changed" }),
    ),
    "memory.touch": call(({ memory }, filled) => memory.touch(item(filled))),
    "memory.touchMany": call(({ memory }, filled) => memory.touchMany(many(filled, (n) => id(n)))),
    "memory.pin": call(({ memory }, filled) => memory.pin(item(filled))),
    "memory.unpin": call(({ memory }, filled) => memory.unpin(item(filled))),
    "memory.archive": call(({ memory }, filled) => memory.archive(item(filled))),
    "memory.unarchive": call(({ memory }, filled) => memory.unarchive(item(filled), { ifVersion: 1 })),
    "memory.remove": call(({ memory }, filled) => memory.remove(item(filled))),
    "memory.list": list(({ memory }, page) => memory.list(page)),
    "memory.list oldest": list(({ memory }, page) => memory.list({ ...page, order: "oldest" })),
    "memory.list type": list(({ memory }, page) => memory.list({ ...page, type: "type-0" })),
    "memory.list type oldest": list(({ memory }, page) =>
      memory.list({ ...page, type: "type-0", order: "oldest" }),
    ),
    "memory.list policy": list(({ memory }, page) => memory.list({ ...page, policyName: "default" })),
    "memory.list created": list(({ memory }, page, filled) => memory.list({ ...page, ...created(filled) })),
    "memory.list created type": list(({ memory }, page, filled) =>
      memory.list({ ...page, ...created(filled), type: "type-0" }),
    ),
    "memory.list unpinned": list(({ memory }, page) =>
      memory.list({ ...page, pinned: false, archived: false }),
    ),
    "memory.list pinned": list(({ memory }, page) => memory.list({ ...page, pinned: true })),
    "memory.list archived": list(({ memory }, page) => memory.list({ ...page, archived: true })),
    "memory.list used": sorted(({ memory }, page, filled) =>
      memory.list({ ...page, lastUsedFrom: at(middle(filled)), lastUsedTo: at(middle(filled) + 100) }),
    ),
    "memory.search words": sorted(({ memory }, page) => memory.search({ ...page, text: WORD })),
    "memory.search words type": sorted(({ memory }, page) =>
      memory.search({ ...page, text: WORD, type: "type-0" }),
    ),
    "memory.search substring": sorted(({ memory }, page) =>
      memory.search({ ...page, text: WORD, mode: "substring" }),
    ),
    "memory.prune": call(({ memory }) =>
      memory.prune({ now: new Date(at(RARE.to + 20).getTime() + 86_400_000) }),
    ),
  },

  expected: {
    "memory.add": { by: [], conflict: "memory_item_search_pk" },
    "memory.addMany": { by: [], conflict: "memory_item_search_pk" },
    "memory.get": { by: ["memory_item_pk"] },
    "memory.getMany": { by: ["memory_item_pk"] },
    "memory.update": { by: ["memory_item_pk"] },
    "memory.update content": { by: ["memory_item_pk"], conflict: "memory_item_search_pk" },
    "memory.touch": { by: ["memory_item_pk"] },
    "memory.touchMany": { by: ["memory_item_pk"] },
    "memory.pin": { by: ["memory_item_pk"] },
    "memory.unpin": { by: ["memory_item_pk"] },
    "memory.archive": { by: ["memory_item_pk"] },
    "memory.unarchive": { by: ["memory_item_pk"] },
    "memory.remove": { by: ["memory_item_pk"] },
    "memory.list": { by: ["memory_item_by_created"] },
    "memory.list oldest": { by: ["memory_item_by_created"] },
    "memory.list type": { by: ["memory_item_by_type"] },
    "memory.list type oldest": { by: ["memory_item_by_type"] },
    "memory.list policy": { by: ["memory_item_by_created"] },
    "memory.list created": { by: ["memory_item_by_created"] },
    "memory.list created type": { by: ["memory_item_by_type"] },
    "memory.list unpinned": { by: ["memory_item_by_created"] },
    "memory.list pinned": { by: ["memory_item_pinned"] },
    "memory.list archived": { by: ["memory_item_archived"] },
    // Sorted by creation: after a cursor SQLite starts at the cursor's time.
    "memory.list used": { either: ["memory_item_by_used", "memory_item_by_created"] },
    "memory.search words": { by: ["memory_item_pk", "memory_item_search_keys"] },
    "memory.search words type": { by: ["memory_item_pk", "memory_item_search_keys"] },
    "memory.search substring": { by: ["memory_item_pk", "memory_item_search_keys"] },
    "memory.prune": { either: ["memory_item_by_policy", "memory_item_by_used", "memory_item_pk"] },
    "memory.get together": { by: ["memory_item_pk"] },
    "memory.add together": { by: [], conflict: "memory_item_search_pk" },
  },

  together: {
    "memory.get together": { call: ({ memory }, n) => memory.get(id(n)) },
    "memory.add together": {
      call: ({ memory }, n) => memory.add({ type: "t", content: { text: `some text ${n}` } }),
      remove: ({ memory }, added) => memory.remove(added),
    },
  },
};
