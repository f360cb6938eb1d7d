import type { ConversationParticipantId } from "../../entities/conversations";

/** All rows of the scope that are a participant's, as the stores keep them. */
export interface PrivacyExport {
  participantId: ConversationParticipantId;
  exportedAt: Date;
  /** By table; tables without such rows are left out. */
  tables: Record<string, Record<string, unknown>[]>;
}

/** What an erasure did. */
export interface PrivacyErasure {
  participantId: ConversationParticipantId;
  /**
   * By table, how many rows were deleted. What hangs on a row and goes with it, such as a node's
   * edges, is not counted.
   */
  deleted: Record<string, number>;
  /** Sessions and participants of others in which the id stood, and stands no longer. */
  replaced: number;
}
