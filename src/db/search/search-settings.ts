import { invalid } from "../../core/errors";
import { isObject, memberOf, membersOf, readMember } from "../../core/input/snapshot";
import { isStorable } from "../../core/json/encoded-text";
import type { ContentKind, ExcludedMembers } from "../../core/search-text";

/** How texts are indexed. What is left out is as the database has it. */
export interface SearchSettings {
  /**
   * The number of characters of a text that are indexed, 100 to 100,000,000. Search does not see
   * the text after them. Default: the database's setting, 100,000 in a new one. Rows that are
   * already written keep their bound until `reindex`.
   */
  maxCharacters?: number;
  /**
   * Members of content that no search finds, such as pictures in base64: of memory items by their
   * type, of messages by their role. `*` stands for all types that have no list of their own.
   * `page.image` is a member of a member; where there is a list, it is that of each element. Default:
   * the database's setting, none in a new one. `{}` stands for none. Rows that are already written
   * keep theirs until `reindex`.
   *
   * @example
   * const search = { exclude: { memory: { screenshot: ["image"] }, messages: { tool: ["output"] } } };
   */
  exclude?: { readonly [kind in ContentKind]?: ExcludedMembers };
  /**
   * Strings within content that have more characters are not searched, 1 to 100,000,000; null: all
   * are. Default: the database's setting, null in a new one. Rows that are already written keep
   * theirs until `reindex`.
   */
  maxMemberCharacters?: number | null;
}

const SETTINGS: ReadonlySet<string> = new Set(["maxCharacters", "exclude", "maxMemberCharacters"]);
const KINDS: ReadonlySet<string> = new Set(["memory", "messages"]);
const MOST_CHARACTERS = 100_000_000;
/** Far more than an application has; all of them are kept in the database. */
const MOST_LISTED = 1000;
const LONGEST_NAME = 1000;

/**
 * A checked copy of the settings. Each is read once.
 *
 * @throws UnifiedStoreError `validation`
 */
export function checkSearchSettings(search: unknown): SearchSettings {
  if (!isObject(search)) throw invalid("search", "must be an object such as { maxCharacters: 100000 }");
  const settings: SearchSettings = membersOf(search, SETTINGS, "search", (name) =>
    invalid(memberOf("search", name), `is not known here: use ${[...SETTINGS].join(", ")}`),
  );
  const { maxCharacters, exclude, maxMemberCharacters } = settings;
  if (maxCharacters !== undefined) mustBeWhole("search.maxCharacters", maxCharacters, 100);
  if (maxMemberCharacters !== undefined && maxMemberCharacters !== null)
    mustBeWhole("search.maxMemberCharacters", maxMemberCharacters, 1);
  return exclude === undefined ? settings : { ...settings, exclude: checkedKinds(exclude) };
}

function mustBeWhole(field: string, value: unknown, least: number): void {
  if (!(Number.isInteger(value) && (value as number) >= least && (value as number) <= MOST_CHARACTERS))
    throw invalid(field, `must be a whole number from ${least} to ${MOST_CHARACTERS}`);
}

function checkedKinds(exclude: unknown): NonNullable<SearchSettings["exclude"]> {
  const field = "search.exclude";
  if (!isObject(exclude)) throw invalid(field, 'must be an object such as { memory: { shot: ["image"] } }');
  const kinds = membersOf(exclude, KINDS, field, (name) =>
    invalid(memberOf(field, name), `is not known here: use ${[...KINDS].join(", ")}`),
  );
  return Object.fromEntries(
    Object.entries(kinds).map(([kind, types]) => [kind, checkedTypes(types, `${field}.${kind}`)]),
  );
}

function checkedTypes(types: unknown, field: string): ExcludedMembers {
  if (!isObject(types)) throw invalid(field, 'must be an object such as { screenshot: ["image"] }');
  const names = Object.keys(types);
  if (names.length > MOST_LISTED) throw invalid(field, `must have at most ${MOST_LISTED} types`);
  return Object.fromEntries(
    names.flatMap((type): [string, string[]][] => {
      if (!isName(type)) throw invalid(field, `must have types of 1 to ${LONGEST_NAME} characters`);
      const members = readMember(types, type, field);
      return members === undefined ? [] : [[type, checkedMembers(members, memberOf(field, type))]];
    }),
  );
}

function checkedMembers(members: unknown, field: string): string[] {
  const problem = `must be a list of up to ${MOST_LISTED} members such as "image" or "page.image"`;
  if (!Array.isArray(members) || members.length > MOST_LISTED) throw invalid(field, problem);
  return Array.from(members, (member: unknown) => {
    if (!isName(member) || member.split(".").includes("")) throw invalid(field, problem);
    return member;
  });
}

const isName = (value: unknown): value is string =>
  typeof value === "string" && value !== "" && value.length <= LONGEST_NAME && isStorable(value);
