import { type ConversationMessageEntity, conversationMessageTable } from "../../../entities/conversations";
import { JsonText } from "../../core/json";
import { textOf } from "../../core/search-text";
import { unsignedZero } from "../../core/zero";
import { lookup } from "../../db/lookup";
import type { ScopedDb } from "../../db/scoped";
import { searched } from "../../db/searched";
import { Table } from "../../db/table";
import type { ConversationFeedbackInput, ConversationMessageInput } from "./inputs";
import type { ConversationMessage } from "./types";

export const message = new Table<ConversationMessageEntity, ConversationMessage>(conversationMessageTable);
export const messages = lookup(message, "id");

type Encoded = "content" | "toolCalls" | "reactions";

/** A message before it is written: it has no place yet, and its JSON is encoded already, which is how it was checked. */
export type NewMessage = Omit<ConversationMessage, Encoded | "sessionId" | "position"> & {
  content: JsonText;
  toolCalls: JsonText | null;
  reactions: JsonText | null;
};

/** @param path of the input in errors, such as `messages[3].` */
export function newMessage(db: ScopedDb, input: ConversationMessageInput, path = ""): NewMessage {
  // The time before the id: so both grow together.
  const createdAt = new Date(input.createdAt ?? db.now());
  return {
    id: input.id?.toLowerCase() ?? db.newId(),
    participantId: input.participantId?.toLowerCase() ?? null,
    role: input.role,
    kind: input.kind ?? null,
    externalId: input.externalId ?? null,
    content: JsonText.of(input.content, `${path}content`),
    toolCalls: JsonText.optional(input.toolCalls, `${path}toolCalls`) ?? null,
    toolCallId: input.toolCallId ?? null,
    model: input.model ?? null,
    tokensIn: unsignedZero(input.tokensIn) ?? null,
    tokensOut: unsignedZero(input.tokensOut) ?? null,
    replyTo: input.replyTo?.toLowerCase() ?? null,
    score: unsignedZero(input.score) ?? null,
    rating: unsignedZero(input.rating) ?? null,
    reactions: JsonText.optional(input.reactions, `${path}reactions`) ?? null,
    notes: input.notes ?? null,
    createdAt,
  };
}

/** What a later read will give, without asking for it. */
export const toMessage = (row: NewMessage, sessionId: string, position: number): ConversationMessage => ({
  ...row,
  sessionId,
  position,
  content: row.content.value(),
  toolCalls: row.toolCalls?.value() ?? null,
  reactions: row.reactions?.value() ?? null,
});

export const indexEntry = ({
  id,
  content,
}: Pick<NewMessage | ConversationMessage, "id" | "content">): { id: string; part: string; text: string } => ({
  id,
  part: "",
  text: textOf(content),
});

/** The columns to change. */
export const feedbackColumns = ({ score, rating, reactions, notes }: ConversationFeedbackInput) => ({
  score: unsignedZero(score),
  rating: unsignedZero(rating),
  reactions: JsonText.optional(reactions, "feedback.reactions"),
  notes,
});

export const searchedMessages = searched(message, ["content"], (row) => [indexEntry(row)]);
