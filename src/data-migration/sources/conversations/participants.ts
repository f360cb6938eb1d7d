import { conversationParticipantTable } from "../../../../entities/conversations";
import { validate } from "../../../core/input/validation";
import type { Json } from "../../../core/json/json";
import { participantMaker } from "../../../stores/conversations/participant";
import type { RowSink } from "../../read/row/row-sink";
import type { SourceRow } from "../../read/row/source-row";
import type { Step } from "../../read/step";
import { Target } from "../../target/target";
import { jsonIfAny } from "../reading/free-text";
import { UNKNOWN_TIME, withExtras } from "../reading/values";
import { groupTime } from "./group-time";
import { USERS } from "./groups";
import { participantId } from "./identity";

const PARTICIPANT = new Target(conversationParticipantTable);

/** Participants who have opted in. */
export const optIns: Step = {
  table: "discord_user_opt_ins",
  target: PARTICIPANT,
  key: ["user_id"],
  columns: ["username", "guild_id"],
  optional: [
    "opted_in_at",
    "interaction_count",
    "last_interaction",
    "personality_preferences",
    "active",
    "created_at",
    "updated_at",
  ],
  keepsExtras: true,
  transform: transformOptIn,
};

/** Participants without an opt-in row, made from their interactions. */
export const users: Step = {
  table: "discord_interactions",
  target: PARTICIPANT,
  derived: USERS,
  key: ["user_id"],
  columns: ["interaction_count", "only_guild_id", "first_at", "last_at"],
  joinedValues: {
    opted_in: "exists (select 1 from discord_user_opt_ins as u where u.user_id = t.user_id)",
  },
  joinedTables: ["discord_user_opt_ins"],
  joinColumns: { discord_user_opt_ins: [["user_id", "user_id"]] },
  group: ["user_id"],
  transform: transformUser,
};

function transformOptIn(row: SourceRow, sink: RowSink): void {
  const db = row.scope();
  const consentedAt = row.instantOrNull("opted_in_at");
  const createdAt = row.instantOrNull("created_at") ?? consentedAt ?? UNKNOWN_TIME;
  const input = validate(
    participantMaker.input,
    {
      id: row.id(),
      externalId: row.text("user_id"),
      name: row.textOrNull("username"),
      groupId: row.nameOrNull("guild_id"),
      consent: row.flagOrNull("active"),
      consentedAt,
      preferences: preferencesOf(row),
      interactionCount:
        row.wholeOrNull("interaction_count") ??
        row.coerced(0, "interaction_count", { how: "null to 0", from: null }),
      lastInteractionAt: row.instantOrNull("last_interaction"),
      createdAt,
      updatedAt: row.instantOrNull("updated_at") ?? createdAt,
    },
    "",
  );
  sink.write(PARTICIPANT, db, participantMaker.row(db, input));
}

/** Preferences; null where there are none, and no unknown columns either. */
function preferencesOf(row: SourceRow): Json {
  const preferences = jsonIfAny(row, "personality_preferences");
  const all = withExtras(row, preferences ?? {});
  return preferences === null && Object.keys(all as object).length === 0 ? null : all;
}

function transformUser(row: SourceRow, sink: RowSink): void {
  if (row.raw("opted_in") === 1n) return;
  const db = row.scope();
  const createdAt = groupTime(row, "first_at") ?? UNKNOWN_TIME;
  const input = validate(
    participantMaker.input,
    {
      id: participantId(row),
      externalId: row.text("user_id"),
      groupId: row.nameOrNull("only_guild_id"),
      interactionCount: row.whole("interaction_count"),
      lastInteractionAt: groupTime(row, "last_at"),
      createdAt,
      updatedAt: createdAt,
    },
    "",
  );
  row.note("user_id", "participant made for a user without an opt-in row", null);
  sink.write(PARTICIPANT, db, participantMaker.row(db, input));
}
