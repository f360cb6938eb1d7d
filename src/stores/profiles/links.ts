import { type ProfileLinkEntity, profileLinkTable } from "../../../entities/profiles";
import type { CallOptions } from "../../core/call/deadline";
import { invalid, notFound } from "../../core/errors";
import { checkEach, type WriteOptions } from "../../core/input/arguments";
import { validate } from "../../core/input/validation";
import type { Call } from "../../db/call";
import { Collection, objectKeyCollection } from "../../db/collection";
import type { PageRequest } from "../../db/pages/page";
import type { ScopeContext } from "../../db/scoped";
import { selection } from "../../db/table";
import { all, name, type Sql, sql } from "../../dialect/sql";
import { ProfileLinkFilterInput } from "./inputs";
import {
  addLink,
  addLinks,
  endsAt,
  explainRefusal,
  link,
  linkInput,
  linksOfPairs,
  mergeLinks,
  newLink,
  pairOf,
  tooMany,
} from "./link";
import { listLinks } from "./link-list";
import type {
  ProfileLink,
  ProfileLinkFilter,
  ProfileLinkInput,
  ProfileLinkKey,
  ProfileLinkListQuery,
} from "./types";

const BY_ENDS = objectKeyCollection<ProfileLinkEntity, ProfileLink, ProfileLinkListQuery, ProfileLinkKey>({
  name: "profiles.links",
  what: "link",
  definition: profileLinkTable,
  table: link,
  key: ["from", "to"],
  page: listLinks,
});

const LINKS: typeof BY_ENDS = {
  ...BY_ENDS,
  rows: { one: BY_ENDS.rows.one, many: linksOfPairs },
  missing: () => notFound("link of this from and to", undefined, "key"),
};

/** A deletion returns only versions; the caller counts the rows. */
const VERSION = selection<{ version: number }>({ version: "integer" });

/**
 * Co-occurrence counts: how often one name was seen with another. Links are independent of
 * profiles: the names need not have one. Reached as `scope.profiles.links`.
 */
