import type { MemoryItemEntity } from "../../../entities/memory";
import { checkEach, checkId, checkIds, checkWriteOptions, type WriteOptions } from "../../core/arguments";
import { type CallOptions, checkOptions } from "../../core/deadline";
import { invalid, notFound, versionConflict } from "../../core/errors";
import { JsonText } from "../../core/json";
import { validate } from "../../core/validation";
import type { PageRequest } from "../../db/page";
import { type ScopeContext, ScopedStore } from "../../db/scoped";
import { ID } from "../../db/table";
import { atVersion } from "../../db/version";
import { AnyOf, instant, sql, uuid } from "../../dialect/sql";
import { MemoryItemInput, MemoryItemPatch, TouchInput } from "./inputs";
import { indexEntry, item, items, newItems, newRow, toItem } from "./item";
import { RetentionPolicies } from "./policies";
import { prune } from "./prune";
import { listItems, searchItems } from "./queries";
import type { MemoryItem, MemoryListQuery, MemorySearchQuery, PruneOptions, PruneResult } from "./types";

/** What the agents of one scope remember. Reached as `scope.memory`. */
export class MemoryStore extends ScopedStore {
  /** How long items are kept; the policies belong to the tenant, in all of its workspaces. */
  readonly policies: RetentionPolicies;

  /** @internal */
  constructor(context: ScopeContext) {
    super(context, "memory");
    this.policies = new RetentionPolicies(context);
  }

  /**
   * Adds one item.
   *
   * @throws UnifiedStoreError `validation`; `unique_violation` when the id is taken
   * @example
   * const item = await acme.memory.add({ type: "fact", content: { text: "Whales are mammals" }, policy: "default" });
   */
  add(input: MemoryItemInput, options: CallOptions = {}): Promise<MemoryItem> {
    return this.db.method("add", async () => {
      options = checkOptions(options);
      const given = validate(MemoryItemInput, input, "");
      const row = newRow(this.db, given);
      // An id of the caller's own may be one that somebody is just writing.
      await newItems.one(this.db, "add", row, { ...options, alone: given.id !== undefined });
      return toItem(row);
    });
  }

  /**
   * Adds all items or none, in one statement. Items of one call keep their order among equal times.
   *
   * @returns the items in the order given
   * @throws UnifiedStoreError `validation`, naming the item as `items[3].type`; `unique_violation`
   * @example
   * await acme.memory.addMany(facts.map((text) => ({ type: "fact", content: { text } })));
   */
  addMany(inputs: readonly MemoryItemInput[], options: CallOptions = {}): Promise<MemoryItem[]> {
    return this.db.method("addMany", async () => {
      options = checkOptions(options);
      const rows = checkEach(inputs, "items", (input, path) =>
        newRow(this.db, validate(MemoryItemInput, input, path), `${path}.`),
      );
      await newItems.many(this.db, "addMany", rows, options);
      return rows.map(toItem);
    });
  }

  /**
   * Reads one item; null when there is none in this scope.
   *
   * @throws UnifiedStoreError `validation` when the id is not a UUID
   * @example
   * const item = await acme.memory.get(id);
   */
  get(id: string, options: CallOptions = {}): Promise<MemoryItem | null> {
    return this.db.method("get", () => {
      options = checkOptions(options);
      return items.one(this.db, "get", checkId(id), options);
    });
  }

  /**
   * Reads one item that has to be there.
   *
   * @throws UnifiedStoreError `not_found`, `validation`
   * @example
   * const { content } = await acme.memory.getOrThrow(id);
   */
  getOrThrow(id: string, options: CallOptions = {}): Promise<MemoryItem> {
    return this.db.method("getOrThrow", async () => {
      options = checkOptions(options);
      const found = await items.one(this.db, "getOrThrow", checkId(id), options);
      if (!found) throw notFound(`memory item ${id}`);
      return found;
    });
  }

  /**
   * Reads any number of items in one statement.
   *
   * @returns for each id, in the order given, its item or null
   * @throws UnifiedStoreError `validation`
   * @example
   * const [first, second] = await acme.memory.getMany([a, b]);
   */
  getMany(ids: readonly string[], options: CallOptions = {}): Promise<(MemoryItem | null)[]> {
    return this.db.method("getMany", async () => {
      options = checkOptions(options);
      return items.many(this.db, "getMany", checkIds(ids), options);
    });
  }

  /**
   * Changes the members given, in one statement: parallel updates of different members all survive.
   *
   * @param options.ifVersion change only if the item still has this version
   * @returns the item as it is now
   * @throws UnifiedStoreError `not_found`; `version_conflict`; `validation`, also for a patch with nothing in it
   * @example
   * await acme.memory.update(id, { decayScore: 0.5 }, { ifVersion: item.version });
   */
  update(id: string, patch: MemoryItemPatch, options: WriteOptions = {}): Promise<MemoryItem> {
    return this.db.method("update", () =>
      this.patch("update", id, validate(MemoryItemPatch, patch, "patch"), options),
    );
  }

