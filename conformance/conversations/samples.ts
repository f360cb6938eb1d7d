import type { Scope } from "../../src/scope";
import type {
  ConversationMessageInput,
  ConversationParticipant,
  ConversationSession,
} from "../../src/stores/conversations/types";

/** Strings that a database may refuse, truncate or change without an encoding. */
export const HOSTILE = "a\u0000b \ud800 \udfff \uffff0000 \\u0000 🐋 Straße";
export const ANY_JSON = [null, false, 0, "", HOSTILE, -1.5e-7, [], {}, { a: [1, { b: null }] }];

export const at = (second: number): Date => new Date(Date.UTC(2025, 0, 31, 23, 59, 0, 7) + second * 1000);
export const many = <T>(count: number, make: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));
export const parallel = <T>(count: number, call: (i: number) => Promise<T>): Promise<T[]> =>
  Promise.all(many(count, call));

export const start = (scope: Scope, more: object = {}): Promise<ConversationSession> =>
  scope.conversations.sessions.add(more);
export const join = (scope: Scope, externalId: string, more: object = {}): Promise<ConversationParticipant> =>
  scope.conversations.participants.upsert({ externalId, ...more });
export const said = (content: string, more: object = {}): ConversationMessageInput => ({
  role: "user",
  content,
  ...more,
});
export const contents = (messages: readonly { content: unknown }[]): unknown[] =>
  messages.map(({ content }) => content);
export const positions = (messages: readonly { position: number }[]): number[] =>
  messages.map(({ position }) => position);
