import { checkEach, checkName, checkNames, checkWriteOptions, type WriteOptions } from "../../core/arguments";
import { type CallOptions, checkOptions } from "../../core/deadline";
import { hasCode, notFound, UnifiedStoreError } from "../../core/errors";
import type { Json, JsonInput, Stored } from "../../core/json";
import { validate } from "../../core/validation";
import { collection } from "../../db/collection";
import { changedRow } from "../../db/collections/change";
import { allConformed, conformed } from "../../db/conform";
import type { PageRequest } from "../../db/page";
import { type ScopeContext, ScopedStore } from "../../db/scoped";
import { retryOnUniqueViolation } from "../../db/unique-violation";
import { type Sql, sql } from "../../dialect/sql";
import type { ContentInputOf, ContentOf, TypeName } from "../../schemas/types";
import { ProfileNetworkInput } from "./inputs";
import { ProfileLinks } from "./links";
import { listProfiles } from "./lists";
import { network } from "./network";
import {
  KEPT,
  type Kept,
  type NewProfile,
  newRow,
  profile,
  profileInput,
  profiles,
  toProfile,
  upsertMany,
  upsertOne,
} from "./profile";
import type { Profile, ProfileInput, ProfileListQuery, ProfileNetwork, ProfileNetworkQuery } from "./types";

const PROFILES = collection({
  place: "profiles",
  what: "profile",
  table: profile,
  key: "name",
  page: listProfiles,
});

/** Profiles by name, and how often names were seen with each other. Reached as `scope.profiles`. */
// biome-ignore lint/suspicious/noExplicitAny: a manager with schemas is one, whatever they are
export class ProfileStore<C = any> extends ScopedStore {
  /** How often one name was seen with another; neither need have a profile. */
  readonly links: ProfileLinks;

  /** @internal */
  constructor(context: ScopeContext) {
    super(context, "profiles");
    this.links = new ProfileLinks(context);
  }

