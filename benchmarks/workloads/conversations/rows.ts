import type { Json } from "../../../src/core/json/json";
import { textOf } from "../../../src/core/search-text";
import type {
  ConversationMessage,
  ConversationMessageInput,
  ConversationParticipant,
} from "../../../src/stores/conversations/types";
import { type Baseline, MAIN_ROWS, newId } from "../baseline";

const parsed = (text: unknown): ConversationMessage["content"] =>
  text === null ? null : JSON.parse(text as string);

/** Columns of a message in order. `unknown`: the engines write these values differently. */
export const messageReader =
  ({ codec: { date } }: Baseline) =>
  (row: unknown[]): ConversationMessage => ({
    id: row[0] as string,
    sessionId: row[1] as string,
    position: row[2] as number,
    participantId: row[3] as string | null,
    role: row[4] as ConversationMessage["role"],
    kind: row[5] as string | null,
    externalId: row[6] as string | null,
    content: parsed(row[7]),
    toolCalls: parsed(row[8]),
    toolCallId: row[9] as string | null,
    model: row[10] as string | null,
    tokensIn: row[11] as number | null,
    tokensOut: row[12] as number | null,
    replyToId: row[13] as string | null,
    score: row[14] as number | null,
    rating: row[15] as number | null,
    reactions: parsed(row[16]),
    notes: row[17] as string | null,
    createdAt: date(row[18]),
    version: row[19] as number,
  });

/** Columns of a participant. */
export const participantReader =
  ({ codec: { date, isSet } }: Baseline) =>
  (row: unknown[]): ConversationParticipant => {
    const instant = (value: unknown): Date | null => (value === null ? null : date(value));
    return {
      id: row[0] as string,
      externalId: row[1] as string,
      name: row[2] as string | null,
      groupId: row[3] as string | null,
      consent: row[4] === null ? null : isSet(row[4]),
      consentedAt: instant(row[5]),
      withdrawnAt: instant(row[6]),
      preferences: parsed(row[7]),
      interactionCount: row[8] as number,
      lastInteractionAt: instant(row[9]),
      createdAt: date(row[10]),
      updatedAt: date(row[11]),
      version: row[12] as number,
    };
  };

/** Messages of one participant, or without a participant, at the end of a session. */
export interface Appended {
  sessionId: string;
  participantId: string;
  messages: readonly ConversationMessageInput<Json>[];
}

/** The session with its new count, its messages, and the new activity of its participant. */
export function appendBaseline(
  baseline: Baseline,
  { sessionId, participantId, messages }: Appended,
): ConversationMessage[] | Promise<ConversationMessage[]> {
  const createdAt = new Date();
  const at = baseline.codec.instant(createdAt);
  const made = messages.map((input) => newMessage(input, { sessionId, createdAt }));
  const placed = made.map((each, i) => [i + 1 - made.length, ...columnsOf(each, at)]);
  const interactions = made.filter(({ role }) => role === "user").length;
  const writes = [
    [made.length, at, at, ...baseline.scope, sessionId],
    [...baseline.scope, MAIN_ROWS, ...baseline.codec.list(placed)],
    [
      MAIN_ROWS,
      ...baseline.codec.list([[participantId, interactions, at]]),
      ...baseline.scope,
      ...baseline.scope,
    ],
  ];
  const entries = made.map(({ id, content }) => baseline.entry(id, "", textOf(content)));
  return baseline.runFollowed([...writes, baseline.index(entries)], ([session]) => {
    const before = (session![1] as number) - made.length;
    for (const [i, each] of made.entries()) each.position = before + i + 1;
    return made;
  });
}

/** The message has no position yet. */
const newMessage = (
  input: ConversationMessageInput<Json>,
  { sessionId, createdAt }: { sessionId: string; createdAt: Date },
): ConversationMessage => ({
  id: newId(),
  sessionId,
  position: 0,
  participantId: input.participantId ?? null,
  role: input.role,
  kind: input.kind ?? null,
  externalId: null,
  content: input.content,
  toolCalls: null,
  toolCallId: null,
  model: input.model ?? null,
  tokensIn: input.tokensIn ?? null,
  tokensOut: input.tokensOut ?? null,
  replyToId: null,
  score: null,
  rating: null,
  reactions: null,
  notes: null,
  createdAt,
  version: 1,
});

const columnsOf = (message: ConversationMessage, at: string): unknown[] => [
  message.id,
  message.participantId,
  message.role,
  message.kind,
  null,
  JSON.stringify(message.content),
  null,
  null,
  message.model,
  message.tokensIn,
  message.tokensOut,
  null,
  null,
  null,
  null,
  null,
  at,
  message.version,
];
