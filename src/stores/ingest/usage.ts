import { type IngestUsageEntity, ingestUsageTable } from "../../../entities/ingest";
import { checkEach, checkId } from "../../core/arguments";
import { type CallOptions, checkOptions } from "../../core/deadline";
import { notFound } from "../../core/errors";
import { JsonText } from "../../core/json";
import { validate } from "../../core/validation";
import { insertion } from "../../db/insertion";
import { lister } from "../../db/list-page";
import { lookup } from "../../db/lookup";
import type { PageRequest } from "../../db/page";
import { paged } from "../../db/paged";
import { type ScopeContext, type ScopedDb, ScopedStore } from "../../db/scoped";
import { Table } from "../../db/table";
import { all, instant, name, type Sql, sql } from "../../dialect/sql";
import { IngestUsageInput } from "./inputs";
import { UsageListInput } from "./list-inputs";
import { decoded, removeById } from "./rows";
import type { IngestUsage, IngestUsageListQuery } from "./types";

const usage = new Table<IngestUsageEntity, IngestUsage>(ingestUsageTable);
const byId = lookup(usage, "id");

type JsonMember = "contentIds" | "decisions" | "redactions";
/** A row before it is written: its JSON is encoded already, which is how it was checked. */
type NewUsage = Omit<IngestUsage, JsonMember> & { [K in JsonMember]: JsonText | null };

const newRows = insertion<IngestUsageEntity, NewUsage>(usage, [
  "id",
  "callId",
  "contentIds",
  "policyVersion",
  "decisions",
  "redactions",
  "outputHash",
  "userCommand",
  "channelId",
  "createdAt",
]);
const list = lister(usage, "u", "createdAt");

/** What was done with content, and why it was allowed. Reached as `scope.ingest.usage`. */
export class IngestUsageLog extends ScopedStore {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, "ingest.usage");
  }

  /**
   * Adds an entry to the log.
   *
   * @throws UnifiedStoreError `validation`; `unique_violation` when the id is taken
   * @example
   * await acme.ingest.usage.add({ callId: "c-1", contentIds: ["v1"], policyVersion: "2", decisions: { allowed: true } });
   */
  add(input: IngestUsageInput, options: CallOptions = {}): Promise<IngestUsage> {
    return this.db.method("add", async () => {
      options = checkOptions(options);
      const given = validate(IngestUsageInput, input, "");
      const row = newUsage(this.db, given, "");
      // An id of the caller's own may be one that somebody is just writing.
      await newRows.one(this.db, "add", row, { ...options, alone: given.id !== undefined });
      return toUsage(row);
    });
  }

  /**
   * Adds all entries or none, in one statement. Entries of one call keep their order among equal times.
   *
   * @returns the entries in the order given
   * @throws UnifiedStoreError `validation`, naming the entry as `entries[3].callId`; `unique_violation`
   * @example
   * await acme.ingest.usage.addMany(calls.map(({ id, contents }) => ({ callId: id, contentIds: contents })));
   */
  addMany(inputs: readonly IngestUsageInput[], options: CallOptions = {}): Promise<IngestUsage[]> {
    return this.db.method("addMany", async () => {
      options = checkOptions(options);
      const rows = checkEach(inputs, "entries", (input, path) => newUsage(this.db, input, path));
      await newRows.many(this.db, "addMany", rows, options);
      return rows.map(toUsage);
    });
  }

  /**
   * Reads one entry; null when there is none in this scope.
   *
   * @throws UnifiedStoreError `validation` when the id is not a UUID
   * @example
   * const entry = await acme.ingest.usage.get(id);
   */
  get(id: string, options: CallOptions = {}): Promise<IngestUsage | null> {
    return this.db.method("get", () => {
      options = checkOptions(options);
      return byId.one(this.db, "get", checkId(id), options);
    });
  }

  /**
   * Reads one entry that has to be there.
   *
   * @throws UnifiedStoreError `not_found`, `validation`
   * @example
   * const { decisions } = await acme.ingest.usage.getOrThrow(id);
   */
  getOrThrow(id: string, options: CallOptions = {}): Promise<IngestUsage> {
    return this.db.method("getOrThrow", async () => {
      options = checkOptions(options);
      const found = await byId.one(this.db, "getOrThrow", checkId(id), options);
      if (!found) throw notFound(`usage entry ${id}`);
      return found;
    });
  }

  /**
   * Lists entries by time of creation, newest first, page by page: all, or those of a call or a channel.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const { items } = await acme.ingest.usage.list({ channelId: "general", createdFrom: yesterday });
   */
  list(query: IngestUsageListQuery = {}, options: CallOptions = {}): PageRequest<IngestUsage> {
    const call = { method: "list", Input: UsageListInput, query, options };
    return paged(this.db, call, (input, at, options) => {
      const { order = "newest" } = input;
      const id = this.db.queryId("list", input, { order });
      return list(this.db, { ...at, where: conditions(input), order, query: id, options });
    });
  }

  /**
   * Deletes an entry.
   *
   * @returns whether it was there
   * @throws UnifiedStoreError `validation`
   * @example
   * const existed = await acme.ingest.usage.remove(id);
   */
  remove(id: string, options: CallOptions = {}): Promise<boolean> {
    return this.db.method("remove", () => {
      options = checkOptions(options);
      return removeById(this.db, usage, checkId(id), options);
    });
  }
}

/** @param path of the input in errors, such as `entries[3]`; empty for a single one */
export function newUsage(db: ScopedDb, given: unknown, path: string): NewUsage {
  const input = validate(IngestUsageInput, given, path);
  const createdAt = new Date(input.createdAt ?? db.now());
  const json = (member: JsonMember): JsonText | null =>
    JsonText.optional(input[member], path === "" ? member : `${path}.${member}`) ?? null;
  return {
    id: input.id?.toLowerCase() ?? db.newId(),
    callId: input.callId ?? null,
    contentIds: json("contentIds"),
    policyVersion: input.policyVersion ?? null,
    decisions: json("decisions"),
    redactions: json("redactions"),
    outputHash: input.outputHash ?? null,
    userCommand: input.userCommand ?? null,
    channelId: input.channelId ?? null,
    createdAt,
  };
}

const toUsage = (row: NewUsage): IngestUsage => ({
  ...row,
  contentIds: decoded(row.contentIds),
  decisions: decoded(row.decisions),
  redactions: decoded(row.redactions),
});

function conditions({ callId, channelId, createdFrom, createdTo }: UsageListInput): Sql {
  const given: Sql[] = [];
  if (callId !== undefined) given.push(sql`u.call_id = ${name(callId)}`);
  if (channelId !== undefined) given.push(sql`u.channel_id = ${name(channelId)}`);
  if (createdFrom !== undefined) given.push(sql`u.created_at >= ${instant(createdFrom)}`);
  if (createdTo !== undefined) given.push(sql`u.created_at < ${instant(createdTo)}`);
  return all(given);
}
