import { invalid } from "../core/errors";
import { checkName } from "../core/input/arguments";
import { instantOf, nameProblem } from "../core/input/rules";
import { elementsOf, isObject, memberOf, membersOf } from "../core/input/snapshot";
import { validate } from "../core/input/validation";
import { checkVector } from "../core/vectors/vector";
import { checkCacheMs, checkLog } from "../db/retrieval/settings";
import { checkSearchText } from "../db/search/search";
import { type RetrievalSource, SOURCE_NAMES, sourceOf } from "./sources";
import type {
  RetrievalGraph,
  RetrievalQuery,
  RetrievalRerank,
  RetrievalWeights,
  RetrievalWhere,
} from "./types";

type CheckedGraph = Required<Pick<RetrievalGraph, "edges" | "weight" | "hops">> &
  Pick<RetrievalGraph, "validAt" | "nodesOf">;

/** A query as it runs: each member read once, checked, with its default. */
export interface CheckedQuery {
  text: string | null;
  vector: Float32Array | null;
  sources: readonly RetrievalSource[];
  where: RetrievalWhere;
  limit: number;
  cursor: string | undefined;
  minScore: number;
  weights: RetrievalWeights;
  halfLifeDays: number | null;
  graph: CheckedGraph | null;
  diversity: number;
  rerank: RetrievalRerank | null;
  rerankTimeoutMs: number;
  /** Null: the tenant's active model. */
  model: string | null;
}

/** Members of a query that do not change its answer. */
export const BESIDE = ["config", "log", "cacheMs", "actor"] as const;

const MEMBERS: ReadonlySet<string> = new Set([
  "text",
  "vector",
  "in",
  "where",
  "limit",
  "cursor",
  "minScore",
  "weights",
  "recency",
  "graph",
  "diversity",
  "rerank",
  "rerankTimeoutMs",
  "model",
  ...BESIDE,
]);

/**
 * A copy of a query, each member read once. The values themselves are not checked yet.
 *
 * @throws UnifiedStoreError `validation`
 */
export const readQuery = (given: unknown): RetrievalQuery => object<RetrievalQuery>(given, "", MEMBERS);

/** @throws UnifiedStoreError `validation`, naming the member */
export function checkQuery(given: unknown): CheckedQuery {
  const query = readQuery(given);
  const { text, vector, limit = 10, minScore = 0, diversity = 0, rerank, rerankTimeoutMs = 2000 } = query;
  if (text === undefined && vector === undefined)
    throw invalid("text", "is missing: give text, vector or both");
  if (text !== undefined) {
    if (typeof text !== "string") throw invalid("text", "must be a string");
    checkSearchText(text);
  }
  const cursor = query.cursor ?? undefined;
  if (cursor !== undefined && (rerank !== undefined || diversity !== 0))
    throw invalid("cursor", "does not go with rerank or diversity, whose order is that of one page");
  if (rerank !== undefined && typeof rerank !== "function")
    throw invalid("rerank", "must be a function that gives a score for each candidate");
  if (rerank !== undefined && text === undefined) throw invalid("rerank", "needs a text to compare with");
  const weights = checkWeights(query.weights);
  if (text === undefined && weights.dense === 0)
    throw invalid("weights.dense", "must not be 0 without a text: no leg would run");
  checkLog(query.log, "log");
  checkCacheMs(query.cacheMs, "cacheMs");
  if (query.actor !== undefined) checkName(query.actor, "actor");
  return {
    text: text ?? null,
    vector: vector === undefined ? null : checkVector(vector, "vector"),
    sources: checkSources(query.in),
    where: checkWhere(query.where),
    limit: number(limit, "limit", { from: 1, to: 100, whole: true }),
    cursor,
    minScore: number(minScore, "minScore", { from: 0, to: 1 }),
    weights,
    halfLifeDays: checkRecency(query.recency),
    graph: checkGraph(query.graph),
    diversity: number(diversity, "diversity", { from: 0, to: 1 }),
    rerank: rerank ?? null,
    model: query.model === undefined ? null : checkName(query.model, "model"),
    rerankTimeoutMs: number(rerankTimeoutMs, "rerankTimeoutMs", { from: 1, to: 0x7fffffff, whole: true }),
  };
}

