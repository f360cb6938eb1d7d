import { checkId, checkIds, checkName, checkWriteOptions, type WriteOptions } from "../../core/arguments";
import { type CallOptions, checkOptions } from "../../core/deadline";
import { hasCode, notFound, UnifiedStoreError, versionConflict } from "../../core/errors";
import { validate } from "../../core/validation";
import type { PageRequest } from "../../db/page";
import { paged } from "../../db/paged";
import { type ScopeContext, ScopedStore } from "../../db/scoped";
import { ID } from "../../db/table";
import { retryOnUniqueViolation } from "../../db/unique-violation";
import { atVersion } from "../../db/version";
import { all, flag, name, type Sql, sql, uuid } from "../../dialect/sql";
import { eraseParticipant, exportParticipant } from "./erasure";
import {
  AtInput,
  ConsentInput,
  ConversationParticipantInput,
  ConversationParticipantPatch,
  ParticipantListInput,
} from "./inputs";
import {
  listParticipants,
  noteConsent,
  participant,
  participants,
  participantsByExternalId,
  updateParticipant,
  upsert,
} from "./participant";
import type {
  ConversationConsentOptions,
  ConversationParticipant,
  ConversationParticipantErasure,
  ConversationParticipantExport,
  ConversationParticipantListQuery,
} from "./types";

