import { type ConversationMessageEntity, conversationMessageTable } from "../../../entities/conversations";
import { textOf } from "../../core/search-text";
import { rowMaker } from "../../db/row-maker";
import type { ScopedDb } from "../../db/scoped";
import type { SearchEntry } from "../../db/search/search-rows";
import { searched } from "../../db/search/searched";
import { Table } from "../../db/table";
import type { ConversationMessage, ConversationMessageInput } from "./types";

export const message = new Table<ConversationMessageEntity, ConversationMessage>(conversationMessageTable);

export const messageMaker = rowMaker<
  typeof conversationMessageTable,
  ConversationMessage,
  ConversationMessageInput
>(conversationMessageTable);

/** A message before it is written: it has no position yet. */
export type NewMessage = Omit<ConversationMessage, "sessionId" | "position">;

/** @param path of the input in errors, such as `messages[3].` */
export const newMessage = (db: ScopedDb, input: ConversationMessageInput, path = ""): NewMessage =>
  messageMaker.row(db, input, path);

/** The message that a later read would return, without that read. */
export const toMessage = (row: NewMessage, sessionId: string, position: number): ConversationMessage =>
  messageMaker.read({ ...row, sessionId, position });

export const indexEntry = ({
  id,
  role,
  content,
}: Pick<NewMessage | ConversationMessage, "id" | "role" | "content">): SearchEntry => ({
  id,
  part: "",
  text: textOf(content),
  content: { kind: "messages", type: role, value: content },
});

export const searchedMessages = searched(message, ["role", "content"], (row) => [indexEntry(row)]);
