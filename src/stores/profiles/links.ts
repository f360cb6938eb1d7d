import { type ProfileLinkEntity, profileLinkTable } from "../../../entities/profiles";
import { checkEach, checkWriteOptions, type WriteOptions } from "../../core/arguments";
import { type CallOptions, checkOptions } from "../../core/deadline";
import { invalid, notFound } from "../../core/errors";
import { validate } from "../../core/validation";
import { objectKeyCollection } from "../../db/collection";
import type { PageRequest } from "../../db/page";
import { type ScopeContext, type ScopedDb, ScopedStore } from "../../db/scoped";
import { selection } from "../../db/table";
import { all, name, type Sql, sql } from "../../dialect/sql";
import { ProfileLinkFilterInput, ProfileLinkKeyInput } from "./inputs";
import {
  addLink,
  addLinks,
  endsAt,
  explainRefusal,
  isLink,
  link,
  linkInput,
  linksOfPairs,
  mergeLinks,
  newLink,
  pairOf,
  tooMany,
} from "./link";
import { listLinks } from "./lists";
import type {
  ProfileLink,
  ProfileLinkFilter,
  ProfileLinkInput,
  ProfileLinkKey,
  ProfileLinkListQuery,
} from "./types";

const LINKS = objectKeyCollection<ProfileLinkEntity, ProfileLink, ProfileLinkListQuery, ProfileLinkKey>({
  place: "profiles.links",
  what: "link",
  definition: profileLinkTable,
  table: link,
  key: ["from", "to"],
  page: listLinks,
});

/** The version alone: of deletions, whose rows are counted. */
const VERSION = selection<{ version: number }>({ version: "integer" });

/**
 * How often one name was seen with another. Links are observations of their own: the names in them
 * need not have a profile. Reached as `scope.profiles.links`.
 */
