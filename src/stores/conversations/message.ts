import { type ConversationMessageEntity, conversationMessageTable } from "../../../entities/conversations";
import { invalid } from "../../core/errors";
import { JsonText } from "../../core/json";
import { textOf } from "../../core/search-text";
import { unsignedZero } from "../../core/zero";
import { rowMaker } from "../../db/row-maker";
import type { ScopedDb } from "../../db/scoped";
import type { SearchEntry } from "../../db/search/search-entries";
import { searched } from "../../db/search/searched";
import { Table } from "../../db/table";
import type { Sql } from "../../dialect/sql";
import type { ConversationRatingInput } from "./inputs";
import type { ConversationMessage, ConversationMessageInput } from "./types";

export const message = new Table<ConversationMessageEntity, ConversationMessage>(conversationMessageTable);

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

export const indexEntry = ({ id, content }: Pick<ConversationMessage, "id" | "content">): SearchEntry => ({
  id,
  part: "",
  text: textOf(content),
});

/** @throws UnifiedStoreError `validation` for a rating with nothing in it */
export function ratingChanges({ score, rating, reactions, notes }: ConversationRatingInput): Sql {
  const changes = {
    score: unsignedZero(score),
    rating: unsignedZero(rating),
    reactions: JsonText.optional(reactions, "rating.reactions"),
    notes,
  };
  if (Object.values(changes).every((value) => value === undefined))
    throw invalid("rating", "must have at least one of score, rating, reactions, notes");
  return message.assign(changes as Partial<ConversationMessageEntity>);
}

export const searchedMessages = searched(message, ["content"], (row) => [indexEntry(row)]);
