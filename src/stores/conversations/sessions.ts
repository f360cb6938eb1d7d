import { checkId, checkIds, checkName, checkWriteOptions, type WriteOptions } from "../../core/arguments";
import { type CallOptions, checkOptions } from "../../core/deadline";
import { notFound, versionConflict } from "../../core/errors";
import { validate } from "../../core/validation";
import type { PageRequest } from "../../db/page";
import { paged } from "../../db/paged";
import { type ScopeContext, ScopedStore } from "../../db/scoped";
import { ID } from "../../db/table";
import { type Sql, sql } from "../../dialect/sql";
import { AtInput, ConversationSessionInput, ConversationSessionPatch, SessionListInput } from "./inputs";
import {
  endSession,
  keyOf,
  listSessions,
  newSession,
  newSessions,
  session,
  sessions,
  sessionsByExternalId,
  toSession,
  updateSession,
} from "./session";
import type { ConversationEndOptions, ConversationSession, ConversationSessionListQuery } from "./types";

/** The conversations of a scope, each with its messages. Reached as `scope.conversations.sessions`. */
export class ConversationSessions extends ScopedStore {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, "conversations.sessions");
  }

  /**
   * Starts a session.
   *
   * @throws UnifiedStoreError `validation`; `unique_violation` when the id or the external id is taken
   * @example
   * const session = await acme.conversations.sessions.start({ title: "Whales", externalId: thread.id });
   */
  start(input: ConversationSessionInput = {}, options: CallOptions = {}): Promise<ConversationSession> {
    return this.db.method("start", async () => {
      options = checkOptions(options);
      const given = validate(ConversationSessionInput, input, "");
      const row = newSession(this.db, given);
      // A key of the caller's own may be one that somebody is just writing.
      const alone = given.id !== undefined || row.externalId !== null;
      await newSessions.one(this.db, "start", row, { ...options, alone });
      return toSession(row);
    });
  }

  /**
   * Reads one session; null when there is none in this scope.
   *
   * @throws UnifiedStoreError `validation` when the id is not a UUID
   * @example
   * const session = await acme.conversations.sessions.get(id);
   */
  get(id: string, options: CallOptions = {}): Promise<ConversationSession | null> {
    return this.db.method("get", () => {
      options = checkOptions(options);
      return sessions.one(this.db, "get", checkId(id), options);
    });
  }

  /**
   * Reads one session that has to be there.
   *
   * @throws UnifiedStoreError `not_found`, `validation`
   * @example
   * const { messageCount } = await acme.conversations.sessions.getOrThrow(id);
   */
  getOrThrow(id: string, options: CallOptions = {}): Promise<ConversationSession> {
    return this.db.method("getOrThrow", async () => {
      options = checkOptions(options);
      const found = await sessions.one(this.db, "getOrThrow", checkId(id), options);
      if (!found) throw notFound(`session ${id}`);
      return found;
    });
  }

  /**
   * Reads the session of an external id; null when there is none in this scope.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const session = await acme.conversations.sessions.getByExternalId(thread.id);
   */
  getByExternalId(externalId: string, options: CallOptions = {}): Promise<ConversationSession | null> {
    return this.db.method("getByExternalId", () => {
      options = checkOptions(options);
      checkName(externalId, "externalId");
      return sessionsByExternalId.one(this.db, "getByExternalId", externalId, options);
    });
  }

  /**
   * Reads any number of sessions in one statement.
   *
   * @returns for each id, in the order given, its session or null
   * @throws UnifiedStoreError `validation`
   * @example
   * const [first, second] = await acme.conversations.sessions.getMany([a, b]);
   */
  getMany(ids: readonly string[], options: CallOptions = {}): Promise<(ConversationSession | null)[]> {
    return this.db.method("getMany", () => {
      options = checkOptions(options);
      return sessions.many(this.db, "getMany", checkIds(ids), options);
    });
  }

  /**
   * Lists sessions by their latest activity, newest first, page by page. A session that becomes active while you page may be
   * missed; none comes twice.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const { items, nextCursor } = await acme.conversations.sessions.list({ open: true, limit: 20 });
   */
  list(
    query: ConversationSessionListQuery = {},
    options: CallOptions = {},
  ): PageRequest<ConversationSession> {
    const call = { method: "list", Input: SessionListInput, query, options };
    return paged(this.db, call, (input, at, options) => {
      const where = input.open === undefined ? ALL : input.open ? OPEN : ENDED;
      const id = this.db.queryId("list", input);
      return listSessions(this.db, { ...at, where, order: "newest", query: id, options });
    });
  }

  /**
   * Changes the members given, in one statement: parallel updates of different members all survive.
   *
   * @param options.ifVersion change only if the session still has this version
   * @returns the session as it is now
   * @throws UnifiedStoreError `not_found`; `version_conflict`; `unique_violation` when the external id is taken; `validation`, also for
   * a patch with nothing in it
   * @example
   * await acme.conversations.sessions.update(session.id, { title: "About whales" });
   */
  update(
    id: string,
    patch: ConversationSessionPatch,
    options: WriteOptions = {},
  ): Promise<ConversationSession> {
    return this.db.method("update", () => {
      options = checkWriteOptions(options);
      const { ifVersion } = options;
      const key = checkId(id);
      const given = validate(ConversationSessionPatch, patch, "patch");
      const statement = updateSession(this.db, { id: key, patch: given, ifVersion });
      return this.changed("update", statement, { id, options });
    });
  }

  /**
   * Ends a session: from then on it takes no more messages. One that has ended stays as it is.
   *
   * @param options.at when it ended. Default: now.
   * @param options.ifVersion end it only if it still has this version
   * @returns the session as it is now
   * @throws UnifiedStoreError `not_found`, `version_conflict`, `validation`
   * @example
   * await acme.conversations.sessions.end(session.id);
   */
  end(id: string, options: ConversationEndOptions = {}): Promise<ConversationSession> {
    return this.db.method("end", () => {
      const { at: given, ...write } = checkWriteOptions(options, ["at"]);
      const { ifVersion } = write;
      const { at = this.db.now() } = validate(AtInput, { at: given }, "options");
      const statement = endSession(this.db, { id: checkId(id), at, ifVersion });
      return this.changed("end", statement, { id, options: write });
    });
  }

  /**
   * Deletes a session with all its messages. What its participants' `interactionCount` says stays.
   *
   * @param options.ifVersion delete only if the session still has this version
   * @returns whether it was there
   * @throws UnifiedStoreError `version_conflict`, `validation`
   * @example
   * const existed = await acme.conversations.sessions.remove(session.id);
   */
  remove(id: string, options: WriteOptions = {}): Promise<boolean> {
    return this.db.method("remove", async () => {
      options = checkWriteOptions(options);
      const { ifVersion } = options;
      const key = checkId(id);
      const statement = sql`
        delete from ${session.name} where ${keyOf(this.db, key, ifVersion)} returning id`;
      const removed = await this.db.first("remove", statement, ID, { options });
      if (!removed && ifVersion !== undefined && (await sessions.one(this.db, "remove", key, options)))
        throw versionConflict(`session ${id}`, ifVersion);
      return removed !== null;
    });
  }

  private async changed(
    method: string,
    statement: Sql,
    { id, options }: { id: string; options: WriteOptions },
  ): Promise<ConversationSession> {
    const { ifVersion } = options;
    const changed = await this.db.first(method, statement, session.columns, { options });
    if (changed) return changed;
    throw ifVersion !== undefined && (await sessions.one(this.db, method, checkId(id), options))
      ? versionConflict(`session ${id}`, ifVersion)
      : notFound(`session ${id}`);
  }
}

const ALL = sql`true`;
const OPEN = sql`s.ended_at is null`;
const ENDED = sql`s.ended_at is not null`;
