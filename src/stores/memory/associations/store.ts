import type { CallOptions } from "../../../core/call/deadline";
import { checkEach, type WriteOptions } from "../../../core/input/arguments";
import { Collection } from "../../../db/collection";
import { changer } from "../../../db/collections/change";
import type { PageRequest } from "../../../db/pages/page";
import type { ScopeContext } from "../../../db/scoped";
import { association, inOrder, keyOf, newAssociation, refuse, writeAssociations } from "./association";
import { linkSimilar } from "./link-similar";
import { linkUsedTogether } from "./link-used-together";
import { ASSOCIATIONS } from "./queries";
import type {
  MemoryAssociation,
  MemoryAssociationInput,
  MemoryAssociationKey,
  MemoryAssociationListQuery,
  MemoryLinkSimilarQuery,
  MemoryLinkSimilarResult,
  MemoryLinkUsedTogetherQuery,
  MemoryLinkUsedTogetherResult,
} from "./types";

const change = changer(association, ASSOCIATIONS);

/**
 * Associations: weighted links between items, set by hand, by similarity, and by being used
 * together. A link has a direction, and lists find it from both ends. Of the kinds `similar` and
 * `together` a pair has one link, from the smaller id, whichever end is named first. A link goes
 * with either of its items. Reached as `scope.memory.associations`.
 */
export class MemoryAssociations extends Collection<
  MemoryAssociation,
  MemoryAssociationListQuery,
  MemoryAssociationKey
> {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, ASSOCIATIONS);
  }

  /**
   * Creates the link of these items and this kind, or replaces its weight.
   *
   * @param options.ifVersion replace only an existing link that still has this version
   * @throws UnifiedStoreError `validation`, also where both ends are one item; `not_found` when an
   * item does not exist; with `ifVersion` also `version_conflict`, and `not_found` for no link
   * @example
   * const ends = { fromId: cause.id, toId: effect.id };
   * await acme.memory.associations.put({ ...ends, kind: "causes", weight: 0.8 });
   */
  put(input: MemoryAssociationInput, options: WriteOptions = {}): Promise<MemoryAssociation> {
    return this.write("put", options, async (call, { ifVersion }) => {
      const given = newAssociation(call, input);
      const row = inOrder(given);
      if (ifVersion !== undefined) {
        const set = association.assign({ weight: row.weight, updatedAt: row.updatedAt });
        return change(call, row, { set, ifVersion });
      }
      const statement = writeAssociations(call, [row], "replace");
      const put = await call
        .first(statement, association.columns)
        .catch((error: unknown) => refuse(call, error, [given], false));
      return put!;
    });
  }

  /**
   * Bulk form of `put`: all links or none, in one statement. Of entries with the same key the last
   * one wins.
   *
   * @returns for each entry, in the order given, the link of its key as it is now
   * @throws UnifiedStoreError `validation`, naming the entry as `associations[3].toId`;
   * `not_found`, naming it in the same way if known
   * @example
   * const links = others.map(({ id }) => ({ fromId: item.id, toId: id }));
   * await acme.memory.associations.putMany(links);
   */
  putMany(
    inputs: readonly MemoryAssociationInput[],
    options: CallOptions = {},
  ): Promise<MemoryAssociation[]> {
    return this.call("putMany", options, async (call) => {
      const given = checkEach(inputs, "associations", (input, path) => newAssociation(call, input, path));
      if (given.length === 0) return [];
      const rows = given.map(inOrder);
      const last = new Map(rows.map((row) => [keyOf(row), row]));
      const statement = writeAssociations(call, [...last.values()], "replace");
      const put = await call
        .all(statement, association.columns)
        .catch((error: unknown) => refuse(call, error, given, true));
      const byKey = new Map(put.map((row) => [keyOf(row), row]));
      return rows.map((row) => byKey.get(keyOf(row))!);
    });
  }

  /**
   * Reads one link; null when there is none. The opposite direction is another link, unless the
   * kind has no direction.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const key = { fromId: cause.id, toId: effect.id, kind: "causes" };
   * const link = await acme.memory.associations.get(key);
   */
  override get(key: MemoryAssociationKey, options: CallOptions = {}): Promise<MemoryAssociation | null> {
    return super.get(key, options);
  }

  /**
   * Lists the links of an item that meet all conditions, the strongest first, page by page. The
   * list is empty when there is no such item.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const { items } = await acme.memory.associations.list({ itemId: item.id, minWeight: 0.5 });
   */
  override list(
    query: MemoryAssociationListQuery,
    options: CallOptions = {},
  ): PageRequest<MemoryAssociation> {
    return super.list(query, options);
  }

  /**
   * Removes one link. Its items stay, and so does the link in the opposite direction, if the kind
   * has one.
   *
   * @param options.ifVersion remove only if the link still has this version
   * @returns whether it existed
   * @throws UnifiedStoreError `version_conflict`, `validation`
   * @example
   * const key = { fromId: cause.id, toId: effect.id, kind: "causes" };
   * const existed = await acme.memory.associations.remove(key);
   */
  override remove(key: MemoryAssociationKey, options: WriteOptions = {}): Promise<boolean> {
    return super.remove(key, options);
  }

  /**
   * Links each item to the items whose vectors are nearest, with the kind `similar` and the cosine
   * as weight. Removes such links of items that are no longer near. Takes one search of the nearest
   * vectors for each item, so it goes through at most `limit` items in a call.
   *
   * @throws UnifiedStoreError `validation`; `aborted`, `timeout`: what was linked stays
   * @example
   * let cursor: string | null = null;
   * do {
   *   const part = await acme.memory.associations.linkSimilar({ minCosine: 0.8, cursor });
   *   cursor = part.nextCursor;
   * } while (cursor !== null);
   */
  linkSimilar(
    query: MemoryLinkSimilarQuery = {},
    options: CallOptions = {},
  ): Promise<MemoryLinkSimilarResult> {
    return this.call("linkSimilar", options, (call) => linkSimilar(call, query));
  }

  /**
   * Strengthens links of the kind `together` by the access log: between items that one actor used
   * within `windowMs`. Accesses of the future wait. A use together takes the weight `rate` of the
   * way to 1. Each access counts once, with those of earlier times, so calls can be repeated and
   * several workers can share them.
   *
   * @throws UnifiedStoreError `validation`; `aborted`, `timeout`: the batches that were counted
   * stay
   * @example
   * const { linked, done } = await acme.memory.associations.linkUsedTogether({ windowMs: 60_000 });
   */
  linkUsedTogether(
    query: MemoryLinkUsedTogetherQuery = {},
    options: CallOptions = {},
  ): Promise<MemoryLinkUsedTogetherResult> {
    return this.call("linkUsedTogether", options, (call) => linkUsedTogether(call, query));
  }
}
