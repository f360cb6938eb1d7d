import assert from "node:assert/strict";
import type { GraphEdge, GraphEdgeInput, GraphNode } from "../../src/stores/graph/types";
import { type Cases, everything, refused } from "../suite";
import { numbersFrom } from "./model";
import { at, type Graph, nodesOf } from "./samples";

const second = (date: Date | null): number | null =>
  date === null ? null : (date.getTime() - at(0).getTime()) / 1000;

/** `1-3 5-` : the periods in time order. */
const shown = (edges: readonly GraphEdge[]): string =>
  [...edges]
    .sort((a, b) => (second(a.validFrom) ?? -1) - (second(b.validFrom) ?? -1))
    .map(({ validFrom, validTo }) => `${second(validFrom) ?? ""}-${second(validTo) ?? ""}`)
    .join(" ");

async function factOf(graph: Graph): Promise<{
  key: { from: string; to: string; type: string };
  periods(): Promise<string>;
}> {
  const [a, b] = (await nodesOf(graph, "a", "b")) as [GraphNode, GraphNode];
  const key = { from: a.id, to: b.id, type: "e" };
  return { key, periods: async () => shown(await everything(graph.edges.list(key))) };
}

/** Several periods of one fact. */
export const periods: Cases = {
  "a second period of a fact is an edge of its own": async ({ scope: { graph } }) => {
    const { key, periods: stored } = await factOf(graph);
    const first = await graph.edges.upsert({ ...key, validFrom: at(1), validTo: at(3), weight: 2 });
    const again = await graph.edges.upsert({ ...key, validFrom: at(5), attrs: { again: true } });
    assert.notEqual(again.id, first.id);
    assert.deepEqual([again.weight, again.version, again.validTo], [1, 1, null]);
    assert.deepEqual(await graph.edges.get(first.id), first);
    const before = await graph.edges.upsert({ ...key, validFrom: null, validTo: at(0) });
    const between = await graph.edges.upsert({ ...key, validFrom: at(3), validTo: at(5) });
    assert.equal(await stored(), "-0 1-3 3-5 5-");
    assert.equal(new Set([first.id, again.id, before.id, between.id]).size, 4);
    assert.deepEqual(await graph.edges.getByEnds(key), again);
    for (const [time, edge] of [
      [-1, before],
      [0, null],
      [1, first],
      [3, between],
      [9, again],
    ] as const) {
      assert.deepEqual(await graph.edges.getByEnds({ ...key, validAt: at(time) }), edge);
      assert.deepEqual(
        await everything(graph.edges.list({ from: key.from, validAt: at(time) })),
        edge ? [edge] : [],
      );
      const found = await graph.neighbors(key.from, { validAt: at(time) });
      assert.equal(found.length, edge ? 1 : 0);
      const path = await graph.shortestPath({ from: key.from, to: key.to, validAt: at(time) });
      assert.deepEqual(path?.edges ?? [], edge ? [edge] : []);
    }
    assert.equal((await graph.neighbors(key.from)).length, 1);
  },

  "an upsert changes the period that it names, and no other": async ({ scope: { graph } }) => {
    const { key, periods: stored } = await factOf(graph);
    const steps: [Partial<GraphEdgeInput>, string][] = [
      [{ validFrom: at(10), validTo: at(20) }, "10-20"],
      [{ validFrom: at(30), validTo: at(40) }, "10-20 30-40"],
      // Without a start it is the latest.
      [{ weight: 2 }, "10-20 30-40"],
      [{ validTo: at(45) }, "10-20 30-45"],
      [{ validTo: null }, "10-20 30-"],
      // A start alone: the period that contains it, or the next one.
      [{ validFrom: at(12) }, "12-20 30-"],
      [{ validFrom: at(25) }, "12-20 25-"],
      [{ validFrom: at(5) }, "5-20 25-"],
      [{ validFrom: null }, "-20 25-"],
      // Both: the one that they overlap.
      [{ validFrom: at(11), validTo: at(21) }, "11-21 25-"],
      [{ validFrom: at(26), validTo: at(30) }, "11-21 26-30"],
      [{ validFrom: at(30) }, "11-21 26-30 30-"],
      [{ validFrom: at(21), validTo: at(26) }, "11-21 21-26 26-30 30-"],
    ];
    for (const [given, expected] of steps) {
      const edge = await graph.edges.upsert({ ...key, ...given });
      assert.equal(await stored(), expected);
      assert.deepEqual(await graph.edges.get(edge.id), edge);
      if (given.validFrom !== undefined) assert.deepEqual(edge.validFrom, given.validFrom);
    }
    const latest = await graph.edges.upsert({ ...key, weight: 7 });
    assert.deepEqual([latest.weight, latest.validFrom], [7, at(30)]);
  },

  "a period that overlaps several is refused": async ({ scope: { graph } }) => {
    const { key, periods: stored } = await factOf(graph);
    await graph.edges.upsertMany([
      { ...key, validFrom: at(1), validTo: at(3) },
      { ...key, validFrom: at(5), validTo: at(7) },
    ]);
    const wide = { ...key, validFrom: at(2), validTo: at(6) };
    assert.equal((await refused(graph.edges.upsert(wide), "conflict", /2 periods/)).field, "validFrom");
    const other = { ...key, type: "f" };
    const many = graph.edges.upsertMany([other, wide]);
    assert.equal((await refused(many, "conflict")).field, "edges[1].validFrom");
    assert.equal(await stored(), "1-3 5-7");
    assert.equal(await graph.edges.getByEnds(other), null);
    await refused(graph.edges.upsert({ ...key, validTo: at(5) }), "validation", /validTo/);
    await refused(graph.edges.upsert({ ...key, validFrom: at(9), validTo: at(9) }), "validation", /validTo/);
  },

  "edges.upsertMany applies inputs of one fact in order": async ({ scope: { graph } }) => {
    const { key, periods: stored } = await factOf(graph);
    const [a, b, c, d] = await graph.edges.upsertMany([
      { ...key, validFrom: at(1), validTo: at(3) },
      { ...key, validFrom: at(5) },
      { ...key, validTo: at(8), weight: 3 },
      { ...key, validFrom: at(2), attrs: { late: true } },
    ]);
    assert.equal(await stored(), "2-3 5-8");
    assert.deepEqual([a, c], [d, b]);
    assert.deepEqual([b!.weight, b!.version, d!.version, d!.attrs], [3, 1, 1, { late: true }]);
    for (const edge of [a!, b!]) assert.deepEqual(await graph.edges.get(edge.id), edge);
  },

  "ifVersion is of the period that is named": async ({ scope: { graph } }) => {
    const { key } = await factOf(graph);
    const first = await graph.edges.upsert({ ...key, validFrom: at(1), validTo: at(3) });
    await graph.edges.upsert({ ...key, validFrom: at(5) });
    const changed = await graph.edges.upsert({ ...key, validFrom: at(1), weight: 4 }, { ifVersion: 1 });
    assert.deepEqual(changed, { ...first, weight: 4, version: 2, updatedAt: changed.updatedAt });
    const late = graph.edges.upsert({ ...key, validFrom: at(1), weight: 5 }, { ifVersion: 1 });
    await refused(late, "version_conflict");
    const absent = { ...key, validFrom: at(3), validTo: at(4) };
    await refused(graph.edges.upsert(absent, { ifVersion: 1 }), "not_found");
  },

  "without the latest period, the one before is the latest": async ({ scope: { graph } }) => {
    const { key, periods: stored } = await factOf(graph);
    const [first, , last] = await graph.edges.upsertMany(
      [1, 5, 9].map((start) => ({ ...key, validFrom: at(start), validTo: at(start + 1) })),
    );
    await refused(graph.edges.remove(last!.id, { ifVersion: 2 }), "version_conflict");
    assert.equal(await graph.edges.remove(last!.id, { ifVersion: 1 }), true);
    assert.equal(await graph.edges.remove(last!.id), false);
    assert.equal((await graph.edges.upsert({ ...key, weight: 3 })).validFrom?.getTime(), at(5).getTime());
    assert.equal(await graph.edges.remove(first!.id), true);
    assert.equal(await stored(), "5-6");
    assert.equal((await graph.edges.upsert({ ...key, validFrom: at(2) })).version, 3);
    assert.equal(await stored(), "2-6");
  },

  "parallel upserts never give overlapping periods": async ({ scope: { graph } }) => {
    const { key } = await factOf(graph);
    const next = numbersFrom(11);
    for (let round = 0; round < 6; round++) {
      const results = await Promise.allSettled(
        Array.from({ length: 8 }, (_, i) => {
          const start = next(12);
          const input = {
            ...key,
            ...(i % 4 < 3 && { validFrom: at(start) }),
            ...(i % 4 !== 1 && { validTo: at(start + 1 + next(4)) }),
          };
          return i % 2 === 0 ? graph.edges.upsert(input) : graph.edges.upsertMany([input]);
        }),
      );
      for (const result of results)
        if (result.status === "rejected")
          assert.match(String(result.reason.code), /^(conflict|validation)$/, String(result.reason));
      const edges = await everything(graph.edges.list(key));
      const sorted = edges.sort((x, y) => Number(x.validFrom ?? -1) - Number(y.validFrom ?? -1));
      for (const [i, edge] of sorted.entries()) {
        const after = sorted[i + 1];
        if (after) assert.ok(edge.validTo !== null && edge.validTo <= after.validFrom!, shown(edges));
      }
      const latest = await graph.edges.getByEnds(key);
      assert.deepEqual(latest, sorted.at(-1) ?? null);
      const [gone] = sorted;
      if (round % 2 === 1 && gone) await graph.edges.remove(gone.id);
    }
  },

  "periods written in one transaction are seen by its own reads, and go with it": async ({ scope }) => {
    const { key, periods: stored } = await factOf(scope.graph);
    await scope.graph.edges.upsert({ ...key, validFrom: at(1), validTo: at(2) });
    const undone = new Error("undone");
    const call = scope.transaction(async ({ graph }) => {
      await graph.edges.upsert({ ...key, validFrom: at(4) });
      await graph.edges.upsert({ ...key, validFrom: at(3), weight: 2 });
      assert.equal(shown(await everything(graph.edges.list(key))), "1-2 3-");
      throw undone;
    });
    await assert.rejects(call, (error) => error === undone);
    assert.equal(await stored(), "1-2");
  },
};
