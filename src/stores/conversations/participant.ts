import {
  type ConversationParticipantEntity,
  conversationParticipantTable,
} from "../../../entities/conversations";
import { invalid } from "../../core/errors";
import { JsonText } from "../../core/json/json";
import { lookup } from "../../db/lookup";
import { lister } from "../../db/pages/keyset-by-time";
import { rowMaker } from "../../db/row-maker";
import type { ScopedDb } from "../../db/scoped";
import { Table } from "../../db/table";
import { flag, instant, raw, type Sql, sql } from "../../dialect/sql";
import type { ConversationParticipantPatch } from "./inputs";
import type { ConversationParticipant, ConversationParticipantInput } from "./types";

export const participant = new Table<ConversationParticipantEntity, ConversationParticipant>(
  conversationParticipantTable,
);
export const participantsByExternalId = lookup(participant, "externalId");
export const listParticipants = lister(participant, "p", "createdAt");

export const participantMaker = rowMaker<
  typeof conversationParticipantTable,
  ConversationParticipant,
  ConversationParticipantInput
>(conversationParticipantTable);

/** @throws UnifiedStoreError `validation` for an empty patch */
export function participantChanges(db: ScopedDb, patch: ConversationParticipantPatch): Sql {
  const { name, groupId } = patch;
  const preferences = JsonText.optional(patch.preferences, "patch.preferences");
  const changes = { name, groupId, preferences } as Partial<ConversationParticipantEntity>;
  if (Object.values(changes).every((value) => value === undefined))
    throw invalid("patch", "must change at least one member");
  return participant.assign({ ...changes, updatedAt: db.now() });
}

/** A participant's answer about consent: to be talked with and remembered. */
interface Answer {
  granted: boolean;
  at: Date;
}

/**
 * Last write wins, by the time of the answer. Answers may arrive out of order: the latest one
 * counts. Of two answers of the same moment, the one that arrives last counts.
 */
export function answerChanges(db: ScopedDb, { granted, at }: Answer): Sql {
  const { own, other } = granted ? AGREED : WITHDREW;
  return sql`
    consent = case when ${other} > ${instant(at)} then consent else ${flag(granted)} end,
    ${own} = case when ${own} > ${instant(at)} then ${own} else ${instant(at)} end,
    updated_at = ${instant(db.now())}`;
}
const [consentedAt, withdrawnAt] = [raw("consented_at"), raw("withdrawn_at")];
const AGREED = { own: consentedAt, other: withdrawnAt };
const WITHDREW = { own: withdrawnAt, other: consentedAt };
