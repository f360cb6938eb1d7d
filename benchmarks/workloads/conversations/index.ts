import { addConversations, fillConversations } from "../../fill/conversations";
import type { Subject } from "../../types";
import { StoreWorkload } from "../workload";
import { conversationPairs } from "./operations";

export const conversationsWorkload = (subject: Subject): Promise<StoreWorkload> =>
  StoreWorkload.of(subject, {
    store: "conversations",
    add: addConversations,
    fill: fillConversations,
    pairs: conversationPairs,
    grown: [["conversation_message", "created_at"]],
  });
