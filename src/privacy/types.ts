import type { ConversationParticipantId } from "../../entities/conversations";

/** All rows of a participant in the scope, in their stored form. */
export interface PrivacyExport {
  participantId: ConversationParticipantId;
  exportedAt: Date;
  /** Rows by table. Tables without such rows are omitted. */
  tables: Record<string, Record<string, unknown>[]>;
}

/** Result of an erasure. */
export interface PrivacyErasure {
  participantId: ConversationParticipantId;
  /**
   * Number of deleted rows by table. Rows that are deleted by cascade, such as the edges of a node,
   * are not counted.
   */
  deleted: Record<string, number>;
  /**
   * Number of shared rows from which the id was removed, such as sessions and other participants.
   */
  replaced: number;
}
