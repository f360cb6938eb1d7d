import { type ConversationSessionEntity, conversationSessionTable } from "../../../entities/conversations";
import { invalid } from "../../core/errors";
import { JsonText } from "../../core/json";
import { insertion } from "../../db/insertion";
import { lister } from "../../db/list-page";
import { lookup } from "../../db/lookup";
import { rowMaker } from "../../db/row-maker";
import type { ScopedDb } from "../../db/scoped";
import { Table } from "../../db/table";
import { instant, type Sql, sql } from "../../dialect/sql";
import type { ConversationSessionPatch } from "./inputs";
import type { ConversationSession, ConversationSessionInput } from "./types";
import { rowOf } from "./versioned";

export const session = new Table<ConversationSessionEntity, ConversationSession>(conversationSessionTable);
export const sessions = lookup(session, "id");
export const sessionsByExternalId = lookup(session, "externalId");
export const listSessions = lister(session, "s", "lastActivityAt");

export const sessionMaker = rowMaker<
  typeof conversationSessionTable,
  ConversationSession,
  ConversationSessionInput
>(conversationSessionTable);

/** A row before it is written: its metadata are encoded already, which is how they were checked. */
export function newSession(db: ScopedDb, input: ConversationSessionInput): ConversationSession {
  const row = sessionMaker.row(db, input);
  return { ...row, messageCount: 0, lastActivityAt: new Date(row.createdAt), endedAt: null };
}

const ADDED = [...sessionMaker.properties, "messageCount", "lastActivityAt", "endedAt"] as const;
export const newSessions = insertion<ConversationSessionEntity, ConversationSession>(session, ADDED);

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
    where ${rowOf(db, id, ifVersion)} returning ${session.columns.sql}`;
}

/** Ending what has ended changes nothing. */
export function endSession(
  db: ScopedDb,
  { id, endedAt, ifVersion }: { id: string; endedAt: Date; ifVersion: number | undefined },
): Sql {
  return sql`
    update ${session.name} set ended_at = coalesce(ended_at, ${instant(endedAt)}),
      version = version + case when ended_at is null then 1 else 0 end
    where ${rowOf(db, id, ifVersion)} returning ${session.columns.sql}`;
}
