import fc from "fast-check";
import type { RetrievalResult, Scope } from "../../../src";
import {
  everything,
  id,
  instant,
  name,
  operation,
  page,
  partial,
  type StoreOperations,
  text,
  tuple,
} from "./arbitraries";

const words = fc.constantFrom("fox", "Fox dog", "straße", "fox fox dog", "50%");
const settings = {
  limit: fc.integer({ min: 1, max: 4 }),
  minScore: fc.constantFrom(0, 0.3, 0.8),
  weights: fc.constantFrom({ lexical: 1, dense: 0 }, { lexical: 0.2 }),
  where: fc.record({ memory: partial({ type: fc.constantFrom("a", "b"), createdFrom: instant }) }),
  recency: fc.constant({ halfLifeDays: 10 }),
  diversity: fc.constantFrom(0, 0.5),
  log: fc.constantFrom("text", "hash", "none"),
  cacheMs: fc.constantFrom(0, 3000),
};
const ifVersion = fc.constantFrom(undefined, 1, 2).map((version) => ({ ifVersion: version }));
const listed = { ...page, createdFrom: instant, order: fc.constantFrom("newest", "oldest") };

/** Ids of logged queries and latencies differ from run to run. */
const comparable = ({ queryId, ...result }: RetrievalResult) => ({ ...result, isLogged: queryId !== null });
const logOf = async ({ retrieval }: Scope, query = {}) =>
  (await everything(retrieval.queries.list(query))).map(
    ({ id: _, latencyMs: _latency, textHash: _hash, ...row }) => row,
  );

export const retrieval: StoreOperations = {
  operations: [
    operation("memory.add", tuple(id, fc.constantFrom("a", "b"), text), (scope, key, type, content) =>
      scope.memory.add({ id: key, type, content }),
    ),
    operation("memory.remove", tuple(id), (scope, key) => scope.memory.remove(key)),
    operation(
      "retrieval.configs.put",
      tuple(name, partial(settings), ifVersion),
      (scope, key, given, options) =>
        scope.retrieval.configs.put({ ...(given as object), name: key }, options),
    ),
    operation("retrieval.configs.get", tuple(name), (scope, key) => scope.retrieval.configs.get(key)),
    operation("retrieval.configs.versions", tuple(name, partial(page)), (scope, key, query) =>
      everything(scope.retrieval.configs.versions({ ...(query as object), name: key })),
    ),
    operation("retrieval.configs.remove", tuple(name, ifVersion), (scope, key, options) =>
      scope.retrieval.configs.remove(key, options),
    ),
    operation(
      "retrieval.search",
      tuple(words, partial({ ...settings, config: name })),
      async (scope, q, given) =>
        comparable(await scope.retrieval.search({ in: ["memory"], ...(given as object), text: q })),
    ),
    operation("retrieval.queries.list", tuple(partial({ ...listed, config: name })), (scope, query) =>
      logOf(scope, query),
    ),
    operation("retrieval.queries.prune", tuple(fc.integer({ min: 0, max: 3 })), (scope, keep) =>
      scope.retrieval.queries.prune({ keep }),
    ),
    operation(
      "feedback of the newest query",
      tuple(id, fc.constantFrom(-1, 0.5, 1)),
      async (scope, itemId, rating) => {
        const { items } = await scope.retrieval.queries.list({ limit: 1 });
        const queryId = items[0]?.id ?? itemId;
        const {
          id: _,
          queryId: _query,
          ...row
        } = await scope.retrieval.feedback.add({
          queryId,
          in: "memory",
          itemId,
          rating,
        });
        return row;
      },
    ),
    operation("retrieval.evaluate of the log", tuple(fc.constantFrom(1, 3)), async (scope, k) => {
      const { configs, ...rest } = await scope.retrieval.evaluate({ log: {}, k });
      return { ...rest, configs: configs.map(({ latencyMs: _, ...figures }) => figures) };
    }),
  ],

  async stateOf(scope) {
    const { configs, feedback } = scope.retrieval;
    const named = await everything(configs.list());
    return {
      configs: named,
      versions: await Promise.all(named.map(({ name: key }) => everything(configs.versions({ name: key })))),
      queries: await logOf(scope),
      feedback: (await everything(feedback.list())).map(({ id: _, queryId: _query, ...row }) => row),
    };
  },
};
