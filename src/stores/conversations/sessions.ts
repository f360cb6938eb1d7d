import type { ConversationSessionId } from "../../../entities/conversations";
import type { CallOptions } from "../../core/call/deadline";
import { checkId, type WriteOptions } from "../../core/input/arguments";
import { validate } from "../../core/input/validation";
import type { Json, JsonInput, Stored } from "../../core/json/json";
import { Collection, collection } from "../../db/collection";
import { changedRow, changer } from "../../db/collections/change";
import type { PageRequest } from "../../db/pages/page";
import { paged } from "../../db/pages/paged";
import { readShown } from "../../db/retention/hides";
import type { ScopeContext } from "../../db/scoped";
import { sql } from "../../dialect/sql";
import { HIDES_SESSIONS } from "./hidden";
import { ConversationSessionPatch, ExternalKeyInput, SessionEndInput, SessionListInput } from "./inputs";
import {
  endSession,
  listSessions,
  newSession,
  newSessions,
  session,
  sessionChanges,
  sessionMaker,
  sessionsByExternalId,
} from "./session";
import { taken } from "./taken";
import type {
  ConversationExternalKey,
  ConversationSession,
  ConversationSessionEndInput,
  ConversationSessionInput,
  ConversationSessionListQuery,
} from "./types";

const SESSIONS = collection({
  name: "conversations.sessions",
  what: "session",
  table: session,
  key: "id",
  hides: HIDES_SESSIONS,
  page: (db, query: ConversationSessionListQuery, options) =>
    paged(db, { method: "list", Input: SessionListInput, query, options }, (call, input, at) => {
      const wanted = input.open === undefined ? ALL : input.open ? OPEN : ENDED;
      return readShown(call, HIDES_SESSIONS, wanted, (where) =>
        listSessions(call, { ...at, where, order: "newest", query: call.queryId(input) }),
      );
    }),
});
const ALL = sql`true`;
const OPEN = sql`s.ended_at is null`;
const ENDED = sql`s.ended_at is not null`;
const changedSession = changer(session, SESSIONS);

/**
 * The conversations of a scope, each with its messages. Reached as `scope.conversations.sessions`.
 */
export class ConversationSessions extends Collection<
  ConversationSession,
  ConversationSessionListQuery,
  ConversationSessionId