export class ProfileLinks extends Collection<ProfileLink, ProfileLinkListQuery, ProfileLinkKey> {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, LINKS);
  }

  /**
   * Records that one name was seen with another. It adds to the count of their link, and creates
   * the link if needed. `firstSeenAt` and `lastSeenAt` are the earliest and latest recorded times,
   * in any order of calls. Parallel calls all count, so there is no version to check. Each call
   * increments the version of the link.
   *
   * @throws UnifiedStoreError `validation`, also when the count would exceed 2^53 - 1; then nothing
   * changes
   * @example
   * const seenAt = new Date("2025-01-01");
   * const { count } = await acme.profiles.links.add({ from: "ada", to: "bob", seenAt });
   */
  add(input: ProfileLinkInput, options: CallOptions = {}): Promise<ProfileLink> {
    return this.call("add", options, async (call) => {
      const statement = addLink(call, newLink(call, validate(linkInput, input, "")));
      const added = await call.first(statement, link.columns);
      if (!added) throw tooMany("count");
      return added;
    });
  }

  /**
   * Bulk form of `add`: all links or none, in one statement. Entries of the same pair add up, and
   * increment the version once.
   *
   * @returns for each entry, in the order given, the link of its pair as it is now
   * @throws UnifiedStoreError `validation`, naming the entry as `links[3].count`, or `links` when
   * the stored count would exceed 2^53 - 1. The latter error comes from the database and ends a
   * transaction around it
   * @example
   * await acme.profiles.links.addMany([{ from: "ada", to: "bob" }, { from: "bob", to: "eve" }]);
   */
  addMany(inputs: readonly ProfileLinkInput[], options: CallOptions = {}): Promise<ProfileLink[]> {
    return this.call("addMany", options, async (call) => {
      const links = checkEach(inputs, "links", (input, path) =>
        newLink(call, validate(linkInput, input, path)),
      );
      if (links.length === 0) return [];
      const added = await call
        .all(addLinks(call, mergeLinks(links)), link.columns)
        .catch((error: unknown) => Promise.reject(explainRefusal(error)));
      const byPair = new Map(added.map((each) => [pairOf(each), each]));
      return links.map((each) => byPair.get(pairOf(each))!);
    });
  }

  /**
   * Reads the link from one name to another; null when there is none. The opposite direction is
   * another link.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const link = await acme.profiles.links.get({ from: "ada", to: "bob" });
   */
  override get(key: ProfileLinkKey, options: CallOptions = {}): Promise<ProfileLink | null> {
    return super.get(key, options);
  }

  /**
   * Reads a link that must exist.
   *
   * @throws UnifiedStoreError `not_found`, `validation`
   * @example
   * const { count } = await acme.profiles.links.getOrThrow({ from: "ada", to: "bob" });
   */
  override getOrThrow(key: ProfileLinkKey, options: CallOptions = {}): Promise<ProfileLink> {
    return super.getOrThrow(key, options);
  }

  /**
   * Reads any number of links in one statement.
   *
   * @returns for each key, in the order given, its link or null
   * @throws UnifiedStoreError `validation`, naming the member as `keys[3].from`
   * @example
   * const keys = [{ from: "ada", to: "bob" }, { from: "bob", to: "ada" }];
   * const [there, back] = await acme.profiles.links.getMany(keys);
   */
  override getMany(
    keys: readonly ProfileLinkKey[],
    options: CallOptions = {},
  ): Promise<(ProfileLink | null)[]> {
    return super.getMany(keys, options);
  }

  /**
   * Lists the links that meet all conditions, highest count first, then by `from` and `to` in code
   * point order. Paging may miss a link whose count grows meanwhile; no link comes twice.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * for await (const link of acme.profiles.links.list({ from: "ada" })) console.log(link.to);
   * const { items } = await acme.profiles.links.list({ name: "ada", limit: 20 });
   */
  override list(query: ProfileLinkListQuery = {}, options: CallOptions = {}): PageRequest<ProfileLink> {
    return super.list(query, options);
  }

  /**
   * Deletes one link. The link in the opposite direction stays.
   *
   * @param options.ifVersion delete only if the link still has this version: it was not seen again
   * @returns whether it existed
   * @throws UnifiedStoreError `version_conflict`, `validation`
   * @example
   * const existed = await acme.profiles.links.remove({ from: "ada", to: "bob" });
   */
  override remove(key: ProfileLinkKey, options: WriteOptions = {}): Promise<boolean> {
    return super.remove(key, options);
  }

  /**
   * Deletes the links that meet all conditions: all of them or none. At least one condition is
   * required.
   *
   * @returns the number of deleted links
   * @throws UnifiedStoreError `validation`; with `name` also `serialization`: call again
   * @example
   * await acme.transaction(async (tx) => {
   *   await tx.profiles.links.removeMany({ name: "ada" });
   *   await tx.profiles.remove("ada");
   * });
   */
  removeMany(filter: ProfileLinkFilter, options: CallOptions = {}): Promise<number> {
    return this.call("removeMany", options, (call) => {
      const given = validate(ProfileLinkFilterInput, filter, "");
      const ends = endsAt(given);
      if (given.name === undefined) {
        if (ends.length === 0)
          throw invalid("name", "is missing: give name, from or to, so that not all links are deleted");
        return removeThose(call, ends);
      }
      const who = name(given.name);
      // Two statements, each with its own index. The first one also deletes the link of a name to
      // itself.
      const work = async (tx: Call): Promise<number> =>
        (await removeThose(tx, [sql`l.from_name = ${who}`, ...ends])) +
        (await removeThose(tx, [sql`l.to_name = ${who}`, ...ends]));
      return call.transaction(work, { isolation: "read committed" });
    });
  }
}

async function removeThose(call: Call, conditions: readonly Sql[]): Promise<number> {
  const which = all([call.inScope("l"), ...conditions]);
  const removed = await call.all(
    sql`delete from ${link.name} as l where ${which} returning version`,
    VERSION,
  );
  return removed.length;
}
