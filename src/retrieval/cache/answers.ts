import { createHash } from "node:crypto";
import type { Call } from "../../db/call";
import { answersOf } from "../../db/retrieval/retrieval-state";
import type { CheckedQuery } from "../query";
import { modelOf } from "../search/dense";
import { textIn } from "../search/search";
import { type RetrievalSource, sourceOf } from "../sources";
import type { RetrievalHit, RetrievalResult } from "../types";

/** A cached answer: ids and scores. Rows are read anew, so the cache holds no contents. */
interface CachedAnswer extends Pick<RetrievalResult, "nextCursor" | "notes"> {
  hits: Pick<RetrievalHit, "in" | "id" | "score" | "parts">[];
}

/**
 * The key of a query in the result cache; null where its answer must not be cached. The answer
 * depends on the scope, the query with its page, and the model. A hook is code that may answer
 * differently each time, and a transaction sees rows that may yet be undone.
 */
export async function cacheKey(call: Call, query: CheckedQuery): Promise<string | null> {
  if (query.rerank !== null || query.graph?.nodesOf || call.inTransaction) return null;
  const model = query.weights.dense === 0 ? null : await modelOf(call, query);
  const embeds = model !== null && call.embeddings.clients.get(model.name)?.embeds === true;
  const { vector, ...rest } = query;
  const canonical = JSON.stringify([rest, vector && Array.from(vector), model?.name ?? null, embeds]);
  const { tenant, workspace } = call;
  return `${answersOf(tenant, workspace)}${createHash("sha256").update(canonical).digest("base64url")}`;
}

export function remember(call: Call, key: string, result: RetrievalResult, ttlMs: number): void {
  const { hits, nextCursor, notes } = result;
  const answer: CachedAnswer = {
    hits: hits.map(({ in: source, id, score, parts }) => ({ in: source, id, score, parts })),
    nextCursor,
    notes,
  };
  const text = JSON.stringify(answer);
  call.retrieval.answers.set(key, text, { now: call.now().getTime(), ttlMs, size: text.length });
}

/** The cached answer with its rows as they are now. A row that is gone is left out. */
export async function recall(call: Call, key: string): Promise<RetrievalResult | null> {
  const found = call.retrieval.answers.get(key, call.now().getTime());
  if (found === undefined) return null;
  const { hits, nextCursor, notes } = JSON.parse(found.value) as CachedAnswer;
  const rows = await rowsOf(call, hits);
  return {
    hits: hits.flatMap(({ parts, ...hit }) => {
      const item = rows.get(`${hit.in} ${hit.id}`);
      return item
        ? [{ ...hit, item, parts, text: textIn(call, sourceOf(hit.in), item) } as RetrievalHit]
        : [];
    }),
    nextCursor,
    notes: { ...notes, cached: true, cachedAgeMs: found.ageMs },
    queryId: null,
  };
}

async function rowsOf(call: Call, hits: CachedAnswer["hits"]): Promise<Map<string, object>> {
  const bySource = new Map<RetrievalSource, string[]>();
  for (const { in: source, id } of hits) bySource.set(source, [...(bySource.get(source) ?? []), id]);
  const found = await Promise.all(
    [...bySource].map(async ([source, ids]) => {
      const { rows: its, hides } = sourceOf(source);
      const found = await its.many(call, ids);
      const items = hides ? await hides.keep(call, found) : found;
      return ids.flatMap((id, i): [string, object][] => (items[i] ? [[`${source} ${id}`, items[i]]] : []));
    }),
  );
  return new Map(found.flat());
}
