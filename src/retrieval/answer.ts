import type { Call } from "../db/call";
import { cacheKey, recall, remember } from "./cache/answers";
import { configNamed } from "./configs/cached-config";
import { logQuery } from "./log/query-log";
import { type CheckedQuery, checkQuery, readQuery } from "./query";
import { searchAll } from "./search/search";
import type { RetrievalNotes, RetrievalResult } from "./types";

/** One search as a caller makes it: with its configuration, the result cache and the query log. */
export async function answer(call: Call, given: unknown): Promise<RetrievalResult> {
  const since = performance.now();
  const own = readQuery(given);
  const config = own.config === undefined ? null : await configNamed(call, own.config);
  const members = { ...config?.settings, ...own };
  const query = checkQuery(members);
  const { log = "none", cacheMs = 0 } = { ...call.retrieval.settings, ...members };
  const result = await answered(call, query, {
    cacheMs,
    config: config && { name: config.name, version: config.version },
  });
  if (log === "none") return result;
  const latencyMs = performance.now() - since;
  const { text } = query;
  const queryId = await logQuery(call, log, { text, actor: own.actor ?? null, result, latencyMs });
  return { ...result, queryId };
}

async function answered(
  call: Call,
  query: CheckedQuery,
  { cacheMs, config }: { cacheMs: number; config: RetrievalNotes["config"] },
): Promise<RetrievalResult> {
  const key = cacheMs === 0 ? null : await cacheKey(call, query);
  const cached = key === null ? null : await recall(call, key);
  const { result, failure } = cached ? { result: cached, failure: null } : await searchAll(call, query);
  // The next search may have its embedder again.
  if (key !== null && cached === null && failure === null) remember(call, key, result, cacheMs);
  return { ...result, notes: { ...result.notes, config } };
}
