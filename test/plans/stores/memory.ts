import { at, type FilledScope, FOUND, id, into, middle, TEXT, WORD } from "../data";
import { call, list, many, PAGE, sorted } from "../operation";
import type { StorePlans } from "../store-plans";

/** Items that few filters find, by number. */
const RARE = { from: 40, to: 60 };

/** Clusters of a scope. */
const CLUSTERS = 100;

/** Of a pair with few others each index is as good: all three have both ends and the kind. */
const ASSOCIATION = ["memory_association_pk", "memory_association_from", "memory_association_to"];

const item = (filled: FilledScope): string => id(middle(filled));
const created = (filled: FilledScope) => ({
  createdFrom: at(middle(filled)),
  createdTo: at(middle(filled) + 100),
});

export const memory: StorePlans = {
  tables: [
    "memory_item",
    "memory_item_search",
    "memory_cluster",
    "memory_cluster_item",
    "memory_association",
    "memory_access",
    "memory_provenance",
  ],

  fill({ series, id, time, keys, vector }, filled) {
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
        "item_id, part, search_text, text_hash, search_keys",
        `${id("i")}, '', '${TEXT}', 'h', ${keys}`,
        series(size),
      ),
      insert(
        "memory_cluster",
        "id, label, words, size, model, centroid, created_at, updated_at",
        `${id("i")}, '', '[]', i, 'm', ${vector}, ${time("i")}, ${time("i")}`,
        series(CLUSTERS),
      ),
      insert(
        "memory_cluster_item",
        "item_id, cluster_id, similarity, text_hash, assigned_at",
        `${id("i")}, ${id(`i % ${CLUSTERS}`)}, 1.0 / (1 + i), 'h', ${time("i")}`,
        series(size),
      ),
      insert(
        "memory_association",
        "from_id, to_id, kind, weight, created_at, updated_at, version",
        `${id("i")}, ${id(`(i + 1) % ${size}`)}, 'related', 1.0 / (1 + i), ${time("i")}, ${time("i")}, 1`,
        series(size),
      ),
      // One item with many links.
      insert(
        "memory_association",
        "from_id, to_id, kind, weight, created_at, updated_at, version",
        `${id("0")}, ${id("i + 1")}, 'near', 1.0 / (1 + i), ${time("i")}, ${time("i")}, 1`,
        series(Math.min(size - 1, 5000)),
      ),
      insert(
        "memory_access",
        "id, item_id, actor, used_at, counted",
        `${id("i")}, ${id(`i % ${Math.ceil(size / 50)}`)}, 'actor-' || i % 50, ${time("i")}, i < ${size - PAGE * 2}`,
        series(size),
      ),
      insert(
        "memory_provenance",
        "id, item_id, source_id, source_version, content_hash, source_created_at, source, merged_at",
        `${id("i")}, ${id(`i % ${Math.ceil(size / 50)}`)}, ${id("i")}, 1, 'h', ${time("i")}, 'archived', ${time("i")}`,
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

  // Left out: `accesses.prune` and `clusters.build`, which read all rows of a scope.
  // Left out: policies, of which a tenant has few, and list filters without an index (`policyName`,
  // `clusterId`) with few matching rows: such a list reads until its page is full.
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
    "memory.search any": sorted(({ memory }, page) => memory.search({ ...page, text: WORD })),
    "memory.search any type": sorted(({ memory }, page) =>
      memory.search({ ...page, text: `${WORD} number`, type: "type-0" }),
    ),
    "memory.search words": sorted(({ memory }, page) =>
      memory.search({ ...page, text: WORD, mode: "words" }),
    ),
    "memory.search words type": sorted(({ memory }, page) =>
      memory.search({ ...page, text: WORD, type: "type-0", mode: "words" }),
    ),
    "memory.search substring": sorted(({ memory }, page) =>
      memory.search({ ...page, text: WORD, mode: "substring" }),
    ),
    "memory.prune": call(({ memory }) =>
      memory.prune({ now: new Date(at(RARE.to + 20).getTime() + 86_400_000) }),
    ),
    "memory.touch logged": call(({ memory }, filled) => memory.touch(item(filled), { actor: "a" })),
    "memory.decay": call(({ memory }) => memory.decay({ now: at(1e9), limit: PAGE })),
    "memory.clusters.get": call(({ memory }) => memory.clusters.get(id(7))),
    "memory.clusters.list": list(({ memory }, page) => memory.clusters.list(page)),
    "memory.clusters.items": list(({ memory }, page) => memory.clusters.items({ ...page, clusterId: id(7) })),
    "memory.clusters.remove": call(({ memory }) => memory.clusters.remove(id(7))),
    "memory.associations.put": call(({ memory }, filled) =>
      memory.associations.put({ fromId: id(1), toId: item(filled) }),
    ),
    "memory.associations.get": call(({ memory }) => memory.associations.get({ fromId: id(1), toId: id(2) })),
    "memory.associations.getMany": call(({ memory }, filled) =>
      memory.associations.getMany(many(filled, (n) => ({ fromId: id(n), toId: id(n + 1) }))),
    ),
    "memory.associations.list": sorted(({ memory }, page) =>
      memory.associations.list({ ...page, itemId: id(0) }),
    ),
    "memory.associations.list from": sorted(({ memory }, page) =>
      memory.associations.list({ ...page, itemId: id(0), end: "from", minWeight: 0.001 }),
    ),
    "memory.associations.list to": sorted(({ memory }, page) =>
      memory.associations.list({ ...page, itemId: id(1), end: "to", kind: "near" }),
    ),
    "memory.associations.remove": call(({ memory }) =>
      memory.associations.remove({ fromId: id(1), toId: id(2) }),
    ),
    "memory.associations.linkUsedTogether": call(({ memory }) =>
      memory.associations.linkUsedTogether({ limit: PAGE, windowMs: 100_000 }),
    ),
    "memory.accesses.add": call(({ memory }, filled) => memory.accesses.add({ itemId: item(filled) })),
    "memory.accesses.addMany": call(({ memory }, filled) =>
      memory.accesses.addMany(many(filled, (n) => ({ itemId: id(n) }))),
    ),
    "memory.accesses.get": call(({ memory }, filled) => memory.accesses.get(item(filled))),
    "memory.accesses.list": list(({ memory }, page) => memory.accesses.list(page)),
    "memory.accesses.list oldest": list(({ memory }, page) =>
      memory.accesses.list({ ...page, order: "oldest" }),
    ),
    "memory.accesses.list item": list(({ memory }, page) => memory.accesses.list({ ...page, itemId: id(3) })),
    "memory.accesses.list actor": list(({ memory }, page) =>
      memory.accesses.list({ ...page, actor: "actor-7" }),
    ),
    "memory.accesses.list time": list(({ memory }, page, filled) =>
      memory.accesses.list({ ...page, usedFrom: at(middle(filled)), usedTo: at(middle(filled) + 100) }),
    ),
    "memory.accesses.remove": call(({ memory }, filled) => memory.accesses.remove(item(filled))),
    "memory.provenance.get": call(({ memory }, filled) => memory.provenance.get(item(filled))),
    "memory.provenance.list item": list(({ memory }, page) =>
      memory.provenance.list({ ...page, itemId: id(3) }),
    ),
    "memory.provenance.list source": list(({ memory }, page) =>
      memory.provenance.list({ ...page, sourceId: id(3) }),
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
    "memory.search any": { by: ["memory_item_pk", "memory_item_search_keys"] },
    "memory.search any type": { by: ["memory_item_pk", "memory_item_search_keys"] },
    "memory.search words": { by: ["memory_item_pk", "memory_item_search_keys"] },
    "memory.search words type": { by: ["memory_item_pk", "memory_item_search_keys"] },
    "memory.search substring": { by: ["memory_item_pk", "memory_item_search_keys"] },
    "memory.prune": { either: ["memory_item_by_policy", "memory_item_by_used", "memory_item_pk"] },
    "memory.touch logged": { by: ["memory_item_pk"] },
    "memory.decay": { either: ["memory_item_pk", "memory_item_by_used", "memory_access_by_item"] },
    "memory.clusters.get": { by: ["memory_cluster_pk"] },
    "memory.clusters.list": { by: ["memory_cluster_by_size"] },
    "memory.clusters.items": { by: ["memory_cluster_item_by_cluster"] },
    "memory.clusters.remove": { by: ["memory_cluster_pk"] },
    "memory.associations.put": { by: [], conflict: "memory_association_pk" },
    "memory.associations.get": { either: ASSOCIATION },
    "memory.associations.getMany": { either: ASSOCIATION },
    "memory.associations.list": { by: ["memory_association_from", "memory_association_to"] },
    "memory.associations.list from": { by: ["memory_association_from"] },
    "memory.associations.list to": { by: ["memory_association_to"] },
    "memory.associations.remove": { either: ASSOCIATION },
    "memory.associations.linkUsedTogether": {
      by: ["memory_access_uncounted", "memory_access_pk", "memory_access_by_actor", "memory_item_pk"],
      conflict: "memory_association_pk",
    },
    "memory.accesses.add": { by: [] },
    "memory.accesses.addMany": { by: [] },
    "memory.accesses.get": { by: ["memory_access_pk"] },
    "memory.accesses.list": { by: ["memory_access_by_time"] },
    "memory.accesses.list oldest": { by: ["memory_access_by_time"] },
    "memory.accesses.list item": { by: ["memory_access_by_item"] },
    "memory.accesses.list actor": { by: ["memory_access_by_actor"] },
    "memory.accesses.list time": { by: ["memory_access_by_time"] },
    "memory.accesses.remove": { by: ["memory_access_pk"] },
    "memory.provenance.get": { by: ["memory_provenance_pk"] },
    "memory.provenance.list item": { by: ["memory_provenance_of_item"] },
    "memory.provenance.list source": { by: ["memory_provenance_of_source"] },
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
