import { checkEach, checkName, checkNames, checkWriteOptions, type WriteOptions } from "../../core/arguments";
import { type CallOptions, checkOptions } from "../../core/deadline";
import { notFound, versionConflict } from "../../core/errors";
import { validate } from "../../core/validation";
import type { PageRequest } from "../../db/page";
import { type ScopeContext, type ScopedDb, ScopedStore } from "../../db/scoped";
import { retryOnUniqueViolation } from "../../db/unique-violation";
import { atVersion } from "../../db/version";
import { integer, name, type Sql, sql } from "../../dialect/sql";
import { LinkOptionsInput, NetworkInput, ProfileInput, ProfileLinkInput, RemoveOptionsInput } from "./inputs";
import {
  addLink,
  addLinks,
  deleteLink,
  deleteLinksOf,
  explainRefusal,
  link,
  mergeLinks,
  newLink,
  pairOf,
  tooMany,
} from "./link";
import { network } from "./network";
import {
  KEPT,
  type Kept,
  type NewProfile,
  newRow,
  profile,
  profiles,
  toProfile,
  upsertMany,
  upsertOne,
} from "./profile";
import { listLinks, listProfiles } from "./queries";
import type {
  LinkOptions,
  NetworkQuery,
  Profile,
  ProfileLink,
  ProfileLinksQuery,
  ProfileListQuery,
  ProfileNetwork,
  RemoveProfileOptions,
} from "./types";

/**
 * Profiles by name, and links that count how often one name was seen with another. Reached as `scope.profiles`.
 * Links are observations of their own: the names in them need not have a profile.
 */
