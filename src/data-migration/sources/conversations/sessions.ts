import { conversationSessionTable } from "../../../../entities/conversations";
import { validate } from "../../../core/input/validation";
import { newSession, sessionMaker } from "../../../stores/conversations/session";
import type { RowSink } from "../../read/row/row-sink";
import type { SourceRow } from "../../read/row/source-row";
import type { Step } from "../../read/step";
import { Target } from "../../target/target";
import { UNKNOWN_TIME } from "../reading/values";
import { groupTime } from "./group-time";
import { SESSIONS } from "./groups";
import { sessionId } from "./identity";

const SESSION = new Target(conversationSessionTable);

/** Sessions: one for each user in each guild. */
export const sessions: Step = {
  table: "discord_interactions",
  target: SESSION,
  derived: SESSIONS,
  key: ["user_id", "guild_id"],
  columns: ["message_count", "first_at", "last_at"],
  group: ["user_id", "guild_id"],
  transform: transformSession,
};

function transformSession(row: SourceRow, sink: RowSink): void {
  const db = row.scope();
  const user = row.text("user_id");
  const guild = row.text("guild_id");
  const input = validate(
    sessionMaker.input,
    {
      id: sessionId(row),
      externalId: `${guild}/${user}`,
      groupId: row.nameOrNull("guild_id"),
      metadata: { userId: user, guildId: guild },
      createdAt: groupTime(row, "first_at") ?? UNKNOWN_TIME,
    },
    "",
  );
  sink.write(SESSION, db, {
    ...newSession(db, input),
    messageCount: row.whole("message_count"),
    lastActivityAt: groupTime(row, "last_at") ?? UNKNOWN_TIME,
  });
}
