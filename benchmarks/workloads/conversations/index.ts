import { addConversations, fillConversations } from "../../fill/stores/conversations";
import type { Testbed } from "../../types";
import { StoreWorkload } from "../workload";
import { conversationPairs } from "./operations";

export const conversationsWorkload = (testbed: Testbed): Promise<StoreWorkload> =>
  StoreWorkload.of(testbed, {
    store: "conversations",
    add: addConversations,
    fill: fillConversations,
    pairs: conversationPairs,
    grown: [["conversation_message", "created_at"]],
  });
