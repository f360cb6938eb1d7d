import {
  type ConversationParticipantEntity,
  conversationParticipantTable,
} from "../../../entities/conversations";
import { invalid } from "../../core/errors";
import { JsonText } from "../../core/json";
import { lister } from "../../db/list-page";
import { lookup } from "../../db/lookup";
import { rowMaker } from "../../db/row-maker";
import type { ScopedDb } from "../../db/scoped";
import { Table } from "../../db/table";
import { flag, instant, raw, type Sql, sql } from "../../dialect/sql";
import type { ConversationParticipantPatch } from "./inputs";
import type { ConversationParticipant, ConversationParticipantInput } from "./types";
import { rowOf } from "./versioned";

export const participant = new Table<ConversationParticipantEntity, ConversationParticipant>(
  conversationParticipantTable,
);
export const participants = lookup(participant, "id");
export const participantsByExternalId = lookup(participant, "externalId");
export const listParticipants = lister(participant, "p", "createdAt");

export const participantMaker = rowMaker<
  typeof conversationParticipantTable,
  ConversationParticipant,
  ConversationParticipantInput
>(conversationParticipantTable);

/**
 * A row before it is written: preferences are encoded already, which is how they were checked.
 *
 * @param path of the input in errors, such as `participants[3].`
 */
export const newParticipant = (
  db: ScopedDb,
  input: ConversationParticipantInput,
  path = "",
): ConversationParticipant => participantMaker.row(db, input, path);

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
    where ${rowOf(db, id, ifVersion)} returning ${participant.columns.sql}`;
}

/** What somebody said about being talked with and remembered. */
export interface Answer {
  id: string;
  granted: boolean;
  at: Date;
  ifVersion: number | undefined;
}

/**
 * Answers may come in another order than they were given in: the latest one counts, and of two of the same moment the one that
 * comes last.
 */
export function noteAnswer(db: ScopedDb, { id, granted, at, ifVersion }: Answer): Sql {
  const { own, other } = granted ? AGREED : WITHDREW;
  return sql`
    update ${participant.name} set
      consent = case when ${other} > ${instant(at)} then consent else ${flag(granted)} end,
      ${own} = case when ${own} > ${instant(at)} then ${own} else ${instant(at)} end,
      updated_at = ${instant(db.now())}, version = version + 1
    where ${rowOf(db, id, ifVersion)} returning ${participant.columns.sql}`;
}
const [consentedAt, withdrawnAt] = [raw("consented_at"), raw("withdrawn_at")];
const AGREED = { own: consentedAt, other: withdrawnAt };
const WITHDREW = { own: withdrawnAt, other: consentedAt };
