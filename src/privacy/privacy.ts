import type { ConversationParticipantId } from "../../entities/conversations";
import type { CallOptions } from "../core/call/deadline";
import { checkId } from "../core/input/arguments";
import type { ScopeContext } from "../db/scoped";
import { ScopedStore } from "../db/scoped-store";
import { erasePerson } from "./erasure";
import { exportPerson } from "./export";
import type { PrivacyErasure, PrivacyExport } from "./types";

/**
 * Export and erasure of one person's data, over all stores of a scope. Reached as `scope.privacy`.
 */
export class Privacy extends ScopedStore {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, "privacy");
  }

  /**
   * Data export (right of access). Returns all rows of a participant in the scope, from all stores,
   * as one snapshot:
   * - the participant and their messages;
   * - their sessions, if no other person took part, with all messages there; a session is theirs if
   *   it has a message of theirs or contains their id;
   * - every row that contains their id, in a key, a text or JSON;
   * - every row that belongs to one of these messages by its `messageId`, such as an attachment;
   * - from data migrations: quarantined rows of old files, as `migration_rejection`, and rows as
   *   they were before a run changed them, as `migration_before`.
   *
   * It reads all tables of the scope.
   *
   * So an application that stores data about a person must put the participant's `id` into it.
   *
   * @throws UnifiedStoreError `not_found`, `validation`
   * @example
   * const { tables } = await acme.privacy.export(ada.id);
   * await writeFile("ada.json", JSON.stringify(tables));
   */
  export(participantId: ConversationParticipantId, options: CallOptions = {}): Promise<PrivacyExport> {
    return this.call("export", options, (call) => exportPerson(call, checkId(participantId)));
  }

  /**
   * Erasure (right to be forgotten). Permanently deletes the rows that `export` returns, in one
   * transaction that reads all tables of the scope. Rows that depend on a deleted row are deleted
   * with it, such as the edges of a node or the turns of a debate. Shared rows stay, without the
   * id: sessions with other persons, other participants, and archived files that others recorded
   * too, which then show the places of the others. Messages that are appended meanwhile are deleted
   * too, or refused. A row that contains the id is deleted even if it is also about others: check
   * `export` first.
   *
   * @returns the number of deleted rows by table
   * @throws UnifiedStoreError `not_found`, `validation`; `in_use` when a row that must stay refers
   * to such a row
   * @example
   * const { deleted } = await acme.privacy.erase(ada.id);
   */
  erase(participantId: ConversationParticipantId, options: CallOptions = {}): Promise<PrivacyErasure> {
    return this.call("erase", options, (call) => erasePerson(call, checkId(participantId)));
  }
}