/** Who takes part in the conversations of a scope. Reached as `scope.conversations.participants`. */
export class ConversationParticipants extends ScopedStore {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, "conversations.participants");
  }

  /**
   * Makes the participant of an external id, or changes the one who is there: name, group and preferences where they are given,
   * and nothing else. What they consented to stays as `consent` noted it. Parallel puts of one external id make one participant.
   *
   * @throws UnifiedStoreError `validation`; `unique_violation` when the id belongs to another external id
   * @example
   * const ada = await acme.conversations.participants.put({ externalId: "discord:42", name: "Ada" });
   */
  put(input: ConversationParticipantInput, options: CallOptions = {}): Promise<ConversationParticipant> {
    return this.db.method("put", async () => {
      options = checkOptions(options);
      const statement = upsert(this.db, validate(ConversationParticipantInput, input, ""));
      const put = await retryOnUniqueViolation(() =>
        this.db.first("put", statement, participant.columns, { options }),
      );
      return put!;
    });
  }

  /**
   * Reads one participant; null when there is none in this scope.
   *
   * @throws UnifiedStoreError `validation` when the id is not a UUID
   * @example
   * const ada = await acme.conversations.participants.get(id);
   */
  get(id: string, options: CallOptions = {}): Promise<ConversationParticipant | null> {
    return this.db.method("get", () => {
      options = checkOptions(options);
      return participants.one(this.db, "get", checkId(id), options);
    });
  }

  /**
   * Reads one participant who has to be there.
   *
   * @throws UnifiedStoreError `not_found`, `validation`
   * @example
   * const { preferences } = await acme.conversations.participants.getOrThrow(id);
   */
  getOrThrow(id: string, options: CallOptions = {}): Promise<ConversationParticipant> {
    return this.db.method("getOrThrow", async () => {
      options = checkOptions(options);
      const found = await participants.one(this.db, "getOrThrow", checkId(id), options);
      if (!found) throw notFound(`participant ${id}`);
      return found;
    });
  }

  /**
   * Reads the participant of an external id; null when there is none in this scope.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const ada = await acme.conversations.participants.getByExternalId("discord:42");
   */
  getByExternalId(externalId: string, options: CallOptions = {}): Promise<ConversationParticipant | null> {
    return this.db.method("getByExternalId", () => {
      options = checkOptions(options);
      checkName(externalId, "externalId");
      return participantsByExternalId.one(this.db, "getByExternalId", externalId, options);
    });
  }

  /**
   * Reads any number of participants in one statement.
   *
   * @returns for each id, in the order given, its participant or null
   * @throws UnifiedStoreError `validation`
   * @example
   * const authors = await acme.conversations.participants.getMany(ids);
   */
  getMany(ids: readonly string[], options: CallOptions = {}): Promise<(ConversationParticipant | null)[]> {
    return this.db.method("getMany", () => {
      options = checkOptions(options);
      return participants.many(this.db, "getMany", checkIds(ids), options);
    });
  }

  /**
   * Lists participants by time of creation, newest first, page by page.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * for await (const { name } of acme.conversations.participants.list({ consent: true })) console.log(name);
   */
  list(
    query: ConversationParticipantListQuery = {},
    options: CallOptions = {},
  ): PageRequest<ConversationParticipant> {
    const call = { method: "list", Input: ParticipantListInput, query, options };
    return paged(this.db, call, (input, at, options) => {
      const { order = "newest", groupId, consent } = input;
      const given: Sql[] = [];
      if (groupId !== undefined) given.push(sql`p.group_id = ${name(groupId)}`);
      if (consent !== undefined) given.push(sql`p.consent = ${flag(consent)}`);
      const id = this.db.queryId("list", input, { order });
      return listParticipants(this.db, { ...at, where: all(given), order, query: id, options });
    });
  }

  /**
   * Changes the members given, in one statement: parallel updates of different members all survive. Preferences are replaced
   * whole: to change a part, read them and pass `ifVersion`.
   *
   * @param options.ifVersion change only if the participant still has this version
   * @returns the participant as it is now
   * @throws UnifiedStoreError `not_found`; `version_conflict`; `validation`, also for a patch with nothing in it
   * @example
   * const { preferences, version } = await acme.conversations.participants.getOrThrow(id);
   * const changed = { ...(preferences as object), humor: 0.5 };
   * await acme.conversations.participants.update(id, { preferences: changed }, { ifVersion: version });
   */
  update(
    id: string,
    patch: ConversationParticipantPatch,
    options: WriteOptions = {},
  ): Promise<ConversationParticipant> {
    return this.db.method("update", async () => {
      options = checkWriteOptions(options);
      const { ifVersion } = options;
      const key = checkId(id);
      const given = validate(ConversationParticipantPatch, patch, "patch");
      const statement = updateParticipant(this.db, { id: key, patch: given, ifVersion });
      const changed = await this.db.first("update", statement, participant.columns, { options });
      if (changed) return changed;
      throw ifVersion !== undefined && (await participants.one(this.db, "update", key, options))
        ? versionConflict(`participant ${id}`, ifVersion)
        : notFound(`participant ${id}`);
    });
  }

  /**
   * Notes that somebody agreed, or with false that they declined or withdrew. Answers may come late: `consent` is what was said last, and of
   * two answers of the same moment the one noted last. The store refuses nothing without consent: look at it before you append.
   *
   * @param options.at when they said so. Default: now.
   * @returns the participant as it is now
   * @throws UnifiedStoreError `not_found`, `validation`
   * @example
   * await acme.conversations.participants.consent(ada.id, true, { at: reaction.createdAt });
   */
  consent(
    id: string,
    granted: boolean,
    options: ConversationConsentOptions = {},
  ): Promise<ConversationParticipant> {
    return this.db.method("consent", async () => {
      const { at: given, ...call } = checkOptions(options, ["at"]);
      const { at = this.db.now() } = validate(AtInput, { at: given }, "options");
      const key = checkId(id);
      validate(ConsentInput, { granted }, "");
      const statement = noteConsent(this.db, { id: key, granted, at });
      const noted = await this.db.first("consent", statement, participant.columns, { options: call });
      if (!noted) throw notFound(`participant ${id}`);
      return noted;
    });
  }

  /**
   * All rows of the scope that are a participant's, in any store, as one snapshot: the participant, their messages, their sessions (those
   * with messages of theirs or with their id in them) in which nobody else took part, with all that was said there, every row in
   * which their id stands, be it in a key, a text or within JSON, and what is filed under one of these messages (`messageId`), such as
   * attachments. It reads all tables of the scope. What data migrations keep of them comes under `migration_reject`, rows of old files
   * that did not fit, and `migration_before`, rows as they were before a run changed them.
   *
   * So an application that keeps something about somebody puts the participant's `id` into it.
   *
   * @throws UnifiedStoreError `not_found`, `validation`
   * @example
   * const { tables } = await acme.conversations.participants.export(ada.id);
   * await writeFile("ada.json", JSON.stringify(tables));
   */
  export(id: string, options: CallOptions = {}): Promise<ConversationParticipantExport> {
    return exportParticipant(this.db, id, options);
  }

  /**
   * Deletes what `export` gives, for good, in one transaction that reads all tables of the scope; what hangs on a deleted row, such as
   * a node's edges or a debate's turns, goes with it. Rows that others have a part in stay, without the id: sessions in
   * which others took part, other participants, and archived files that others recorded as well, which then show the others' places. Messages that are appended meanwhile are deleted too, or refused.
   * A row with the id in it is deleted even if it is about others as well: look at `export` first.
   *
   * @returns how many rows of which tables were deleted
   * @throws UnifiedStoreError `not_found`, `validation`; `foreign_key` when such a row is one that others must not lose
   * @example
   * const { deleted } = await acme.conversations.participants.erase(ada.id);
   */
  erase(id: string, options: CallOptions = {}): Promise<ConversationParticipantErasure> {
    return eraseParticipant(this.db, id, options);
  }

  /**
   * Deletes a participant of whom there are no messages; `erase` is what deletes the messages as well.
   *
   * @param options.ifVersion delete only if the participant still has this version
   * @returns whether they were there
   * @throws UnifiedStoreError `foreign_key` while messages of theirs are left, which also ends a transaction around it; `version_conflict`,
   * `validation`
   * @example
   * const existed = await acme.conversations.participants.remove(id);
   */
  remove(id: string, options: WriteOptions = {}): Promise<boolean> {
    return this.db.method("remove", async () => {
      options = checkWriteOptions(options);
      const { ifVersion } = options;
      const key = checkId(id);
      const statement = sql`
        delete from ${participant.name} where ${this.db.inScope()} and id = ${uuid(key)}${atVersion(ifVersion)} returning id`;
      const removed = await this.db
        .first("remove", statement, ID, { options })
        .catch((error: unknown) => Promise.reject(explained(id, error)));
      if (!removed && ifVersion !== undefined && (await participants.one(this.db, "remove", key, options)))
        throw versionConflict(`participant ${id}`, ifVersion);
      return removed !== null;
    });
  }
}

function explained(id: string, error: unknown): unknown {
  if (!hasCode(error, "foreign_key")) return error;
  const problem = `there are messages of participant ${id}: they have to go first`;
  return new UnifiedStoreError("foreign_key", problem, { cause: error.cause });
}
