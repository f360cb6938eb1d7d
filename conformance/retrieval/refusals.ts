import assert from "node:assert/strict";
import type { RetrievalQuery } from "../../src/retrieval/types";
import { hashedWords } from "../embedder";
import { type Cases, refused } from "../suite";
import { remembered } from "./samples";

const HALF = Array(64).fill(0.5);

const throwing = (): never => {
  throw new Error("a trap");
};
const TRAP = new Proxy([], { get: throwing });

const QUERIES: [unknown, RegExp][] = [
  [{}, /text is missing: give text, vector or both/],
  [null, /query must be an object/],
  [{ text: "" }, /text must be a string of 1 to 1000/],
  [{ text: 7 }, /text must be a string/],
  [{ text: "x", mode: "any" }, /mode is not known here/],
  [{ vector: [] }, /vector must have at least one number/],
  [{ vector: TRAP }, /vector must be a list of numbers/],
  [{ vector: new Proxy({}, { getPrototypeOf: throwing }) }, /vector must be a list of numbers/],
  [{ vector: [1, 2] }, /vector must have the 64 dimensions/],
  [{ vector: Array(64).fill(0) }, /vector must not be all zeros/],
  [{ vector: [Number.NaN, ...HALF.slice(1)] }, /vector\[0\] must be a number/],
  [{ text: "x", in: [] }, /in must be a list/],
  [{ text: "x", in: ["nothing"] }, /in\[0\] must be one of/],
  [{ text: "x", where: { memory: { kind: "x" } } }, /where\.memory\.kind is not known here/],
  [{ text: "x", where: { debates: {} } }, /where\.debates is not known here/],
  [{ text: "x", limit: 0 }, /limit must be a whole number from 1 to 100/],
  [{ text: "x", limit: 1.5 }, /limit must be a whole number/],
  [{ text: "x", minScore: 2 }, /minScore must be a number from 0 to 1/],
  [{ text: "x", weights: { lexical: 0, dense: 0 } }, /weights must not both be 0/],
  [{ vector: HALF, weights: { dense: 0 } }, /weights\.dense must not be 0 without a text/],
  [{ text: "x", weights: { lexical: -1 } }, /weights\.lexical must be a number/],
  [{ text: "x", recency: {} }, /recency\.halfLifeDays must be a number/],
  [{ text: "x", graph: {} }, /graph\.edges must be a list/],
  [{ text: "x", graph: { edges: ["a"], hops: 3 } }, /graph\.hops must be a whole number from 1 to 2/],
  [{ text: "x", graph: { edges: ["a"], weight: 2 } }, /graph\.weight must be a number/],
  [{ text: "x", graph: { edges: ["a"], validAt: "now" } }, /graph\.validAt must be a valid Date/],
  [{ text: "x", diversity: 1.1 }, /diversity must be a number from 0 to 1/],
  [{ text: "x", rerank: "y" }, /rerank must be a function/],
  [{ vector: HALF, rerank: () => [] }, /rerank needs a text/],
  [{ text: "x", cursor: "y", diversity: 0.5 }, /cursor does not go with rerank or diversity/],
  [{ text: "x", cursor: "y" }, /cursor/],
];

export const refusals: Cases = {
  "a query that cannot be answered is refused with its field": async ({ embedding }) => {
    const scope = embedding(hashedWords());
    await remembered(scope);
    await scope.retrieval.embedPending();
    for (const [query, message] of QUERIES) {
      const error = await refused(scope.retrieval.search(query as RetrievalQuery), "validation", message);
      assert.equal(error.operation, "retrieval.search");
    }
  },

  "a function of the caller's that throws is named, and its error is the cause": async ({ embedding }) => {
    const scope = embedding(hashedWords());
    await remembered(scope);
    await scope.retrieval.embedPending();
    const graph = { edges: ["about"], nodesOf: throwing };
    const search = scope.retrieval.search({ text: "whales", in: ["memory"], graph });
    const error = await refused(search, "validation", /graph\.nodesOf threw an error/);
    assert.equal((error.cause as Error).message, "a trap");
    const dataset = [{ text: "a", judgments: [{ in: "memory" as const, id: "x", relevance: 1 }] }];
    const config = {
      get limit(): number {
        return throwing();
      },
    };
    await refused(scope.retrieval.tune({ dataset, config }), "validation");
    const odd = await scope.retrieval.search({
      text: "whales",
      in: ["memory"],
      rerank: () => {
        throw new Proxy({}, { getPrototypeOf: throwing });
      },
    });
    assert.deepEqual(odd.notes.skipped, ["rerank: threw object"]);
    const holes = await scope.retrieval.search({
      text: "whales",
      in: ["memory"],
      rerank: (_query, candidates) => new Array(candidates.length),
    });
    assert.match(holes.notes.skipped[0]!, /must give one finite number for each/);
  },

  "a cursor belongs to its query": async ({ embedding }) => {
    const scope = embedding(hashedWords());
    await remembered(scope, ["whales a", "whales b"]);
    const { nextCursor } = await scope.retrieval.search({ text: "whales", limit: 1 });
    assert.ok(nextCursor !== null);
    const other = scope.retrieval.search({ text: "fish", limit: 1, cursor: nextCursor });
    await refused(other, "validation", /belongs to another query/);
  },

  "vectors that are none are refused at the write, and nothing is written": async ({ embedding }) => {
    const scope = embedding(hashedWords());
    const bad: [unknown, RegExp][] = [
      [[1], /embedding must have the 64 dimensions/],
      [Array(64).fill(0), /embedding must not be all zeros/],
      [[...HALF.slice(1), Number.POSITIVE_INFINITY], /embedding must be/],
      ["x", /embedding must be/],
    ];
    for (const [embedding, message] of bad) {
      const input = { type: "fact", content: "x", embedding: embedding as number[] };
      await refused(scope.memory.add(input), "validation", message);
      await refused(
        scope.memory.addMany([{ type: "fact", content: "y" }, input]),
        "validation",
        /items\[1\]/,
      );
    }
    assert.deepEqual((await scope.memory.list()).items, []);
  },

  "a vector without a content is refused in a patch": async ({ embedding }) => {
    const scope = embedding(hashedWords());
    const [id] = await remembered(scope);
    await refused(scope.memory.update(id!, { embedding: HALF }), "validation", /give the content too/);
  },

  "pending texts need an embedder": async ({ scope }) => {
    await refused(scope.retrieval.embedPending(), "validation", /embedder is missing/);
    const query = { limit: 0 };
    await refused(scope.retrieval.embedPending(query), "validation", /limit/);
  },

  "a search by vector needs vectors": async ({ scope }) => {
    await refused(scope.retrieval.search({ vector: [1] }), "validation", /nothing to be compared with/);
  },
};