function checkSources(given: unknown): readonly RetrievalSource[] {
  if (given === undefined) return SOURCE_NAMES;
  const must = `must be a list of ${SOURCE_NAMES.join(", ")}`;
  const list = elementsOf(given, SOURCE_NAMES.length * 2);
  if (list === null || list.length === 0) throw invalid("in", must);
  list.forEach((name, i) => {
    if (!SOURCE_NAMES.includes(name as RetrievalSource))
      throw invalid(`in[${i}]`, `must be one of ${SOURCE_NAMES.join(", ")}`);
  });
  return [...new Set(list as RetrievalSource[])];
}

function checkWhere(given: unknown): RetrievalWhere {
  if (given === undefined) return {};
  const filters = object<RetrievalWhere>(given, "where", new Set(SOURCE_NAMES));
  const checked = Object.entries(filters).map(([name, filter]) => {
    const path = memberOf("where", name);
    return [name, validate(sourceOf(name as RetrievalSource).filter, filter, path)];
  });
  return Object.fromEntries(checked);
}

function checkWeights(given: unknown): RetrievalWeights {
  if (given === undefined) return {};
  const weights = object<RetrievalWeights>(given, "weights", new Set(["lexical", "dense"]));
  for (const [name, value] of Object.entries(weights))
    number(value, memberOf("weights", name), { from: 0, to: 1_000_000 });
  if (weights.lexical === 0 && weights.dense === 0)
    throw invalid("weights", "must not both be 0: no leg would run");
  return weights;
}

function checkRecency(given: unknown): number | null {
  if (given === undefined) return null;
  const { halfLifeDays } = object<{ halfLifeDays?: unknown }>(given, "recency", new Set(["halfLifeDays"]));
  return number(halfLifeDays, "recency.halfLifeDays", { from: 0.001, to: 1_000_000 });
}

const GRAPH: ReadonlySet<string> = new Set(["edges", "weight", "hops", "validAt", "nodesOf"]);

function checkGraph(given: unknown): CheckedGraph | null {
  if (given === undefined) return null;
  const graph = object<RetrievalGraph>(given, "graph", GRAPH);
  const { weight = 0.1, hops = 1, validAt, nodesOf } = graph;
  const edges = elementsOf(graph.edges, 100);
  if (edges === null || edges.length === 0 || edges.some((type) => nameProblem(type) !== null))
    throw invalid("graph.edges", "must be a list of 1 to 100 types of edges");
  const at = validAt === undefined ? undefined : instantOf(validAt);
  if (at === null) throw invalid("graph.validAt", "must be a valid Date between the years 1 and 9999");
  if (nodesOf !== undefined && typeof nodesOf !== "function")
    throw invalid("graph.nodesOf", "must be a function that gives the ids of nodes");
  return {
    edges: edges as string[],
    weight: number(weight, "graph.weight", { from: 0, to: 1 }),
    hops: number(hops, "graph.hops", { from: 1, to: 2, whole: true }),
    validAt: at,
    nodesOf,
  };
}

function object<T extends object>(given: unknown, field: string, known: ReadonlySet<string>): T {
  if (!isObject(given)) throw invalid(field || "query", "must be an object");
  return membersOf(given, known, field, (name) =>
    invalid(memberOf(field, name), `is not known here: use ${[...known].join(", ")}`),
  ) as T;
}

function number(
  value: unknown,
  field: string,
  { from, to, whole = false }: { from: number; to: number; whole?: boolean },
): number {
  const fits =
    typeof value === "number" && value >= from && value <= to && (!whole || Number.isInteger(value));
  if (!fits) throw invalid(field, `must be a ${whole ? "whole " : ""}number from ${from} to ${to}`);
  return value;
}
