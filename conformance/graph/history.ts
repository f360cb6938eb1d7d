import assert from "node:assert/strict";
import type { GraphNode } from "../../src/stores/graph/types";
import { type Cases, everything, refused } from "../suite";
import { at, NOBODY, nodesOf } from "./samples";

/** Waits until the clock has moved on, so that two writes have two times. */
async function later(): Promise<Date> {
  const start = Date.now();
  while (Date.now() <= start + 1) await new Promise((done) => setTimeout(done, 1));
  return new Date();
}

/** What the store stated at a time. */
export const history: Cases = {
  "edges.revise closes a row and keeps what was stated": async ({ scope: { graph } }) => {
    const [a, b] = (await nodesOf(graph, "a", "b")) as [GraphNode, GraphNode];
    const key = { from: a.id, to: b.id, type: "e" };
    const first = await graph.edges.revise({ ...key, weight: 2, attrs: { x: 1 }, validFrom: at(1) });
    const source = await graph.provenance.add({ edgeId: first.id, span: "s" });
    const then = await later();
    await later();
    const second = await graph.edges.revise({ ...key, weight: 3 }, { ifVersion: 1 });
    assert.notEqual(second.id, first.id);
    assert.deepEqual(
      [second.weight, second.attrs, second.validFrom, second.version, second.recordedTo],
      [3, { x: 1 }, at(1), 1, null],
    );
    const closed = { ...first, version: 2, recordedTo: second.recordedFrom, updatedAt: second.recordedFrom };
    assert.deepEqual(await graph.edges.get(first.id), closed);
    assert.deepEqual(await everything(graph.provenance.list({ edgeId: first.id })), [source]);
    assert.deepEqual(await everything(graph.edges.list(key)), [second]);
    assert.deepEqual(await everything(graph.edges.list({ ...key, recordedAt: then })), [closed]);
    assert.deepEqual(await everything(graph.edges.list({ ...key, recordedAt: at(0) })), []);
    assert.deepEqual(await graph.edges.getByEnds({ ...key, recordedAt: then }), closed);
    assert.deepEqual(await graph.edges.getByEnds({ ...key, recordedAt: second.recordedFrom }), second);
    assert.deepEqual(await graph.edges.getByEnds({ ...key, recordedAt: then, validAt: at(0) }), null);
    assert.deepEqual(await graph.edges.revise({ ...key, weight: 3, attrs: { x: 1 } }), second);
    await refused(graph.edges.revise({ ...key, weight: 9 }, { ifVersion: 7 }), "version_conflict");
    const third = await graph.edges.upsert({ ...key, weight: 4 });
    assert.deepEqual([third.id, third.version], [second.id, 2]);
  },

  "a revision may move a period, and others stay": async ({ scope: { graph } }) => {
    const [a, b] = (await nodesOf(graph, "a", "b")) as [GraphNode, GraphNode];
    const key = { from: a.id, to: b.id, type: "e" };
    const [first, last] = await graph.edges.reviseMany([
      { ...key, validFrom: at(1), validTo: at(3) },
      { ...key, validFrom: at(5), validTo: at(6) },
    ]);
    const moved = await graph.edges.revise({ ...key, validFrom: at(2), validTo: at(4) });
    assert.deepEqual(await everything(graph.edges.list(key)), [last, moved]);
    assert.equal((await graph.edges.get(first!.id))!.recordedTo?.getTime(), moved.recordedFrom.getTime());
    for (let n = 2; n < 5; n++) await graph.edges.revise({ ...key, weight: n });
    const edges = await everything(graph.edges.list(key));
    assert.deepEqual(edges.map(({ weight }) => weight).sort(), [1, 4]);
    await refused(graph.edges.revise({ ...key, validFrom: at(1), validTo: at(9) }), "conflict");
  },

  "edges.retract closes an edge, and walks no longer follow it": async ({ scope: { graph } }) => {
    const [a, b, c] = (await nodesOf(graph, "a", "b", "c")) as [GraphNode, GraphNode, GraphNode];
    const key = { from: a.id, to: b.id, type: "e" };
    await graph.edges.upsert({ from: b.id, to: c.id, type: "e" });
    const [first, last] = await graph.edges.upsertMany([
      { ...key, validFrom: at(1), validTo: at(3) },
      { ...key, validFrom: at(5) },
    ]);
    const then = await later();
    await later();
    await refused(graph.edges.retract(last!.id, { ifVersion: 2 }), "version_conflict");
    const closed = await graph.edges.retract(last!.id);
    assert.ok(closed.recordedTo !== null && closed.recordedTo > then);
    assert.deepEqual(closed, {
      ...last!,
      version: 2,
      recordedTo: closed.recordedTo,
      updatedAt: closed.updatedAt,
    });
    assert.deepEqual(await graph.edges.retract(last!.id), closed);
    assert.deepEqual(await graph.edges.getByEnds(key), first);
    assert.equal((await graph.edges.upsert({ ...key, weight: 2 })).id, first!.id);
    await graph.edges.retract(first!.id);
    assert.equal(await graph.edges.getByEnds(key), null);
    const reached = async (recordedAt?: Date): Promise<string[][]> => [
      (await graph.neighbors(a.id, { maxDepth: 2, recordedAt })).map(({ node }) => node.name),
      (await everything(graph.traverse(a.id, { recordedAt }))).map(({ node }) => node.name),
      (await graph.shortestPath({ from: a.id, to: c.id, recordedAt }))?.nodes.map(({ name }) => name) ?? [],
    ];
    assert.deepEqual(await reached(), [[], ["a"], []]);
    assert.deepEqual(await reached(then), [
      ["b", "c"],
      ["a", "b", "c"],
      ["a", "b", "c"],
    ]);
    const anew = await graph.edges.upsert(key);
    assert.deepEqual(await everything(graph.edges.list(key)), [anew]);
    await refused(graph.edges.retract(NOBODY), "not_found");
    assert.equal(await graph.edges.remove(closed.id), true);
    assert.deepEqual(await everything(graph.edges.list(key)), [anew]);
  },

  "parallel revisions of one edge leave one current row": async ({ scope: { graph } }) => {
    const [a, b] = (await nodesOf(graph, "a", "b")) as [GraphNode, GraphNode];
    const key = { from: a.id, to: b.id, type: "e" };
    await Promise.all(Array.from({ length: 6 }, (_, weight) => graph.edges.revise({ ...key, weight })));
    const current = await everything(graph.edges.list(key));
    assert.equal(current.length, 1);
    assert.deepEqual(await graph.edges.getByEnds(key), current[0]);
  },
};
