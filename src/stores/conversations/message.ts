import { type ConversationMessageEntity, conversationMessageTable } from "../../../entities/conversations";
import { JsonText } from "../../core/json";
import { textOf } from "../../core/search-text";
import { unsignedZero } from "../../core/zero";
import { lookup } from "../../db/lookup";
import { rowMaker } from "../../db/row-maker";
import type { ScopedDb } from "../../db/scoped";
import { searched } from "../../db/searched";
import { Table } from "../../db/table";
import type { ConversationRatingInput } from "./inputs";
import type { ConversationMessage, ConversationMessageInput } from "./types";

export const message = new Table<ConversationMessageEntity, ConversationMessage>(conversationMessageTable);
export const messages = lookup(message, "id");

export const messageMaker = rowMaker<
  typeof conversationMessageTable,
  ConversationMessage,
  ConversationMessageInput
>(conversationMessageTable);

/** A message before it is written: it has no place yet. */
export type NewMessage = Omit<ConversationMessage, "sessionId" | "position">;

/** @param path of the input in errors, such as `messages[3].` */
export const newMessage = (db: ScopedDb, input: ConversationMessageInput, path = ""): NewMessage =>
  messageMaker.row(db, input, path);

/** What a later read will give, without asking for it. */
export const toMessage = (row: NewMessage, sessionId: string, position: number): ConversationMessage =>
  messageMaker.read({ ...row, sessionId, position });

export const indexEntry = ({
  id,
  content,
}: Pick<ConversationMessage, "id" | "content">): { id: string; part: string; text: string } => ({
  id,
  part: "",
  text: textOf(content),
});

/** The columns to change. */
export const ratingColumns = ({ score, rating, reactions, notes }: ConversationRatingInput) => ({
  score: unsignedZero(score),
  rating: unsignedZero(rating),
  reactions: JsonText.optional(reactions, "rating.reactions"),
  notes,
});

export const searchedMessages = searched(message, ["content"], (row) => [indexEntry(row)]);