> {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, SESSIONS);
  }

  /**
   * Adds an open session.
   *
   * @throws UnifiedStoreError `validation`; `unique_violation`, naming which, when the id or the
   * external id is taken
   * @example
   * const session = await acme.conversations.sessions.add({
   *   title: "Whales",
   *   externalId: thread.id,
   * });
   */
  add<T extends JsonInput = Json>(
    input: ConversationSessionInput<T> = {},
    options: CallOptions = {},
  ): Promise<ConversationSession<Stored<T>>> {
    return this.call("add", options, async (call) => {
      const given = validate(sessionMaker.input, input, "");
      const row = newSession(call, given);
      // A key that the caller gave may be locked by another transaction: do not share the
      // statement.
      const alone = given.id !== undefined || row.externalId !== null;
      await newSessions.one(call, row, { alone }).catch((error: unknown) => {
        throw taken(error, "session");
      });
      return sessionMaker.read(row) as ConversationSession<Stored<T>>;
    });
  }

  /**
   * Reads one session; null when there is none in this scope.
   *
   * @throws UnifiedStoreError `validation` when the id is not a UUID
   * @example
   * const session = await acme.conversations.sessions.get(id);
   */
  override get<T = Json>(
    id: ConversationSessionId,
    options: CallOptions = {},
  ): Promise<ConversationSession<T> | null> {
    return super.get(id, options) as Promise<ConversationSession<T> | null>;
  }

  /**
   * Reads one session that must exist.
   *
   * @throws UnifiedStoreError `not_found`, `validation`
   * @example
   * const { messageCount } = await acme.conversations.sessions.getOrThrow(id);
   */
  override getOrThrow<T = Json>(
    id: ConversationSessionId,
    options: CallOptions = {},
  ): Promise<ConversationSession<T>> {
    return super.getOrThrow(id, options) as Promise<ConversationSession<T>>;
  }

  /**
   * Reads any number of sessions in one statement.
   *
   * @returns for each id, in the order given, its session or null
   * @throws UnifiedStoreError `validation`
   * @example
   * const [first, second] = await acme.conversations.sessions.getMany([a, b]);
   */
  override getMany<T = Json>(
    ids: readonly ConversationSessionId[],
    options: CallOptions = {},
  ): Promise<(ConversationSession<T> | null)[]> {
    return super.getMany(ids, options) as Promise<(ConversationSession<T> | null)[]>;
  }

  /**
   * Reads the session of an external id; null when there is none in this scope.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const session = await acme.conversations.sessions.getByExternalId({ externalId: thread.id });
   */
  getByExternalId<T = Json>(
    key: ConversationExternalKey,
    options: CallOptions = {},
  ): Promise<ConversationSession<T> | null> {
    return this.call("getByExternalId", options, async (call) => {
      const { externalId } = validate(ExternalKeyInput, key, "key");
      const found = await sessionsByExternalId.one(call, externalId);
      const [shown] = await HIDES_SESSIONS.keep(call, [found]);
      return shown as ConversationSession<T> | null;
    });
  }

  /**
   * Lists sessions by their latest activity, newest first, page by page. A session that becomes
   * active while you page may be missed; none comes twice.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const { items, nextCursor } = await acme.conversations.sessions.list({
   *   open: true,
   *   limit: 20,
   * });
   */
  override list<T = Json>(
    query: ConversationSessionListQuery = {},
    options: CallOptions = {},
  ): PageRequest<ConversationSession<T>> {
    return super.list(query, options) as PageRequest<ConversationSession<T>>;
  }

  /**
   * Changes the given members in one statement. Parallel updates of different members are all kept.
   *
   * @param options.ifVersion change only if the session still has this version
   * @returns the session as it is now
   * @throws UnifiedStoreError `not_found`; `version_conflict`; `unique_violation` when the external
   * id is taken; `validation`, also for an empty patch
   * @example
   * await acme.conversations.sessions.update(session.id, { title: "About whales" });
   */
  update<T extends JsonInput = Json>(
    id: ConversationSessionId,
    patch: ConversationSessionPatch<T>,
    options: WriteOptions = {},
  ): Promise<ConversationSession<Stored<T>>> {
    return this.write("update", options, async (call, { ifVersion }) => {
      const key = checkId(id);
      const set = sessionChanges(validate(ConversationSessionPatch, patch, "patch"));
      const changed = await changedSession(call, key, { set, ifVersion }).catch((error: unknown) => {
        throw taken(error, "session", "patch.");
      });
      return changed as ConversationSession<Stored<T>>;
    });
  }

  /**
   * Ends a session: it takes no more messages. A session that has ended stays as it is.
   *
   * @param options.ifVersion end it only if it still has this version
   * @returns the session as it is now
   * @throws UnifiedStoreError `not_found`, `version_conflict`, `validation`
   * @example
   * await acme.conversations.sessions.end(session.id);
   */
  end<T = Json>(
    id: ConversationSessionId,
    input: ConversationSessionEndInput = {},
    options: WriteOptions = {},
  ): Promise<ConversationSession<T>> {
    return this.write("end", options, async (call, { ifVersion }) => {
      const key = checkId(id);
      const { endedAt = call.now() } = validate(SessionEndInput, input, "");
      const statement = endSession(call, { id: key, endedAt, ifVersion });
      const change = { statement, returns: session.columns, ifVersion };
      return (await changedRow(call, SESSIONS, key, change)) as ConversationSession<T>;
    });
  }

  /**
   * Deletes a session with all its messages. The `interactionCount` of its participants stays as it
   * is.
   *
   * @param options.ifVersion delete only if the session still has this version
   * @returns whether it existed
   * @throws UnifiedStoreError `version_conflict`, `validation`
   * @example
   * const existed = await acme.conversations.sessions.remove(session.id);
   */
  override remove(id: ConversationSessionId, options: WriteOptions = {}): Promise<boolean> {
    return super.remove(id, options);
  }
}
