import type { CallOptions } from "../../../core/call/deadline";
import { hasCode, notFound } from "../../../core/errors";
import { checkEach } from "../../../core/input/arguments";
import { validate } from "../../../core/input/validation";
import type { Call } from "../../../db/call";
import { Collection, collection } from "../../../db/collection";
import { firstMissing, usesOf } from "../../../db/collections/references";
import { insertion } from "../../../db/insertion";
import { lister } from "../../../db/pages/keyset-by-time";
import type { PageRequest } from "../../../db/pages/page";
import { paged } from "../../../db/pages/paged";
import type { ScopeContext } from "../../../db/scoped";
import { all, instant, name, type Sql, sql, uuid } from "../../../dialect/sql";
import { ITEMS } from "../queries";
import { ACCESS, access, accessRules, newAccess } from "./access";
import { MemoryAccessListInput } from "./inputs";
import { pruneAccesses } from "./prune";
import type {
  MemoryAccess,
  MemoryAccessId,
  MemoryAccessInput,
  MemoryAccessListQuery,
  MemoryAccessPruneQuery,
} from "./types";

const list = lister(access, "a", "usedAt");
const newAccesses = insertion(access, [...ACCESS]);

const ACCESSES = collection({
  name: "memory.accesses",
  what: "access",
  table: access,
  key: "id",
  page: (db, query: MemoryAccessListQuery, options) =>
    paged(db, { method: "list", Input: MemoryAccessListInput, query, options }, (call, input, at) => {
      const { order = "newest", itemId } = input;
      const id = call.queryId(input, { order, itemId: itemId?.toLowerCase() ?? null });
      return list(call, { ...at, where: conditions(input), order, query: id });
    }),
});

/**
 * Access log: who used which item, when, and with which query. It grows until `prune` bounds it.
 * Reached as `scope.memory.accesses`.
 */
export class MemoryAccesses extends Collection<MemoryAccess, MemoryAccessListQuery, MemoryAccessId> {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, ACCESSES);
  }

  /**
   * Records a use of an item. The item's `lastUsedAt` does not change; `memory.touch` with an
   * `actor` or a `query` does both in one statement.
   *
   * @throws UnifiedStoreError `validation`; `not_found` when there is no such item;
   * `unique_violation` when the id is taken
   * @example
   * await acme.memory.accesses.add({ itemId: item.id, actor: "planner", query: "deploy steps" });
   */
  add(input: MemoryAccessInput, options: CallOptions = {}): Promise<MemoryAccess> {
    return this.call("add", options, async (call) => {
      const row = newAccess(call, validate(accessRules, input, ""));
      await newAccesses.one(call, row, { alone: true }).catch((error: unknown) => refuse(call, error, row));
      return row;
    });
  }

  /**
   * Bulk insert: records all uses or none, in one statement.
   *
   * @returns the accesses in the order given
   * @throws UnifiedStoreError `validation`, naming the entry as `accesses[3].itemId`; `not_found`,
   * naming it in the same way if known; `unique_violation`
   * @example
   * await acme.memory.accesses.addMany(items.map(({ id }) => ({ itemId: id, actor: "planner" })));
   */
  addMany(inputs: readonly MemoryAccessInput[], options: CallOptions = {}): Promise<MemoryAccess[]> {
    return this.call("addMany", options, async (call) => {
      const rows = checkEach(inputs, "accesses", (input, path) =>
        newAccess(call, validate(accessRules, input, path), `${path}.`),
      );
      // Sorted by id, so that of two calls with the same ids only one waits for the other.
      const sorted = [...rows].sort((a, b) => (a.id < b.id ? -1 : 1));
      await newAccesses.many(call, sorted).catch((error: unknown) => refuse(call, error, rows));
      return rows;
    });
  }

  /**
   * Lists the accesses that meet all conditions, newest use first, page by page.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * for await (const { actor, usedAt } of acme.memory.accesses.list({ itemId: item.id }))
   *   console.log(actor, usedAt);
   */
  override list(query: MemoryAccessListQuery = {}, options: CallOptions = {}): PageRequest<MemoryAccess> {
    return super.list(query, options);
  }

  /**
   * Bounds the log: deletes accesses that are too old, and the oldest ones beyond a number for each
   * item and for the scope. It deletes in batches of 1,000, each of its own. It reads the log once
   * for each batch of the bound of items.
   *
   * @returns `done`: false when more is due; call again
   * @throws UnifiedStoreError `validation`, `aborted`, `timeout`
   * @example
   * const { deleted, done } = await acme.memory.accesses.prune({ olderThanMs: 90 * 86_400_000 });
   */
  prune(
    query: MemoryAccessPruneQuery = {},
    options: CallOptions = {},
  ): Promise<{ deleted: number; done: boolean }> {
    return this.call("prune", options, (call) => pruneAccesses(call, query));
  }
}

function conditions({ itemId, actor, usedFrom, usedTo }: MemoryAccessListQuery): Sql {
  const given: Sql[] = [];
  if (itemId !== undefined) given.push(sql`a.item_id = ${uuid(itemId.toLowerCase())}`);
  if (actor !== undefined) given.push(sql`a.actor = ${name(actor)}`);
  if (usedFrom !== undefined) given.push(sql`a.used_at >= ${instant(usedFrom)}`);
  if (usedTo !== undefined) given.push(sql`a.used_at < ${instant(usedTo)}`);
  return all(given);
}

const REFERENCES = [{ field: "itemId", what: "memory item", rows: ITEMS.rows }];

/** The database's refusal in the caller's words: an item is missing. */
async function refuse(
  call: Call,
  error: unknown,
  given: MemoryAccess | readonly MemoryAccess[],
): Promise<never> {
  if (!hasCode(error, "in_use")) throw error;
  const rows = [given].flat() as MemoryAccess[];
  const changes = rows.map((row, i) => ({ row, path: row === given ? "" : `accesses[${i}].` }));
  const uses = usesOf(changes, REFERENCES);
  const missing = uses.length === 1 ? uses[0] : call.inTransaction ? null : await firstMissing(call, uses);
  throw missing
    ? notFound(`memory item ${missing.key}`, error.cause, missing.at)
    : notFound("memory item of one of the itemIds", error.cause, "accesses");
}
