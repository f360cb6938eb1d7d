import { type ConversationSessionEntity, conversationSessionTable } from "../../../entities/conversations";
import { invalid } from "../../core/errors";
import { JsonText } from "../../core/json";
import { insertion } from "../../db/insertion";
import { lister } from "../../db/list-page";
import { lookup } from "../../db/lookup";
import type { ScopedDb } from "../../db/scoped";
import { Table } from "../../db/table";
import { atVersion } from "../../db/version";
import { instant, type Sql, sql, uuid } from "../../dialect/sql";
import type { ConversationSessionInput, ConversationSessionPatch } from "./inputs";
import type { ConversationSession } from "./types";

export const session = new Table<ConversationSessionEntity, ConversationSession>(conversationSessionTable);
export const sessions = lookup(session, "id");
export const sessionsByExternalId = lookup(session, "externalId");
export const listSessions = lister(session, "s", "lastActivityAt");

/** A row before it is written: its metadata is encoded already, which is how it was checked. */
type NewSession = Omit<ConversationSession, "metadata"> & { metadata: JsonText | null };

export function newSession(db: ScopedDb, input: ConversationSessionInput): NewSession {
  const createdAt = new Date(input.createdAt ?? db.now());
  return {
    id: input.id?.toLowerCase() ?? db.newId(),
    externalId: input.externalId ?? null,
    title: input.title ?? null,
    groupId: input.groupId ?? null,
    metadata: JsonText.optional(input.metadata, "metadata") ?? null,
    messageCount: 0,
    createdAt,
    lastActivityAt: new Date(createdAt),
    endedAt: null,
    version: 1,
  };
}

/** What a later read will give, without asking for it. */
export const toSession = (row: NewSession): ConversationSession => ({
  ...row,
  metadata: row.metadata?.value() ?? null,
});

const ADDED = [
  "id",
  "externalId",
  "title",
  "groupId",
  "metadata",
  "messageCount",
  "createdAt",
  "lastActivityAt",
  "endedAt",
  "version",
] as const;
export const newSessions = insertion(session, ADDED, (_row: NewSession) => []);

/** @throws UnifiedStoreError `validation` for a patch with nothing in it */
export function updateSession(
  db: ScopedDb,
  { id, patch, ifVersion }: { id: string; patch: ConversationSessionPatch; ifVersion: number | undefined },
): Sql {
  const { externalId, title, groupId } = patch;
  const metadata = JsonText.optional(patch.metadata, "patch.metadata");
  const changes = { externalId, title, groupId, metadata } as Partial<ConversationSessionEntity>;
  if (Object.values(changes).every((value) => value === undefined))
    throw invalid("patch", "must change at least one member");
  return sql`
    update ${session.name} set ${session.assign(changes)}, version = version + 1
    where ${keyOf(db, id, ifVersion)} returning ${session.columns.sql}`;
}

/** Ending what has ended changes nothing. */
export function endSession(
  db: ScopedDb,
  { id, at, ifVersion }: { id: string; at: Date; ifVersion: number | undefined },
): Sql {
  return sql`
    update ${session.name} set ended_at = coalesce(ended_at, ${instant(at)}),
      version = version + case when ended_at is null then 1 else 0 end
    where ${keyOf(db, id, ifVersion)} returning ${session.columns.sql}`;
}

export function keyOf(db: ScopedDb, id: string, ifVersion: number | undefined): Sql {
  return sql`${db.inScope()} and id = ${uuid(id)}${atVersion(ifVersion)}`;
}
