import { type ConversationSessionEntity, conversationSessionTable } from "../../../entities/conversations";
import { invalid } from "../../core/errors";
import { JsonText } from "../../core/json/json";
import { atVersion } from "../../db/collections/version";
import { insertion } from "../../db/insertion";
import { lookup } from "../../db/lookup";
import { lister } from "../../db/pages/keyset-by-time";
import { rowMaker } from "../../db/row-maker";
import type { ScopedDb } from "../../db/scoped";
import { Table } from "../../db/table";
import { instant, type Sql, sql, uuid } from "../../dialect/sql";
import type { ConversationSessionPatch } from "./inputs";
import type { ConversationSession, ConversationSessionInput } from "./types";

export const session = new Table<ConversationSessionEntity, ConversationSession>(conversationSessionTable);
export const sessions = lookup(session, "id");
export const sessionsByExternalId = lookup(session, "externalId");
export const listSessions = lister(session, "s", "lastActivityAt");

export const sessionMaker = rowMaker<
  typeof conversationSessionTable,
  ConversationSession,
  ConversationSessionInput
>(conversationSessionTable);

/** A row before it is written. Its metadata is already encoded: the check encodes it. */
export function newSession(db: ScopedDb, input: ConversationSessionInput): ConversationSession {
  const row = sessionMaker.row(db, input);
  return { ...row, messageCount: 0, lastActivityAt: new Date(row.createdAt), endedAt: null };
}

const ADDED = [...sessionMaker.properties, "messageCount", "lastActivityAt", "endedAt"] as const;
export const newSessions = insertion<ConversationSessionEntity, ConversationSession>(session, ADDED);

/** @throws UnifiedStoreError `validation` for an empty patch */
export function sessionChanges(patch: ConversationSessionPatch): Sql {
  const { externalId, title, groupId } = patch;
  const metadata = JsonText.optional(patch.metadata, "patch.metadata");
  const changes = { externalId, title, groupId, metadata } as Partial<ConversationSessionEntity>;
  if (Object.values(changes).every((value) => value === undefined))
    throw invalid("patch", "must change at least one member");
  return session.assign(changes);
}

interface Ending {
  id: string;
  endedAt: Date;
  ifVersion: number | undefined;
}

/** Idempotent: a session that has ended stays as it is. */
export const endSession = (db: ScopedDb, { id, endedAt, ifVersion }: Ending): Sql => sql`
  update ${session.name} set ended_at = coalesce(ended_at, ${instant(endedAt)}),
    version = version + case when ended_at is null then 1 else 0 end
  where ${db.inScope()} and id = ${uuid(id)}${atVersion(ifVersion)} returning ${session.columns.sql}`;
