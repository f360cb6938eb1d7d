import type { ConversationParticipantId } from "../../../entities/conversations";
import type { CallOptions } from "../../core/call/deadline";
import { checkEach, checkId, type WriteOptions } from "../../core/input/arguments";
import { validate } from "../../core/input/validation";
import type { Json, JsonInput, Stored } from "../../core/json/json";
import { Collection, collection } from "../../db/collection";
import { changer } from "../../db/collections/change";
import type { PageRequest } from "../../db/pages/page";
import { paged } from "../../db/pages/paged";
import type { ScopeContext } from "../../db/scoped";
import { all, flag, name, type Sql, sql } from "../../dialect/sql";
import {
  ConsentInput,
  ConversationParticipantPatch,
  ExternalKeyInput,
  ParticipantListInput,
  WithdrawalInput,
} from "./inputs";
import {
  answerChanges,
  listParticipants,
  participant,
  participantChanges,
  participantMaker,
  participantsByExternalId,
} from "./participant";
import type {
  ConversationConsentInput,
  ConversationExternalKey,
  ConversationParticipant,
  ConversationParticipantInput,
  ConversationParticipantListQuery,
  ConversationWithdrawalInput,
} from "./types";
import { entryOf, upsert, upsertAt } from "./upsert";

const PARTICIPANTS = collection({
  name: "conversations.participants",
  what: "participant",
  table: participant,
  key: "id",
  referred: (who) => `messages of ${who}: remove them first, or erase the participant`,
  page: (db, query: ConversationParticipantListQuery, options) =>
    paged(db, { method: "list", Input: ParticipantListInput, query, options }, (call, input, at) => {
      const { order = "newest", groupId, consent } = input;
      const given: Sql[] = [];
      if (groupId !== undefined) given.push(sql`p.group_id = ${name(groupId)}`);
      if (consent !== undefined) given.push(sql`p.consent = ${flag(consent)}`);
      const id = call.queryId(input, { order });
      return listParticipants(call, { ...at, where: all(given), order, query: id });
    }),
});
const changedParticipant = changer(participant, PARTICIPANTS);

/** The participants of a scope's conversations. Reached as `scope.conversations.participants`. */
export class ConversationParticipants extends Collection<
  ConversationParticipant,
  ConversationParticipantListQuery,
  ConversationParticipantId
