import type { Scope } from "../../src/scope";
import type { IngestEpisode } from "../../src/stores/ingest/types";

/** Strings that a database may refuse, truncate or change without an encoding. */
export const HOSTILE = "a\u0000b \ud800 \udfff \uffff0000 \\u0000 🐋 Straße";
/** Names, not in code point order. */
export const NAMES = ["Z", "a", "a%", "a/b", "a:b", "a_", "é", "\uffee", "😀"];

export const at = (ms: number): Date => new Date(Date.UTC(2024, 0, 31, 23, 59, 59, 7) + ms);
export const many = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));

export const aJob = (externalId: string, more: object = {}) => ({ source: "youtube", externalId, ...more });
/** An expired lease, of a worker that has stopped. */
export const lostJob = (externalId: string, more: object = {}) =>
  aJob(externalId, {
    status: "running" as const,
    attempts: 1,
    claimedBy: "gone",
    scheduledAt: at(0),
    leaseExpiresAt: at(1),
    ...more,
  });
export const anEpisode = ({ ingest }: Scope, externalId = "v1"): Promise<IngestEpisode> =>
  ingest.episodes.upsert({ platform: "youtube", externalId });
export const externalIds = (rows: readonly { externalId: string }[]): string[] =>
  rows.map(({ externalId }) => externalId);
