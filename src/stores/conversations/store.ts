import type { ScopeContext } from "../../db/scoped";
import { ConversationMessages } from "./messages";
import { ConversationParticipants } from "./participants";
import { ConversationSessions } from "./sessions";

/**
 * Conversations of one scope: participants, sessions and their messages in order. Reached as
 * `scope.conversations`.
 */
export class ConversationStore {
  /** Participants of the sessions. */
  readonly participants: ConversationParticipants;
  /** The conversations that the messages belong to. */
  readonly sessions: ConversationSessions;
  readonly messages: ConversationMessages;

  /** @internal */
  constructor(context: ScopeContext) {
    this.participants = new ConversationParticipants(context);
    this.sessions = new ConversationSessions(context);
    this.messages = new ConversationMessages(context);
  }
}