  /**
   * Notes that items were used, so that they are not pruned soon and substring search finds them first.
   * A use before the last one known changes nothing. The version stays.
   *
   * @param options.at the moment of use. Default: now.
   * @returns how many of the items exist
   * @throws UnifiedStoreError `validation`
   * @example
   * await acme.memory.touch(page.items.map(({ id }) => id));
   */
  touch(ids: string | readonly string[], options: CallOptions & { at?: Date } = {}): Promise<number> {
    return this.db.method("touch", async () => {
      const { at: given, ...call } = checkOptions(options, ["at"]);
      const { at = this.db.now() } = validate(TouchInput, { at: given }, "options");
      const wanted = [...new Set(checkIds(typeof ids === "string" ? [ids] : ids))];
      if (wanted.length === 0) return 0;
      const statement = sql`
        update ${item.name}
        set last_used_at = case when last_used_at < ${instant(at)} then ${instant(at)} else last_used_at end
        where ${this.db.inScope()} and id ${new AnyOf("uuid", wanted)} returning id`;
      return (await this.db.all("touch", statement, ID, { options: call })).length;
    });
  }

  /**
   * Pins an item, or with false unpins it. Pinned items are never pruned.
   *
   * @throws UnifiedStoreError `not_found`, `version_conflict`, `validation`
   * @example
   * await acme.memory.pin(id);
   */
  pin(id: string, pinned = true, options: WriteOptions = {}): Promise<MemoryItem> {
    return this.db.method("pin", () =>
      this.patch("pin", id, validate(MemoryItemPatch, { pinned }, ""), options),
    );
  }

  /**
   * Archives an item, or with false takes it back. Archived items are never pruned.
   *
   * @throws UnifiedStoreError `not_found`, `version_conflict`, `validation`
   * @example
   * await acme.memory.archive(id);
   */
  archive(id: string, archived = true, options: WriteOptions = {}): Promise<MemoryItem> {
    return this.db.method("archive", () =>
      this.patch("archive", id, validate(MemoryItemPatch, { archived }, ""), options),
    );
  }

  /**
   * Deletes an item.
   *
   * @param options.ifVersion delete only if the item still has this version
   * @returns whether it was there
   * @throws UnifiedStoreError `version_conflict`, `validation`
   * @example
   * const existed = await acme.memory.remove(id);
   */
  remove(id: string, options: WriteOptions = {}): Promise<boolean> {
    return this.db.method("remove", async () => {
      options = checkWriteOptions(options);
      const { ifVersion } = options;
      const key = checkId(id);
      const where = sql`${this.db.inScope()} and id = ${uuid(key)}${atVersion(ifVersion)}`;
      const removed = await this.db.first(
        "remove",
        sql`delete from ${item.name} where ${where} returning id`,
        ID,
        { options },
      );
      if (!removed && ifVersion !== undefined && (await items.one(this.db, "remove", key, options)))
        throw versionConflict(`memory item ${id}`, ifVersion);
      return removed !== null;
    });
  }

  /**
   * Lists items by time of creation, newest first, page by page.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const { items, nextCursor } = await acme.memory.list({ type: "fact", pinned: true, limit: 20 });
   */
  list(query: MemoryListQuery = {}, options: CallOptions = {}): PageRequest<MemoryItem> {
    return listItems(this.db, query, options);
  }

  /**
   * Finds items by the text in their content, without regard to case.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const { items } = await acme.memory.search({ text: "mvcc", limit: 5 });
   */
  search(query: MemorySearchQuery, options: CallOptions = {}): PageRequest<MemoryItem> {
    return searchItems(this.db, query, options);
  }

  /**
   * Deletes items that were not used for longer than their policy's `ttlDays`, in batches of 1,000, each a transaction of
   * its own unless this runs in one. Pinned and archived items stay, and so do items whose policy does not exist.
   * Stopped by its signal, it keeps what it has deleted.
   *
   * @throws UnifiedStoreError `validation`, `aborted`, `timeout`
   * @example
   * const { deleted, done } = await acme.memory.prune({ maxRows: 50_000 });
   */
  prune(options: PruneOptions = {}): Promise<PruneResult> {
    return this.db.method("prune", () => prune(this.db, options));
  }

  private async patch(
    method: string,
    id: string,
    patch: MemoryItemPatch,
    options: WriteOptions,
  ): Promise<MemoryItem> {
    options = checkWriteOptions(options);
    const { ifVersion } = options;
    const key = checkId(id);
    if (Object.values(patch).every((value) => value === undefined))
      throw invalid("patch", "must change at least one member");
    const content = patch.content === undefined ? undefined : JsonText.of(patch.content, "patch.content");
    const statement = sql`
      update ${item.name} set ${item.assign({ ...patch, content } as Partial<MemoryItemEntity>)}, version = version + 1
      where ${this.db.inScope()} and id = ${uuid(key)}${atVersion(ifVersion)} returning ${item.columns.sql}`;
    const index = content && this.db.index("memory_item", [indexEntry({ id: key, content })]);
    const changed = await this.db.first(method, statement, item.columns, { index, options });
    if (changed) return changed;
    throw ifVersion !== undefined && (await items.one(this.db, method, key, options))
      ? versionConflict(`memory item ${id}`, ifVersion)
      : notFound(`memory item ${id}`);
  }
}
