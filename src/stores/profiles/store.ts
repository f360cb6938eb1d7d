import type { CallOptions } from "../../core/call/deadline";
import { checkEach, checkName, type WriteOptions } from "../../core/input/arguments";
import { validate } from "../../core/input/validation";
import type { Json, JsonInput, Stored } from "../../core/json/json";
import { Collection } from "../../db/collection";
import { allConformed, conformed } from "../../db/conform";
import type { PageRequest } from "../../db/pages/page";
import type { ScopeContext } from "../../db/scoped";
import type { ContentInputOf, ContentOf, TypeName } from "../../schemas/types";
import { ProfileNetworkInput } from "./inputs";
import { ProfileLinks } from "./links";
import { network } from "./network";
import { newRow, PROFILES, profile, profileInput, putRows, replaceRow, toProfile } from "./profile";
import type { Profile, ProfileInput, ProfileListQuery, ProfileNetwork, ProfileNetworkQuery } from "./types";

/** Profiles by name, and co-occurrence counts of names. Reached as `scope.profiles`. */
// biome-ignore lint/suspicious/noExplicitAny: the type must accept a manager with any schemas
export class ProfileStore<C = any> extends Collection<Profile<any>, ProfileListQuery> {
  /**
   * Co-occurrence counts: how often one name was seen with another. The names need not have a
   * profile.
   */
  readonly links: ProfileLinks;

  /** @internal */
  constructor(context: ScopeContext) {
    super(context, PROFILES);
    this.links = new ProfileLinks(context);
  }

  /**
   * Creates the profile of a name, or replaces its data and increments its version. An existing
   * profile keeps its `id` and `createdAt`, even if the input has others. Parallel puts of one name
   * create one profile.
   *
   * @param options.ifVersion replace only if the profile exists and still has this version
   * @throws UnifiedStoreError `validation`; `unique_violation` when the id belongs to another name;
   * with `ifVersion` also `not_found` and `version_conflict`
   * @example
   * const ada = await acme.profiles.put({ name: "ada", data: { elo: 1500 } });
   * await acme.profiles.put({ name: "ada", data: { elo: 1516 } }, { ifVersion: ada.version });
   */
  put<T extends JsonInput = Json, K extends string = string>(
    input: ProfileInput<ContentInputOf<C, K, T>> & { name: TypeName<C, K> },
    options: WriteOptions = {},
  ): Promise<Profile<ContentOf<C, K, Stored<T>>>> {
    return this.write("put", options, async (call, { ifVersion }) => {
      const given = validate(profileInput, input, "");
      const isTyped = call.hasSchemas("profiles");
      const row = newRow(call, isTyped ? await conformed(call, profile.typed!, given) : given);
      const [kept] =
        ifVersion === undefined ? await putRows(call, [row]) : [await replaceRow(call, row, ifVersion)];
      return toProfile<ContentOf<C, K, Stored<T>>>(row, kept!);
    });
  }

  /**
   * Bulk form of `put`: all profiles or none, in one statement. Of entries with the same name the
   * last one wins, and the version grows by one.
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
    return this.call("putMany", options, async (call) => {
      const given = checkEach(inputs, "profiles", (input, path) => validate(profileInput, input, path));
      const isTyped = call.hasSchemas("profiles");
      const whole = isTyped ? await allConformed(call, profile.typed!, given, "profiles") : given;
      const rows = whole.map((input, i) => newRow(call, input, `profiles[${i}].`));
      if (rows.length === 0) return [];
      const last = new Map(rows.map((row) => [row.name, row]));
      const kept = await putRows(call, [...last.values()]);
      const byName = new Map(
        kept.map((each) => [each.name, toProfile<ContentOf<C, K, Stored<T>>>(last.get(each.name)!, each)]),
      );
      return rows.map(({ name }) => byName.get(name)!);
    });
  }

  /**
   * Reads the profile of a name; null when there is none.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const ada = await acme.profiles.get("ada");
   */
  override get<T = Json, K extends string = string>(
    profileName: K,
    options: CallOptions = {},
  ): Promise<Profile<ContentOf<C, K, T>> | null> {
    return super.get(profileName, options);
  }

  /**
   * Reads a profile that must exist.
   *
   * @throws UnifiedStoreError `not_found`, `validation`
   * @example
   * const { data } = await acme.profiles.getOrThrow("ada");
   */
  override getOrThrow<T = Json, K extends string = string>(
    profileName: K,
    options: CallOptions = {},
  ): Promise<Profile<ContentOf<C, K, T>>> {
    return super.getOrThrow(profileName, options);
  }

  /**
   * Reads any number of profiles in one statement.
   *
   * @returns for each name, in the order given, its profile or null
   * @throws UnifiedStoreError `validation`, naming the entry as `names[3]`
   * @example
   * const [ada, bob] = await acme.profiles.getMany(["ada", "bob"]);
   */
  override getMany<T = Json, K extends string = string>(
    names: readonly K[],
    options: CallOptions = {},
  ): Promise<(Profile<ContentOf<C, K, T>> | null)[]> {
    return super.getMany(names, options);
  }

  /**
   * Lists profiles by name in code point order, page by page.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const { items, nextCursor } = await acme.profiles.list({ prefix: "team/", limit: 20 });
   */
  override list<T = Json>(query: ProfileListQuery = {}, options: CallOptions = {}): PageRequest<Profile<T>> {
    return super.list(query, options);
  }

  /**
   * Deletes the profile of a name. Its links stay, because they are independent of it:
   * `links.removeMany` deletes them.
   *
   * @param options.ifVersion delete only if the profile still has this version
   * @returns whether the profile existed
   * @throws UnifiedStoreError `version_conflict`, `validation`
   * @example
   * const existed = await acme.profiles.remove("ada");
   */
  override remove(profileName: string, options: WriteOptions = {}): Promise<boolean> {
    return super.remove(profileName, options);
  }

  /**
   * Neighborhood query. Returns the names that are reachable over links in either direction,
   * nearest first, with their profiles and all links among them. A name with a profile and without
   * links returns only itself. `limit` limits only the result; the walk visits all names within
   * `depth`.
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
    return this.call("network", options, (call) => {
      const start = checkName(profileName);
      return network(call, start, validate(ProfileNetworkInput, query, ""));
    });
  }
}