export class ProfileStore extends ScopedStore {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, "profiles");
  }

  /**
   * Makes the profile of a name, or replaces its data and counts its version up. Id and `createdAt` of a
   * profile that exists stay as they are, whatever the input says. Parallel puts of one name make one profile.
   *
   * @param options.ifVersion replace only if the profile exists and still has this version
   * @throws UnifiedStoreError `validation`; `unique_violation` when the id belongs to another name; with `ifVersion`
   * `not_found` and `version_conflict`
   * @example
   * const ada = await acme.profiles.put({ name: "ada", data: { elo: 1500 } });
   * await acme.profiles.put({ name: "ada", data: { elo: 1516 } }, { ifVersion: ada.version });
   */
  put(input: ProfileInput, options: WriteOptions = {}): Promise<Profile> {
    return this.db.method("put", async () => {
      options = checkWriteOptions(options);
      const { ifVersion } = options;
      const row = newRow(this.db, validate(ProfileInput, input, ""));
      if (ifVersion !== undefined) return this.replace(row, ifVersion, options);
      const [kept] = await this.upsert("put", upsertOne(this.db, row), options);
      return toProfile(row, kept!);
    });
  }

  /**
   * The same for any number of profiles, all or none, in one statement. Of entries with the same name the last one counts,
   * and the version grows by one.
   *
   * @returns for each entry, in the order given, the profile of its name as it is now
   * @throws UnifiedStoreError `validation`, naming the entry as `profiles[3].name`; `unique_violation`
   * @example
   * await acme.profiles.putMany(ratings.map(([name, elo]) => ({ name, data: { elo } })));
   */
  putMany(inputs: readonly ProfileInput[], options: CallOptions = {}): Promise<Profile[]> {
    return this.db.method("putMany", async () => {
      options = checkOptions(options);
      const rows = new Map<string, NewProfile>();
      const names = checkEach(inputs, "profiles", (input, path) => {
        const row = newRow(this.db, validate(ProfileInput, input, path), `${path}.`);
        rows.set(row.name, row);
        return row.name;
      });
      if (names.length === 0) return [];
      const sorted = [...rows.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
      const kept = await this.upsert("putMany", upsertMany(this.db, sorted), options);
      const byName = new Map(kept.map((each) => [each.name, toProfile(rows.get(each.name)!, each)]));
      return names.map((each) => byName.get(each)!);
    });
  }

  /**
   * Reads the profile of a name; null when it has none.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const ada = await acme.profiles.get("ada");
   */
  get(profileName: string, options: CallOptions = {}): Promise<Profile | null> {
    return this.db.method("get", () => {
      options = checkOptions(options);
      return profiles.one(this.db, "get", checkName(profileName), options);
    });
  }

  /**
   * Reads a profile that has to be there.
   *
   * @throws UnifiedStoreError `not_found`, `validation`
   * @example
   * const { data } = await acme.profiles.getOrThrow("ada");
   */
  getOrThrow(profileName: string, options: CallOptions = {}): Promise<Profile> {
    return this.db.method("getOrThrow", async () => {
      options = checkOptions(options);
      const found = await profiles.one(this.db, "getOrThrow", checkName(profileName), options);
      if (!found) throw notFound("profile of this name");
      return found;
    });
  }

  /**
   * Reads any number of profiles in one statement.
   *
   * @returns for each name, in the order given, its profile or null
   * @throws UnifiedStoreError `validation`, naming the entry as `names[3]`
   * @example
   * const [ada, bob] = await acme.profiles.getMany(["ada", "bob"]);
   */
  getMany(names: readonly string[], options: CallOptions = {}): Promise<(Profile | null)[]> {
    return this.db.method("getMany", async () => {
      options = checkOptions(options);
      return profiles.many(this.db, "getMany", checkNames(names), options);
    });
  }

  /**
   * Lists profiles by name in code point order, page by page.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const { items, nextCursor } = await acme.profiles.list({ prefix: "team/", limit: 20 });
   */
  list(query: ProfileListQuery = {}, options: CallOptions = {}): PageRequest<Profile> {
    return listProfiles(this.db, query, options);
  }

  /**
   * Deletes the profile of a name. Its links stay, being observations of their own, unless `links` says otherwise; then they
   * go even if there is no profile, and all of it happens or nothing.
   *
   * @param options.links delete the links from and to the name too. Default false.
   * @param options.ifVersion delete only if the profile still has this version
   * @returns whether the profile was there
   * @throws UnifiedStoreError `version_conflict`, `validation`; with `links` also `serialization`: call again
   * @example
   * const existed = await acme.profiles.remove("ada", { links: true });
   */
  remove(profileName: string, options: RemoveProfileOptions = {}): Promise<boolean> {
    return this.db.method("remove", async () => {
      const { links: given, ifVersion, ...call } = checkWriteOptions(options, ["links"]);
      const { links = false } = validate(RemoveOptionsInput, { links: given }, "options");
      const who = checkName(profileName);
      if (!links) return removeProfile(this.db, who, ifVersion, call);
      const work = async (tx: ScopedDb): Promise<boolean> => {
        const removed = await removeProfile(tx, who, ifVersion);
        for (const statement of deleteLinksOf(tx, who)) await tx.all("remove", statement, link.columns);
        return removed;
      };
      return this.db.transaction("remove", work, { ...call, isolation: "read committed" });
    });
  }

  /**
   * Notes that one name was seen with another: adds to the count of their link, and makes it if need be. Its `firstSeen` and
   * `lastSeen` are the earliest and the latest ever noted, in whatever order they come. Parallel calls all count.
   *
   * @throws UnifiedStoreError `validation`, also when the count would exceed 2^53 - 1; then nothing is changed
   * @example
   * const { count } = await acme.profiles.link("ada", "bob", { count: 2, seenAt: message.sentAt });
   */
  link(source: string, target: string, options: LinkOptions = {}): Promise<ProfileLink> {
    return this.db.method("link", async () => {
      const { count, seenAt, ...call } = checkOptions(options, ["count", "seenAt"]);
      const given = validate(LinkOptionsInput, { count, seenAt }, "options");
      const ends = { source: checkName(source, "source"), target: checkName(target, "target") };
      const statement = addLink(this.db, newLink(this.db, { ...ends, ...given }));
      const linked = await this.db.first("link", statement, link.columns, { options: call });
      if (!linked) throw tooMany("options.count");
      return linked;
    });
  }

  /**
   * The same for any number of links, all or none, in one statement. Entries of the same pair add up.
   *
   * @returns for each entry, in the order given, the link of its pair as it is now
   * @throws UnifiedStoreError `validation`, naming the entry as `links[3].count`, or `links` when the count of one would exceed
   * 2^53 - 1; that refusal comes from the database and ends a transaction around it
   * @example
   * await acme.profiles.linkMany(mentions.map(({ from, to, at }) => ({ source: from, target: to, seenAt: at })));
   */
  linkMany(inputs: readonly ProfileLinkInput[], options: CallOptions = {}): Promise<ProfileLink[]> {
    return this.db.method("linkMany", async () => {
      options = checkOptions(options);
      const links = checkEach(inputs, "links", (input, path) =>
        newLink(this.db, validate(ProfileLinkInput, input, path)),
      );
      if (links.length === 0) return [];
      const statement = addLinks(this.db, mergeLinks(links));
      const linked = await this.db
        .all("linkMany", statement, link.columns, { options })
        .catch((error: unknown) => Promise.reject(explainRefusal(error)));
      const byPair = new Map(linked.map((each) => [pairOf(each), each]));
      return links.map((each) => byPair.get(pairOf(each))!);
    });
  }

  /**
   * Deletes one link, in this direction alone.
   *
   * @returns whether it was there
   * @throws UnifiedStoreError `validation`
   * @example
   * const existed = await acme.profiles.unlink("ada", "bob");
   */
  unlink(source: string, target: string, options: CallOptions = {}): Promise<boolean> {
    return this.db.method("unlink", async () => {
      options = checkOptions(options);
      const statement = deleteLink(this.db, checkName(source, "source"), checkName(target, "target"));
      return (await this.db.first("unlink", statement, link.columns, { options })) !== null;
    });
  }

  /**
   * Lists the links of a name, most counted first, then by source and target in code point order. A link counted up while
   * you page may be missed; none comes twice.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * for await (const { target, count } of acme.profiles.links("ada", { direction: "out" })) console.log(target, count);
   */
  links(name: string, query: ProfileLinksQuery = {}, options: CallOptions = {}): PageRequest<ProfileLink> {
    return listLinks(this.db, name, query, options);
  }

  /**
   * The names reached from a name over links in either direction, nearest first, their profiles, and all links among them.
   * A name without links gives itself alone. `limit` bounds what is returned; the walk looks at all that is within `depth`.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const { nodes, links } = await acme.profiles.network("ada", { depth: 2 });
   */
  network(name: string, query: NetworkQuery = {}, options: CallOptions = {}): Promise<ProfileNetwork> {
    return this.db.method("network", () => {
      options = checkOptions(options);
      return network(this.db, checkName(name), validate(NetworkInput, query, ""), options);
    });
  }

  private upsert(method: string, statement: Sql, options: CallOptions): Promise<Kept[]> {
    return retryOnUniqueViolation(() => this.db.all(method, statement, KEPT, { options }));
  }

  private async replace(row: NewProfile, ifVersion: number, options: CallOptions): Promise<Profile> {
    const { data, updatedAt } = row;
    const key = sql`${this.db.inScope()} and name = ${name(row.name)}`;
    const statement = sql`
      update ${profile.name} set ${profile.assign({ data, updatedAt })}, version = version + 1
      where ${key} and version = ${integer(ifVersion)} returning id, name, created_at, version`;
    const kept = await this.db.first("put", statement, KEPT, { options });
    if (kept) return toProfile(row, kept);
    throw (await profiles.one(this.db, "put", row.name, options))
      ? versionConflict("the profile", ifVersion)
      : notFound("profile of this name");
  }
}

async function removeProfile(
  db: ScopedDb,
  who: string,
  ifVersion: number | undefined,
  options: CallOptions = {},
): Promise<boolean> {
  const key = sql`${db.inScope()} and name = ${name(who)}`;
  const statement = sql`delete from ${profile.name} where ${key}${atVersion(ifVersion)} returning id, name, created_at, version`;
  if (await db.first("remove", statement, KEPT, { options })) return true;
  if (ifVersion === undefined) return false;
  const current = sql`select id, name, created_at, version from ${profile.name} where ${key}`;
  if (await db.first("remove", current, KEPT, { options })) throw versionConflict("the profile", ifVersion);
  return false;
}
