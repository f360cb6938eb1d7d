import { invalid } from "../../core/errors";
import { isObject, memberOf, membersOf } from "../../core/input/snapshot";

/** What the query log keeps of a text: all of it, its hash, or no row at all. */
export type RetrievalLog = "text" | "hash" | "none";

export const LOGS: readonly RetrievalLog[] = ["text", "hash", "none"];

/** A day: longer answers would hide changes for too long. */
export const MOST_CACHE_MS = 86_400_000;

/** Defaults of all searches of a manager. A configuration and a query may say otherwise. */
export interface RetrievalSettings {
  /**
   * Query log: `text` keeps the text of each query, `hash` its hash, `none` writes no row. Default
   * `none`.
   */
  log?: RetrievalLog | undefined;
  /**
   * Result cache: milliseconds for which an answer is given again to the same query, 0 to
   * 86,400,000. Default 0: off.
   */
  cacheMs?: number | undefined;
}

const MEMBERS: ReadonlySet<string> = new Set(["log", "cacheMs"]);

/** @throws UnifiedStoreError `validation`, naming the member as `retrieval.log` */
export function checkRetrievalSettings(given: unknown): RetrievalSettings {
  if (!isObject(given)) throw invalid("retrieval", 'must be an object such as { log: "text" }');
  const settings: RetrievalSettings = membersOf(given, MEMBERS, "retrieval", (member) =>
    invalid(memberOf("retrieval", member), "is not known here: use log, cacheMs"),
  );
  checkLog(settings.log, "retrieval.log");
  checkCacheMs(settings.cacheMs, "retrieval.cacheMs");
  return settings;
}

/** @throws UnifiedStoreError `validation` */
export function checkLog(log: unknown, field: string): void {
  if (log !== undefined && !LOGS.includes(log as RetrievalLog))
    throw invalid(field, `must be one of ${LOGS.join(", ")}`);
}

/** @throws UnifiedStoreError `validation` */
export function checkCacheMs(ms: unknown, field: string): void {
  if (ms !== undefined && !(Number.isInteger(ms) && (ms as number) >= 0 && (ms as number) <= MOST_CACHE_MS))
    throw invalid(field, `must be a whole number from 0 to ${MOST_CACHE_MS}`);
}