export class ProfileLinks extends ScopedStore {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, "profiles.links");
  }

  /**
   * Notes that one name was seen with another: adds to the count of their link, and makes it if
   * need be. Its `firstSeenAt` and `lastSeenAt` are the earliest and the latest ever noted, in
   * whatever order they come. Parallel calls all count, so there is no version to check; each
   * counts the link's version up.
   *
   * @throws UnifiedStoreError `validation`, also when the count would exceed 2^53 - 1; then nothing
   * is changed
   * @example
   * const seenAt = new Date("2025-01-01");
   * const { count } = await acme.profiles.links.add({ from: "ada", to: "bob", seenAt });
   */
  add(input: ProfileLinkInput, options: CallOptions = {}): Promise<ProfileLink> {
    return this.db.method("add", async () => {
      options = checkOptions(options);
      const statement = addLink(this.db, newLink(this.db, validate(linkInput, input, "")));
      const added = await this.db.first("add", statement, link.columns, { options });
      if (!added) throw tooMany("count");
      return added;
    });
  }

  /**
   * The same for any number of links, all or none, in one statement. Entries of the same pair add
   * up, and count the version up by one.
   *
   * @returns for each entry, in the order given, the link of its pair as it is now
   * @throws UnifiedStoreError `validation`, naming the entry as `links[3].count`, or `links` when
   * the count of one would exceed 2^53 - 1; that refusal comes from the database and ends a
   * transaction around it
   * @example
   * await acme.profiles.links.addMany([{ from: "ada", to: "bob" }, { from: "bob", to: "eve" }]);
   */
  addMany(inputs: readonly ProfileLinkInput[], options: CallOptions = {}): Promise<ProfileLink[]> {
    return this.db.method("addMany", async () => {
      options = checkOptions(options);
      const links = checkEach(inputs, "links", (input, path) =>
        newLink(this.db, validate(linkInput, input, path)),
      );
      if (links.length === 0) return [];
      const statement = addLinks(this.db, mergeLinks(links));
      const added = await this.db
        .all("addMany", statement, link.columns, { options })
        .catch((error: unknown) => Promise.reject(explainRefusal(error)));
      const byPair = new Map(added.map((each) => [pairOf(each), each]));
      return links.map((each) => byPair.get(pairOf(each))!);
    });
  }

  /**
   * Reads the link from one name to another, in this direction alone; null when there is none.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const link = await acme.profiles.links.get({ from: "ada", to: "bob" });
   */
  get(key: ProfileLinkKey, options: CallOptions = {}): Promise<ProfileLink | null> {
    return this.db.method("get", () => this.#read("get", key, options));
  }

  /**
   * Reads a link that has to be there.
   *
   * @throws UnifiedStoreError `not_found`, `validation`
   * @example
   * const { count } = await acme.profiles.links.getOrThrow({ from: "ada", to: "bob" });
   */
  getOrThrow(key: ProfileLinkKey, options: CallOptions = {}): Promise<ProfileLink> {
    return this.db.method("getOrThrow", async () => {
      const found = await this.#read("getOrThrow", key, options);
      if (found === null) throw notFound("link of this from and to", undefined, "key");
      return found;
    });
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
  getMany(keys: readonly ProfileLinkKey[], options: CallOptions = {}): Promise<(ProfileLink | null)[]> {
    return this.db.method("getMany", async () => {
      options = checkOptions(options);
      const pairs = checkEach(keys, "keys", (key, path) => validate(ProfileLinkKeyInput, key, path));
      if (pairs.length === 0) return [];
      const different = new Map(pairs.map((each) => [pairOf(each), each]));
      const statement = linksOfPairs(this.db, [...different.values()]);
      const found = await this.db.all("getMany", statement, link.columns, { options });
      const byPair = new Map(found.map((each) => [pairOf(each), each]));
      return pairs.map((each) => byPair.get(pairOf(each)) ?? null);
    });
  }

  /**
   * Lists the links that meet all conditions, most counted first, then by `from` and `to` in code
   * point order. A link counted up while you page may be missed; none comes twice.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * for await (const link of acme.profiles.links.list({ from: "ada" })) console.log(link.to);
   * const { items } = await acme.profiles.links.list({ name: "ada", limit: 20 });
   */
  list(query: ProfileLinkListQuery = {}, options: CallOptions = {}): PageRequest<ProfileLink> {
    return listLinks(this.db, query, options);
  }

  /**
   * Deletes one link, in this direction alone.
   *
   * @param options.ifVersion delete only if the link was not seen again: it still has this version
   * @returns whether it was there
   * @throws UnifiedStoreError `version_conflict`, `validation`
   * @example
   * const existed = await acme.profiles.links.remove({ from: "ada", to: "bob" });
   */
  remove(key: ProfileLinkKey, options: WriteOptions = {}): Promise<boolean> {
    return this.db.method("remove", () => {
      options = checkWriteOptions(options);
      return LINKS.remove(this.db, LINKS.key.check(key), options);
    });
  }

  /**
   * Deletes the links that meet all conditions, of which there must be one: all of them or none.
   *
   * @returns how many there were
   * @throws UnifiedStoreError `validation`; with `name` also `serialization`: call again
   * @example
   * await acme.transaction(async (tx) => {
   *   await tx.profiles.links.removeMany({ name: "ada" });
   *   await tx.profiles.remove("ada");
   * });
   */
  removeMany(filter: ProfileLinkFilter, options: CallOptions = {}): Promise<number> {
    return this.db.method("removeMany", async () => {
      options = checkOptions(options);
      const given = validate(ProfileLinkFilterInput, filter, "");
      const remove = async (db: ScopedDb, which: Sql, options?: CallOptions): Promise<number> => {
        const statement = sql`delete from ${link.name} as l where ${which} returning version`;
        return (await db.all("removeMany", statement, VERSION, { options })).length;
      };
      const ends = endsAt(given);
      if (given.name === undefined) {
        if (ends.length === 0) throw invalid("name", "is missing: say whose links, by name, from or to");
        return remove(this.db, all([this.db.inScope("l"), ...ends]), options);
      }
      const who = name(given.name);
      // Two statements, each by its index; a link to itself belongs to the first.
      const work = async (tx: ScopedDb): Promise<number> => {
        const out = await remove(tx, all([tx.inScope("l"), sql`l.from_name = ${who}`, ...ends]));
        return out + (await remove(tx, all([tx.inScope("l"), sql`l.to_name = ${who}`, ...ends])));
      };
      return this.db.transaction("removeMany", work, { ...options, isolation: "read committed" });
    });
  }

  #read(method: string, key: ProfileLinkKey, options: CallOptions): Promise<ProfileLink | null> {
    const checked = checkOptions(options);
    const one = isLink(this.db, validate(ProfileLinkKeyInput, key, "key"));
    const statement = sql`select ${link.columns.sql} from ${link.name} where ${one}`;
    return this.db.first(method, statement, link.columns, { options: checked });
  }
}
