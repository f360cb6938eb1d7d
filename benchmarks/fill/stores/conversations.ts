import {
  conversationMessageTable,
  conversationParticipantTable,
  conversationSessionTable,
} from "../../../entities/conversations";
import type { Json } from "../../../src/core/json/json";
import type { Scope } from "../../../src/scope";
import { indexEntry, newMessage } from "../../../src/stores/conversations/message";
import { participantMaker } from "../../../src/stores/conversations/participant";
import { newSession } from "../../../src/stores/conversations/session";
import type {
  ConversationMessageInput,
  ConversationParticipantInput,
  ConversationSessionInput,
} from "../../../src/stores/conversations/types";
import { filler } from "../fill";
import { idOf, timeOf, unit } from "../rows";
import { numbers, sentence } from "../sentences";
import { FilledTable } from "../table";

/** Every second message, including the first, is by the session's participant. */
export const MESSAGES_PER_SESSION = 60;

/** The session of the nth message and its participant have the same number. */
export const sessionOf = (n: number): number => Math.floor(n / MESSAGES_PER_SESSION);
export const sessionId = (session: number): string => idOf("session", session);
export const participantId = (session: number): string => idOf("participant", session);
const firstOf = (session: number): number => session * MESSAGES_PER_SESSION;

/** The content of the nth message. */
export const messageSaid = (n: number): ConversationMessageInput<Json> => {
  const content = { text: sentence(n) };
  if (n % 2 === 0)
    return { role: "user", participantId: participantId(sessionOf(n)), kind: "mention", content };
  const tokens = { tokensIn: Math.floor(unit(n) * 4000), tokensOut: Math.floor(unit(-n) * 400) };
  return { role: "assistant", model: "model-1", ...tokens, content };
};

const messageRow = (n: number): ConversationMessageInput<Json> => ({
  ...messageSaid(n),
  id: idOf("message", n),
  createdAt: timeOf(n),
});

const sessionRow = (session: number): ConversationSessionInput => ({
  id: sessionId(session),
  title: sentence(session, 1),
  groupId: `group-${session % 100}`,
  createdAt: timeOf(firstOf(session)),
});

const participantRow = (session: number): ConversationParticipantInput => {
  const at = timeOf(firstOf(session));
  return {
    id: participantId(session),
    externalId: `user-${session}`,
    name: `User ${session}`,
    groupId: `group-${session % 100}`,
    consent: true,
    consentedAt: at,
    preferences: { humor: unit(session) },
    createdAt: at,
    updatedAt: at,
  };
};

/** In one transaction: sessions are added one at a time. */
export const addConversations = (scope: Scope, from: number, to: number): Promise<void> =>
  scope.transaction(async ({ conversations }) => {
    for (let n = from; n < to; ) {
      const session = sessionOf(n);
      if (n === firstOf(session)) {
        await conversations.participants.upsert(participantRow(session));
        await conversations.sessions.add(sessionRow(session));
      }
      const end = Math.min(to, firstOf(session + 1));
      await conversations.messages.appendMany(sessionId(session), numbers(n, end).map(messageRow));
      n = end;
    }
  });

const PARTICIPANT = FilledTable.of(conversationParticipantTable);
const SESSION = FilledTable.of(conversationSessionTable);
const MESSAGE = FilledTable.of(conversationMessageTable);
const ENTRY = MESSAGE.search();

/**
 * A session and its participant come with its first message. Their counts are already those after
 * the last message.
 */
export const fillConversations = filler({
  tables: [PARTICIPANT, SESSION, MESSAGE, ENTRY],
  make: (n, { db, emit, index }) => {
    const session = sessionOf(n);
    const last = firstOf(session + 1) - 1;
    if (n === firstOf(session)) {
      emit(PARTICIPANT, {
        ...participantMaker.row(db, participantRow(session)),
        interactionCount: MESSAGES_PER_SESSION / 2,
        lastInteractionAt: timeOf(last - 1),
      });
      emit(SESSION, {
        ...newSession(db, sessionRow(session)),
        messageCount: MESSAGES_PER_SESSION,
        lastActivityAt: timeOf(last),
      });
    }
    const row = newMessage(db, messageRow(n));
    emit(MESSAGE, { ...row, sessionId: sessionId(session), position: n - firstOf(session) + 1 });
    index(ENTRY, indexEntry(row));
  },
});