  /**
   * Makes the profile of a name, or replaces its data and counts its version up. Id and `createdAt`
   * of a profile that exists stay as they are, whatever the input says. Parallel puts of one name
   * make one profile.
   *
   * @param options.ifVersion replace only if the profile exists and still has this version
   * @throws UnifiedStoreError `validation`; `unique_violation` when the id belongs to another name;
   * with `ifVersion` `not_found` and `version_conflict`
   * @example
   * const ada = await acme.profiles.put({ name: "ada", data: { elo: 1500 } });
   * await acme.profiles.put({ name: "ada", data: { elo: 1516 } }, { ifVersion: ada.version });
   */
  put<T extends JsonInput = Json, K extends string = string>(
    input: ProfileInput<ContentInputOf<C, K, T>> & { name: TypeName<C, K> },
    options: WriteOptions = {},
  ): Promise<Profile<ContentOf<C, K, Stored<T>>>> {
    return this.db.method("put", async () => {
      const { ifVersion, ...call } = checkWriteOptions(options);
      const checked = validate(profileInput, input, "");
      const isTyped = this.db.hasSchemas("profiles");
      const row = newRow(
        this.db,
        isTyped ? await conformed(this.db, profile.typed!, checked, call) : checked,
      );
      const kept =
        ifVersion === undefined
          ? (await this.#upsert("put", upsertOne(this.db, row), call))[0]!
          : await this.#replace(row, { ifVersion, ...call });
      return toProfile<ContentOf<C, K, Stored<T>>>(row, kept);
    });
  }

  /**
   * The same for any number of profiles, all or none, in one statement. Of entries with the same
   * name the last one counts, and the version grows by one.
   *
   * @returns for each entry, in the order given, the profile of its name as it is now
   * @throws UnifiedStoreError `validation`, naming the entry as `profiles[3].name`;
   * `unique_violation`
   * @example
   * await acme.profiles.putMany(ratings.map(([name, elo]) => ({ name, data: { elo } })));
   */
  putMany<T extends JsonInput = Json, K extends string = string>(
    inputs: readonly (ProfileInput<ContentInputOf<C, K, T>> & { name: TypeName<C, K> })[],
    options: CallOptions = {},
  ): Promise<Profile<ContentOf<C, K, Stored<T>>>[]> {
    return this.db.method("putMany", async () => {
      options = checkOptions(options);
      const rows = new Map<string, NewProfile>();
      const given = checkEach(inputs, "profiles", (input, path) => validate(profileInput, input, path));
      const isTyped = this.db.hasSchemas("profiles");
      const whole = isTyped
        ? await allConformed(this.db, profile.typed!, given, { list: "profiles", ...options })
        : given;
      const names = whole.map((input, i) => {
        const row = newRow(this.db, input, `profiles[${i}].`);
        rows.set(row.name, row);
        return row.name;
      });
      if (names.length === 0) return [];
      const sorted = [...rows.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
      const kept = await this.#upsert("putMany", upsertMany(this.db, sorted), options);
      const byName = new Map(
        kept.map((each) => [each.name, toProfile<ContentOf<C, K, Stored<T>>>(rows.get(each.name)!, each)]),
      );
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
  get<T = Json, K extends string = string>(
    profileName: K,
    options: CallOptions = {},
  ): Promise<Profile<ContentOf<C, K, T>> | null> {
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
  getOrThrow<T = Json, K extends string = string>(
    profileName: K,
    options: CallOptions = {},
  ): Promise<Profile<ContentOf<C, K, T>>> {
    return this.db.method("getOrThrow", async () => {
      options = checkOptions(options);
      const found = await profiles.one(this.db, "getOrThrow", checkName(profileName), options);
      if (!found) throw notFound("profile of this name", undefined, "name");
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
  getMany<T = Json, K extends string = string>(
    names: readonly K[],
    options: CallOptions = {},
  ): Promise<(Profile<ContentOf<C, K, T>> | null)[]> {
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
  list<T = Json>(query: ProfileListQuery = {}, options: CallOptions = {}): PageRequest<Profile<T>> {
    return listProfiles(this.db, query, options);
  }

  /**
   * Deletes the profile of a name. Its links stay, being observations of their own:
   * `links.removeMany` deletes them.
   *
   * @param options.ifVersion delete only if the profile still has this version
   * @returns whether the profile was there
   * @throws UnifiedStoreError `version_conflict`, `validation`
   * @example
   * const existed = await acme.profiles.remove("ada");
   */
  remove(profileName: string, options: WriteOptions = {}): Promise<boolean> {
    return this.db.method("remove", () => {
      options = checkWriteOptions(options);
      return PROFILES.remove(this.db, checkName(profileName), options);
    });
  }

  /**
   * The names reached from a name over links in either direction, nearest first, their profiles,
   * and all links among them. A name that has a profile and no links gives itself alone. `limit`
   * bounds what is returned; the walk looks at all that is within `depth`.
   *
   * @throws UnifiedStoreError `not_found` when the name has neither a profile nor a link;
   * `validation`
   * @example
   * const { nodes, links } = await acme.profiles.network("ada", { depth: 2 });
   */
  network<T = Json>(
    profileName: string,
    query: ProfileNetworkQuery = {},
    options: CallOptions = {},
  ): Promise<ProfileNetwork<T>> {
    return this.db.method("network", () => {
      options = checkOptions(options);
      const start = checkName(profileName);
      return network(this.db, start, validate(ProfileNetworkInput, query, ""), options);
    });
  }

  async #upsert(method: string, statement: Sql, options: CallOptions): Promise<Kept[]> {
    try {
      return await retryOnUniqueViolation(() => this.db.all(method, statement, KEPT, { options }));
    } catch (error) {
      if (!hasCode(error, "unique_violation")) throw error;
      const message = "an id given is that of another profile: leave it out, or put the name that has it";
      throw new UnifiedStoreError("unique_violation", message, { field: "id", cause: error.cause });
    }
  }

  async #replace({ name, data, updatedAt, schemaVersion }: NewProfile, options: WriteOptions): Promise<Kept> {
    const where = PROFILES.atVersion(
      sql`${this.db.inScope()} and ${PROFILES.key.is(name)}`,
      options.ifVersion,
    );
    const statement = sql`
      update ${profile.name} set ${profile.assign({ data, updatedAt, schemaVersion })}, version = version + 1
      where ${where} returning id, name, created_at, version`;
    return changedRow<Kept, string>(this.db, PROFILES, name, {
      method: "put",
      statement,
      returns: KEPT,
      options,
    });
  }
}
