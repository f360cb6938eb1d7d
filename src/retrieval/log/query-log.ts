import { createHash } from "node:crypto";
import { type RetrievalQueryEntity, retrievalQueryTable } from "../../../entities/retrieval/log";
import { UnifiedStoreError } from "../../core/errors";
import { JsonText } from "../../core/json/json";
import { scopeKey } from "../../core/search-text";
import type { Call } from "../../db/call";
import { insertion } from "../../db/insertion";
import type { RetrievalLog } from "../../db/retrieval/settings";
import { Table } from "../../db/table";
import type { RetrievalResult } from "../types";
import type { RetrievalQueryRecord } from "./types";

/** Hits that a row keeps. */
const MOST_HITS = 50;

export const queryLog = new Table<RetrievalQueryEntity, RetrievalQueryRecord>(retrievalQueryTable);

const rows = insertion<RetrievalQueryEntity, RetrievalQueryRecord>(queryLog, [
  "id",
  "text",
  "textHash",
  "actor",
  "config",
  "configVersion",
  "model",
  "latencyMs",
  "cached",
  "legs",
  "hits",
  "hitCount",
  "createdAt",
]);

/** One answered search. */
export interface Answered {
  text: string | null;
  actor: string | null;
  result: RetrievalResult;
  latencyMs: number;
}

/**
 * Writes a search into the query log, in one statement. A failure does not fail the search: it is
 * logged as a warning, by its code.
 *
 * @returns the id of the row; null where none was written
 */
export async function logQuery(
  call: Call,
  log: Exclude<RetrievalLog, "none">,
  answered: Answered,
): Promise<string | null> {
  try {
    const row = rowOf(call, log, answered);
    const write = (within: Call): Promise<void> => rows.one(within, row, { alone: false });
    // In a transaction, a savepoint: a refused statement would end the whole transaction.
    await (call.inTransaction ? call.transaction(write) : write(call));
    return row.id;
  } catch (error) {
    const { operation, tenant, workspace } = call.operationContext;
    const code = error instanceof UnifiedStoreError ? error.code : "callback";
    call.retrieval.logger.warn({ operation, tenant, workspace, code }, "query not logged");
    return null;
  }
}

function rowOf(
  call: Call,
  log: Exclude<RetrievalLog, "none">,
  { text, actor, result, latencyMs }: Answered,
): RetrievalQueryRecord {
  const { hits, notes } = result;
  const kept = hits.slice(0, MOST_HITS).map(({ in: source, id, score }) => ({ in: source, id, score }));
  // The time is read before the id is made, so that both grow together.
  const createdAt = new Date(call.now());
  return {
    id: call.newId(),
    text: log === "text" ? text : null,
    textHash: text === null ? null : queryHash(call, text),
    actor,
    config: notes.config?.name ?? null,
    configVersion: notes.config?.version ?? null,
    model: notes.model,
    latencyMs,
    cached: notes.cached,
    legs: JsonText.of(notes.legs, "legs") as never,
    hits: JsonText.of(kept, "hits") as never,
    hitCount: hits.length,
    createdAt,
  };
}

/**
 * 144 bits of the SHA-256 of a text and its scope: equal texts of two tenants have different
 * hashes. It hides a text from view, not from a guess.
 */
export const queryHash = ({ tenant, workspace }: Call, text: string): string =>
  createHash("sha256")
    .update(`${scopeKey(tenant, workspace)}\u0000${text}`)
    .digest("base64url")
    .slice(0, 24);