> {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, PARTICIPANTS);
  }

  /**
   * Upsert by external id: creates the participant, or changes the existing one. It changes name,
   * group and preferences if they are given, and nothing else: the recorded consent stays. Parallel
   * calls for one external id create one participant.
   *
   * @param options.ifVersion change only an existing participant that still has this version
   * @throws UnifiedStoreError `validation`; `unique_violation` when the id belongs to another
   * external id; with `ifVersion` `not_found` and `version_conflict`
   * @example
   * const ada = await acme.conversations.participants.upsert({
   *   externalId: "discord:42",
   *   name: "Ada",
   * });
   */
  upsert<T extends JsonInput = Json>(
    input: ConversationParticipantInput<T>,
    options: WriteOptions = {},
  ): Promise<ConversationParticipant<Stored<T>>> {
    return this.write("upsert", options, async (call, { ifVersion }) => {
      const entry = entryOf(call, validate(participantMaker.input, input, ""));
      const row =
        ifVersion === undefined ? (await upsert(call, [entry]))[0] : await upsertAt(call, entry, ifVersion);
      return row as ConversationParticipant<Stored<T>>;
    });
  }

  /**
   * Bulk `upsert`: any number of participants, all or none, in one statement. Of entries with the
   * same external id, the last given value of each member counts.
   *
   * @returns for each entry, in the order given, the participant as it is now
   * @throws UnifiedStoreError `validation`, naming the member as `participants[3].name`;
   * `unique_violation`
   * @example
   * const people = await acme.conversations.participants.upsertMany([
   *   { externalId: "discord:42" },
   *   { externalId: "discord:43" },
   * ]);
   */
  upsertMany<T extends JsonInput = Json>(
    inputs: readonly ConversationParticipantInput<T>[],
    options: CallOptions = {},
  ): Promise<ConversationParticipant<Stored<T>>[]> {
    return this.call("upsertMany", options, async (call) => {
      const entries = checkEach(inputs, "participants", (input, path) =>
        entryOf(call, validate(participantMaker.input, input, path), `${path}.`),
      );
      return (await upsert(call, entries)) as ConversationParticipant<Stored<T>>[];
    });
  }

  /**
   * Reads one participant; null when there is none in this scope.
   *
   * @throws UnifiedStoreError `validation` when the id is not a UUID
   * @example
   * const ada = await acme.conversations.participants.get<{ theme: string }>(id);
   */
  override get<T = Json>(
    id: ConversationParticipantId,
    options: CallOptions = {},
  ): Promise<ConversationParticipant<T> | null> {
    return super.get(id, options) as Promise<ConversationParticipant<T> | null>;
  }

  /**
   * Reads one participant that must exist.
   *
   * @throws UnifiedStoreError `not_found`, `validation`
   * @example
   * const { preferences } = await acme.conversations.participants.getOrThrow<{ theme: string }>(
   *   id,
   * );
   */
  override getOrThrow<T = Json>(
    id: ConversationParticipantId,
    options: CallOptions = {},
  ): Promise<ConversationParticipant<T>> {
    return super.getOrThrow(id, options) as Promise<ConversationParticipant<T>>;
  }

  /**
   * Reads any number of participants in one statement.
   *
   * @returns for each id, in the order given, its participant or null
   * @throws UnifiedStoreError `validation`
   * @example
   * const authors = await acme.conversations.participants.getMany(ids);
   */
  override getMany<T = Json>(
    ids: readonly ConversationParticipantId[],
    options: CallOptions = {},
  ): Promise<(ConversationParticipant<T> | null)[]> {
    return super.getMany(ids, options) as Promise<(ConversationParticipant<T> | null)[]>;
  }

  /**
   * Reads the participant of an external id; null when there is none in this scope.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const ada = await acme.conversations.participants.getByExternalId({
   *   externalId: "discord:42",
   * });
   */
  getByExternalId<T = Json>(
    key: ConversationExternalKey,
    options: CallOptions = {},
  ): Promise<ConversationParticipant<T> | null> {
    return this.call("getByExternalId", options, async (call) => {
      const { externalId } = validate(ExternalKeyInput, key, "key");
      const found = await participantsByExternalId.one(call, externalId);
      return found as ConversationParticipant<T> | null;
    });
  }

  /**
   * Lists participants by time of creation, newest first, page by page.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * for await (const { name } of acme.conversations.participants.list({ consent: true }))
   *   console.log(name);
   */
  override list<T = Json>(
    query: ConversationParticipantListQuery = {},
    options: CallOptions = {},
  ): PageRequest<ConversationParticipant<T>> {
    return super.list(query, options) as PageRequest<ConversationParticipant<T>>;
  }

  /**
   * Changes the given members in one statement. Parallel updates of different members are all kept.
   * Preferences are replaced whole: to change a part, read them and pass `ifVersion`.
   *
   * @param options.ifVersion change only if the participant still has this version
   * @returns the participant as it is now
   * @throws UnifiedStoreError `not_found`; `version_conflict`; `validation`, also for an empty
   * patch
   * @example
   * const { preferences, version } = await acme.conversations.participants.getOrThrow<{
   *   theme: string;
   * }>(id);
   * const changed = { ...preferences, humor: 0.5 };
   * await acme.conversations.participants.update(
   *   id,
   *   { preferences: changed },
   *   { ifVersion: version },
   * );
   */
  update<T extends JsonInput = Json>(
    id: ConversationParticipantId,
    patch: ConversationParticipantPatch<T>,
    options: WriteOptions = {},
  ): Promise<ConversationParticipant<Stored<T>>> {
    return this.write("update", options, async (call, { ifVersion }) => {
      const key = checkId(id);
      const set = participantChanges(call, validate(ConversationParticipantPatch, patch, "patch"));
      const changed = await changedParticipant(call, key, { set, ifVersion });
      return changed as ConversationParticipant<Stored<T>>;
    });
  }

  /**
   * Records that a participant agreed. Answers may arrive late: `consent` is the latest answer. Of
   * two answers of the same moment, the one recorded last counts. The store does not enforce
   * consent: read it before you append.
   *
   * @param options.ifVersion record it only if the participant still has this version
   * @returns the participant as it is now
   * @throws UnifiedStoreError `not_found`, `version_conflict`, `validation`
   * @example
   * await acme.conversations.participants.grantConsent(ada.id, {
   *   consentedAt: reaction.createdAt,
   * });
   */
  grantConsent<T = Json>(
    id: ConversationParticipantId,
    input: ConversationConsentInput = {},
    options: WriteOptions = {},
  ): Promise<ConversationParticipant<T>> {
    return this.write("grantConsent", options, async (call, { ifVersion }) => {
      const { consentedAt: at = call.now() } = validate(ConsentInput, input, "");
      const change = { set: answerChanges(call, { granted: true, at }), ifVersion };
      return (await changedParticipant(call, checkId(id), change)) as ConversationParticipant<T>;
    });
  }

  /**
   * Records that a participant declined, or withdrew an earlier consent. Otherwise it is like
   * `grantConsent`.
   *
   * @param options.ifVersion record it only if the participant still has this version
   * @returns the participant as it is now
   * @throws UnifiedStoreError `not_found`, `version_conflict`, `validation`
   * @example
   * await acme.conversations.participants.withdrawConsent(ada.id);
   */
  withdrawConsent<T = Json>(
    id: ConversationParticipantId,
    input: ConversationWithdrawalInput = {},
    options: WriteOptions = {},
  ): Promise<ConversationParticipant<T>> {
    return this.write("withdrawConsent", options, async (call, { ifVersion }) => {
      const { withdrawnAt: at = call.now() } = validate(WithdrawalInput, input, "");
      const change = { set: answerChanges(call, { granted: false, at }), ifVersion };
      return (await changedParticipant(call, checkId(id), change)) as ConversationParticipant<T>;
    });
  }

  /**
   * Deletes a participant without messages; `scope.privacy.erase` deletes the messages as well.
   *
   * @param options.ifVersion delete only if the participant still has this version
   * @returns whether the participant existed
   * @throws UnifiedStoreError `in_use` while the participant has messages, which also ends a
   * surrounding transaction; `version_conflict`, `validation`
   * @example
   * const existed = await acme.conversations.participants.remove(id);
   */
  override remove(id: ConversationParticipantId, options: WriteOptions = {}): Promise<boolean> {
    return super.remove(id, options);
  }
}
