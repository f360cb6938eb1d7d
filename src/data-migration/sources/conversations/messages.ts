import { conversationMessageTable } from "../../../../entities/conversations";
import { validate } from "../../../core/input/validation";
import { messageInput } from "../../../stores/conversations/inputs";
import { indexEntry, newMessage } from "../../../stores/conversations/message";
import type { RowSink } from "../../read/row/row-sink";
import type { SourceRow } from "../../read/row/source-row";
import type { Step } from "../../read/step";
import { Target } from "../../target/target";
import { jsonIfAny } from "../reading/free-text";
import { UNKNOWN_TIME, withExtras } from "../reading/values";
import { POSITIONS } from "./groups";
import { participantId, sessionId } from "./identity";

const MESSAGE = new Target(conversationMessageTable, {
  entries: (message: Parameters<typeof indexEntry>[0]) => [indexEntry(message)],
});

/** Messages of interactions. */
export const messages: Step = {
  table: "discord_interactions",
  target: MESSAGE,
  key: ["id"],
  columns: ["user_id", "guild_id", "content", "bot_response", "timestamp"],
  optional: ["message_id", "interaction_type", "user_reactions", "engagement_score"],
  joinedValues: { position: "p.position" },
  joinClause: `left join (${POSITIONS}) as p on p.id = t.id`,
  joinedTables: ["discord_interactions"],
  group: ["user_id", "guild_id"],
  keepsExtras: true,
  transform: transformInteraction,
};

/**
 * Messages of an interaction: what the user said, with all facts of the exchange, then the answer,
 * which has the same time.
 */
function transformInteraction(row: SourceRow, sink: RowSink): void {
  const db = row.scope();
  const answer = row.nameOrNull("bot_response");
  const last = row.whole("position");
  const order = orderOf(row);
  const createdAt = row.instantOrNull("timestamp") ?? UNKNOWN_TIME;
  const said = validate(
    messageInput,
    {
      id: row.id(order),
      role: "user",
      participantId: participantId(row),
      kind: row.nameOrNull("interaction_type"),
      externalId: row.nameOrNull("message_id"),
      content: withExtras(row, { text: row.textOrNull("content") }),
      score: row.numberOrNull("engagement_score"),
      reactions: jsonIfAny(row, "user_reactions"),
      createdAt,
    },
    "",
  );
  const at = { sessionId: sessionId(row), position: answer === null ? last : last - 1 };
  sink.write(MESSAGE, db, { ...newMessage(db, said), ...at });
  if (answer === null) return;
  const answered = validate(
    messageInput,
    {
      id: row.partId("answer", order + 1),
      role: "assistant",
      content: { text: answer },
      replyToId: said.id,
      createdAt,
    },
    "",
  );
  sink.write(MESSAGE, db, { ...newMessage(db, answered), ...at, position: last });
}

/** Order of a message among all. Ids sort as messages were added, each answer after its message. */
function orderOf(row: SourceRow): number {
  const id = row.raw("id");
  return typeof id === "bigint" && id >= 0n && id < 2n ** 47n ? Number(id) * 2 : 0;
}
