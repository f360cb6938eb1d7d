import assert from "node:assert/strict";
import type { GraphAttrs, GraphNode } from "../../src/stores/graph/types";
import { type Cases, refused } from "../suite";
import { at, NOBODY, nodesOf } from "./samples";

/** Nodes by type and name. */
export const nodes: Cases = {
  "reads return an upserted node": async ({ scope: { graph } }) => {
    const before = Date.now();
    const made = await graph.nodes.upsert({ type: "person", name: "Ada" });
    assert.deepEqual(Object.keys(made), ["id", "type", "name", "attrs", "version", "createdAt", "updatedAt"]);
    assert.deepEqual([made.type, made.name, made.attrs, made.version], ["person", "Ada", {}, 1]);
    assert.ok(made.createdAt.getTime() >= before && made.createdAt.getTime() <= Date.now());
    assert.deepEqual(made.updatedAt, made.createdAt);
    const full = await graph.nodes.upsert({
      id: "0190A0A0-0000-7000-8000-00000000000A",
      type: "person",
      name: "Charles",
      attrs: { born: 1791, tags: ["x", null, { deep: true }], "nul\0": "\ud800\uffff", gone: undefined },
      createdAt: at(0),
    });
    assert.equal(full.id, "0190a0a0-0000-7000-8000-00000000000a");
    assert.deepEqual(full.attrs, {
      born: 1791,
      tags: ["x", null, { deep: true }],
      "nul\0": "\ud800\uffff",
    });
    assert.deepEqual(full.createdAt, at(0));
    for (const node of [made, full]) {
      assert.deepEqual(await graph.nodes.get(node.id), node);
      assert.deepEqual(await graph.nodes.get(node.id.toUpperCase()), node);
      assert.deepEqual(await graph.nodes.getByName({ type: node.type, name: node.name }), node);
    }
    assert.equal(await graph.nodes.get(NOBODY), null);
    assert.equal(await graph.nodes.getByName({ type: "person", name: "ada" }), null);
    assert.equal(await graph.nodes.getByName({ type: "Ada", name: "person" }), null);
  },

  "nodes.upsert changes only the given members": async ({ scope: { graph } }) => {
    const made = await graph.nodes.upsert({ type: "t", name: "n", attrs: { a: 1, b: 2 }, createdAt: at(0) });
    const touched = await graph.nodes.upsert({ type: "t", name: "n" });
    assert.deepEqual(touched, { ...made, version: 2, updatedAt: touched.updatedAt });
    assert.ok(touched.updatedAt >= made.updatedAt);
    const changed = await graph.nodes.upsert({ type: "t", name: "n", attrs: { c: 3 }, createdAt: at(9) });
    assert.deepEqual(changed, { ...made, attrs: { c: 3 }, version: 3, updatedAt: changed.updatedAt });
    assert.deepEqual(await graph.nodes.get(made.id), changed);
    assert.deepEqual((await graph.nodes.upsert({ type: "t", name: "n", attrs: {} })).attrs, {});
    assert.equal((await graph.nodes.list()).items.length, 1);
  },

  "a node keeps its id": async ({ scope: { graph } }) => {
    const other = "0190a0a0-0000-7000-8000-00000000000b";
    const made = await graph.nodes.upsert({ type: "t", name: "n" });
    assert.equal((await graph.nodes.upsert({ id: other, type: "t", name: "n" })).id, made.id);
    assert.equal(await graph.nodes.get(other), null);
    const [again] = await graph.nodes.upsertMany([{ id: other, type: "t", name: "n", attrs: { a: 1 } }]);
    assert.deepEqual([again!.id, again!.attrs], [made.id, { a: 1 }]);
    const taken = graph.nodes.upsert({ id: made.id, type: "t", name: "other" });
    assert.equal((await refused(taken, "unique_violation", /id/)).field, "id");
    assert.equal(await graph.nodes.getByName({ type: "t", name: "other" }), null);
    assert.equal((await graph.nodes.upsert({ id: other, type: "t", name: "second" })).id, other);
  },

  "type and name are compared character by character": async ({ scope: { graph } }) => {
    const names = [
      "a",
      "A",
      "a ",
      "ä",
      "a\u0308",
      "a%",
      "a_",
      "a\\",
      "a'",
      'a"',
      "a:b",
      "\u{1f600}",
      "\u0001",
    ];
    const made = await graph.nodes.upsertMany(
      names.flatMap((name) => [
        { type: "t", name },
        { type: name, name: "t" },
      ]),
    );
    assert.equal(new Set(made.map(({ id }) => id)).size, names.length * 2);
    for (const name of names) {
      assert.equal((await graph.nodes.getByName({ type: "t", name }))?.name, name);
      assert.equal((await graph.nodes.getByName({ type: name, name: "t" }))?.type, name);
    }
    const [one, two] = await graph.nodes.upsertMany([
      { type: "x:y", name: "z" },
      { type: "x", name: "y:z" },
    ]);
    assert.notEqual(one!.id, two!.id);
  },

  "nodes.upsertMany merges duplicates and keeps the given order": async ({ scope: { graph } }) => {
    const old = await graph.nodes.upsert({ type: "t", name: "old", attrs: { keep: 1 } });
    const id = "0190a0a0-0000-7000-8000-00000000000c";
    const results = await graph.nodes.upsertMany<GraphAttrs>([
      { type: "t", name: "z" },
      { type: "t", name: "old" },
      { type: "t", name: "a", attrs: { first: 1 } },
      { type: "t", name: "z", attrs: { z: 1 }, id },
      { type: "t", name: "a", attrs: { second: 2 } },
      { type: "t", name: "a" },
      { type: "t", name: "z", id: NOBODY },
    ]);
    assert.deepEqual(
      results.map(({ name }) => name),
      ["z", "old", "a", "z", "a", "a", "z"],
    );
    const [z, kept, a] = results as [GraphNode, GraphNode, GraphNode];
    assert.deepEqual(kept, { ...old, version: 2, updatedAt: kept.updatedAt });
    assert.deepEqual([z.attrs, a.attrs], [{ z: 1 }, { second: 2 }]);
    assert.equal(z.id, id);
    for (const [i, node] of results.entries()) {
      assert.deepEqual(node, [z, kept, a, z, a, a, z][i]);
      assert.deepEqual(await graph.nodes.get(node.id), node);
    }
    assert.equal((await graph.nodes.list()).items.length, 3);
    assert.deepEqual(await graph.nodes.upsertMany([]), []);
  },

  "nodes.upsertMany writes all or none": async ({ scope: { graph } }) => {
    const taken = await graph.nodes.upsert({ type: "t", name: "taken", attrs: { a: 1 } });
    const batch = [
      { type: "t", name: "new" },
      { type: "t", name: "taken", attrs: { a: 2 } },
    ];
    await refused(
      graph.nodes.upsertMany([...batch, { id: taken.id, type: "t", name: "thief" }]),
      "unique_violation",
    );
    const error = await refused(
      graph.nodes.upsertMany([...batch, { type: "t", name: "" }]),
      "validation",
      /nodes\[2\]\.name/,
    );
    assert.equal(error.field, "nodes[2].name");
    assert.deepEqual((await graph.nodes.list()).items, [taken]);
  },

  "parallel upserts of one node create one row": async ({ scope: { graph } }) => {
    const puts = Array.from({ length: 20 }, (_, i) =>
      graph.nodes.upsert({ type: "t", name: "n", attrs: { i } }),
    );
    assert.equal(new Set((await Promise.all(puts)).map(({ id }) => id)).size, 1);
    for (let round = 0; round < 15; round++) {
      const id = `0190a0a0-0000-7000-8000-0000000000${10 + round}`;
      const name = `with id ${round}`;
      const same = Array.from({ length: 20 }, () => graph.nodes.upsert({ type: "t", name, id }));
      assert.deepEqual([...new Set((await Promise.all(same)).map((node) => node.id))], [id]);
    }
    const names = Array.from({ length: 30 }, (_, i) => ({ type: "t", name: `bulk ${i}` }));
    const bulks = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        graph.nodes.upsertMany(i % 2 === 0 ? names : [...names].reverse()),
      ),
    );
    assert.equal(new Set(bulks.flat().map((node) => node.id)).size, 30);
    assert.equal((await graph.nodes.list({ limit: 100 })).items.length, 46);
  },

  "nodes.getOrThrow and getByName find existing nodes": async ({ scope: { graph } }) => {
    const made = await graph.nodes.upsert({ type: "t", name: "n" });
    assert.deepEqual(await graph.nodes.getOrThrow(made.id.toUpperCase()), made);
    const error = await refused(graph.nodes.getOrThrow(NOBODY), "not_found", /no node 0{8}/);
    assert.deepEqual([error.operation, error.field], ["graph.nodes.getOrThrow", "id"]);
    assert.deepEqual(await graph.nodes.getByName({ type: "t", name: "n" }), made);
    assert.equal(await graph.nodes.getByName({ type: "t", name: "N" }), null);
  },

  "nodes.getMany returns a result for each id, in the same order": async ({ scope: { graph } }) => {
    const [a, b] = (await nodesOf(graph, "a", "b")) as [GraphNode, GraphNode];
    assert.deepEqual(await graph.nodes.getMany([b.id, NOBODY, a.id.toUpperCase(), b.id]), [b, null, a, b]);
    assert.deepEqual(await graph.nodes.getMany([]), []);
    const many = Array.from(
      { length: 40_000 },
      (_, i) => `00000000-0000-7000-8000-${String(i).padStart(12, "0")}`,
    );
    const found = await graph.nodes.getMany([...many, a.id]);
    assert.deepEqual([found.length, found[39_999], found[40_000]], [40_001, null, a]);
  },
};
