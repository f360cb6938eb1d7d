import type { ConversationParticipantId } from "../../entities/conversations";
import type { CallOptions } from "../core/call/deadline";
import { checkId } from "../core/input/arguments";
import type { ScopeContext } from "../db/scoped";
import { ScopedStore } from "../db/scoped-store";
import { erasePerson } from "./erasure";
import { exportPerson } from "./export";
import type { PrivacyErasure, PrivacyExport } from "./types";

/** What a scope keeps of one person, in all stores at once. Reached as `scope.privacy`. */
export class Privacy extends ScopedStore {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, "privacy");
  }

  /**
   * All rows of the scope that are a participant's, in any store, as one snapshot: the participant,
   * their messages, their sessions (those with messages of theirs or with their id in them) in
   * which nobody else took part, with all that was said there, every row in which their id stands,
   * be it in a key, a text or within JSON, and what is filed under one of these messages
   * (`messageId`), such as attachments. It reads all tables of the scope. What data migrations keep
   * of them comes under `migration_reject`, rows of old files that did not fit, and
   * `migration_before`, rows as they were before a run changed them.
   *
   * So an application that keeps something about somebody puts the participant's `id` into it.
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
   * Deletes what `export` gives, for good, in one transaction that reads all tables of the scope;
   * what hangs on a deleted row, such as a node's edges or a debate's turns, goes with it. Rows
   * that others have a part in stay, without the id: sessions in which others took part, other
   * participants, and archived files that others recorded as well, which then show the others'
   * places. Messages that are appended meanwhile are deleted too, or refused. A row with the id in
   * it is deleted even if it is about others as well: look at `export` first.
   *
   * @returns how many rows of which tables were deleted
   * @throws UnifiedStoreError `not_found`, `validation`; `in_use` when such a row is one that
   * others must not lose
   * @example
   * const { deleted } = await acme.privacy.erase(ada.id);
   */
  erase(participantId: ConversationParticipantId, options: CallOptions = {}): Promise<PrivacyErasure> {
    return this.call("erase", options, (call) => erasePerson(call, checkId(participantId)));
  }
}
