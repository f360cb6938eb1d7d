import {
  type ConversationParticipantEntity,
  conversationParticipantTable,
} from "../../../entities/conversations";
import { invalid } from "../../core/errors";
import { JsonText } from "../../core/json";
import { unsignedZero } from "../../core/zero";
import { lister } from "../../db/list-page";
import { lookup } from "../../db/lookup";
import type { ScopedDb } from "../../db/scoped";
import { Table } from "../../db/table";
import { atVersion } from "../../db/version";
import { flag, instant, raw, type Sql, sql, uuid } from "../../dialect/sql";
import type { ConversationParticipantInput, ConversationParticipantPatch } from "./inputs";
import type { ConversationParticipant } from "./types";

export const participant = new Table<ConversationParticipantEntity, ConversationParticipant>(
  conversationParticipantTable,
);
export const participants = lookup(participant, "id");
export const participantsByExternalId = lookup(participant, "externalId");
export const listParticipants = lister(participant, "p", "createdAt");

const COUNTED_UP = raw("version = conversation_participant.version + 1");

/** A row before it is written: preferences are encoded already, which is how they were checked. */
type NewParticipant = Omit<ConversationParticipant, "preferences"> & { preferences: JsonText | null };

export function newParticipant(db: ScopedDb, input: ConversationParticipantInput): NewParticipant {
  const { createdAt, updatedAt } = input;
  const now = createdAt && updatedAt ? updatedAt : new Date(db.now());
  return {
    id: input.id?.toLowerCase() ?? db.newId(),
    externalId: input.externalId,
    name: input.name ?? null,
    groupId: input.groupId ?? null,
    consent: input.consent ?? null,
    consentedAt: input.consentedAt ?? null,
    withdrawnAt: input.withdrawnAt ?? null,
    preferences: JsonText.optional(input.preferences, "preferences") ?? null,
    interactionCount: unsignedZero(input.interactionCount ?? 0),
    lastInteractionAt: input.lastInteractionAt ?? null,
    createdAt: createdAt ?? now,
    updatedAt: updatedAt ?? now,
    version: 1,
  };
}

/** Makes the participant, or changes the members that were given of the one who has the external id. */
export function upsert(db: ScopedDb, input: ConversationParticipantInput): Sql {
  const { tenant, workspace } = db;
  const row = newParticipant(db, input);
  const { name, groupId } = input;
  const preferences = input.preferences === undefined ? undefined : row.preferences;
  const changes = {
    name,
    groupId,
    preferences,
    updatedAt: db.now(),
  } as Partial<ConversationParticipantEntity>;
  return sql`
    ${participant.insert({ tenant, workspace, ...row })} on conflict (tenant_id, workspace_id, external_id)
    do update set ${participant.assign(changes)}, ${COUNTED_UP} returning ${participant.columns.sql}`;
}

/** @throws UnifiedStoreError `validation` for a patch with nothing in it */
export function updateParticipant(
  db: ScopedDb,
  {
    id,
    patch,
    ifVersion,
  }: { id: string; patch: ConversationParticipantPatch; ifVersion: number | undefined },
): Sql {
  const { name, groupId } = patch;
  const preferences = JsonText.optional(patch.preferences, "patch.preferences");
  if (name === undefined && groupId === undefined && preferences === undefined)
    throw invalid("patch", "must change at least one member");
  const changes = {
    name,
    groupId,
    preferences,
    updatedAt: db.now(),
  } as Partial<ConversationParticipantEntity>;
  return sql`
    update ${participant.name} set ${participant.assign(changes)}, version = version + 1
    where ${db.inScope()} and id = ${uuid(id)}${atVersion(ifVersion)} returning ${participant.columns.sql}`;
}

/**
 * Answers may come in another order than they were given in: the latest one counts, and of two of the same moment the one that
 * comes last.
 */
export function noteConsent(
  db: ScopedDb,
  { id, granted, at }: { id: string; granted: boolean; at: Date },
): Sql {
  const { own, other } = granted ? AGREED : WITHDREW;
  return sql`
    update ${participant.name} set
      consent = case when ${other} > ${instant(at)} then consent else ${flag(granted)} end,
      ${own} = case when ${own} > ${instant(at)} then ${own} else ${instant(at)} end,
      updated_at = ${instant(db.now())}, version = version + 1
    where ${db.inScope()} and id = ${uuid(id)} returning ${participant.columns.sql}`;
}
const [consentedAt, withdrawnAt] = [raw("consented_at"), raw("withdrawn_at")];
const AGREED = { own: consentedAt, other: withdrawnAt };
const WITHDREW = { own: withdrawnAt, other: consentedAt };
