import {
  conversationMessageTable,
  conversationParticipantTable,
  conversationSessionTable,
} from "../../../entities/conversations";
import type { ConversationMessage, ConversationParticipant } from "../../../src/stores/conversations/types";
import { numbers, sentence, twoWordsOf } from "../../fill/sentences";
import {
  MESSAGES_PER_SESSION,
  messageSaid,
  participantId,
  sessionId,
  sessionOf,
} from "../../fill/stores/conversations";
import { firstOf, pageOf } from "../baseline";
import { type Chance, drawer } from "../draw";
import { entry, type Pair, pair, row, type WrittenRow } from "../pair";
import { type Appended, appendBaseline, messageReader, participantReader } from "./rows";

const PAGE = 20;
const FOUND = 10;
const MANY = 10;

export function conversationPairs(records: number): readonly Pair[] {
  const draw = drawer(records);
  return [
    pair<string, ConversationMessage[]>({
      name: "conversations.messages.list",
      kind: "read",
      weight: 35,
      next: draw(({ row }) => sessionId(sessionOf(row()))),
      subject: (scope, id) =>
        scope.conversations.messages.list({ sessionId: id, limit: PAGE }).then(({ items }) => items),
      baseline: (baseline, id) =>
        baseline.run([...baseline.scope, id, PAGE + 1], (rows) =>
          pageOf(rows, PAGE, messageReader(baseline)),
        ),
    }),
    pair<string, ConversationParticipant | null>({
      name: "conversations.participants.get",
      kind: "read",
      weight: 20,
      next: draw(({ row }) => participantId(sessionOf(row()))),
      subject: (scope, id) => scope.conversations.participants.get(id),
      baseline: (baseline, id) =>
        baseline.run([...baseline.scope, id], (rows) => firstOf(rows, participantReader(baseline))),
    }),
    pair<string, ConversationMessage[]>({
      name: "conversations.messages.search",
      kind: "read",
      weight: 5,
      next: draw(({ row }) => twoWordsOf(sentence(row()))),
      subject: (scope, text) =>
        scope.conversations.messages.search({ text, mode: "words", limit: FOUND }).then(({ items }) => items),
      baseline: (baseline, text) => baseline.search(text, FOUND, messageReader(baseline)),
    }),
    pair<Appended, ConversationMessage>({
      name: "conversations.messages.append",
      kind: "write",
      weight: 38,
      next: draw((chance) => appended(chance, 1)),
      subject: (scope, { sessionId, messages }) =>
        scope.conversations.messages.append(sessionId, messages[0]!),
      baseline: async (baseline, input) => (await appendBaseline(baseline, input))[0]!,
      rows: (input, message) => written(input, message && [message]),
    }),
    pair<Appended, ConversationMessage[]>({
      name: "conversations.messages.appendMany",
      kind: "write",
      weight: 2,
      next: draw((chance) => appended(chance, MANY), 1 << 10),
      subject: (scope, { sessionId, messages }) =>
        scope.conversations.messages.appendMany(sessionId, messages),
      baseline: (baseline, input) => appendBaseline(baseline, input),
      rows: written,
    }),
  ];
}

/** As many messages as at the start of the session, so that a user's message comes first. */
function appended({ row }: Chance, count: number): Appended {
  const session = sessionOf(row());
  const first = session * MESSAGES_PER_SESSION;
  return {
    sessionId: sessionId(session),
    participantId: participantId(session),
    messages: numbers(first, first + count).map(messageSaid),
  };
}

/** Positions depend on the order of appends, so they are not compared. */
const messageRow = (id: string): WrittenRow => {
  const message = row(conversationMessageTable, { id });
  return { ...message, columns: message.columns.filter(({ name }) => name !== "position") };
};

/** Existing participants come first. */
const written = (
  { sessionId, participantId }: Appended,
  messages: readonly ConversationMessage[] | null,
): WrittenRow[] => [
  row(conversationSessionTable, { id: sessionId }),
  row(conversationParticipantTable, { id: participantId }),
  ...(messages ?? []).flatMap(({ id }) => [messageRow(id), entry("conversation_message", id, "")]),
];
