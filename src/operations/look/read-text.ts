import { invalid } from "../../core/errors";
import { formatOf, fromQuery } from "../../core/input/spelled";
import { membersIn } from "../../core/input/validation";
import type { PageRequest } from "../../db/pages/page";

/** Filters as text, by the member of the query. A member that takes a list may have several. */
export type TextFilters = Readonly<Record<string, string | readonly string[]>>;

/** These are arguments of their own. */
const OWN: readonly string[] = ["limit", "cursor", "text"];

/** The members of a query that select rows. */
const filterNames = ({ rules }: PageRequest<object>): string[] =>
  rules === undefined ? [] : [...membersIn(rules).keys()].filter((name) => !OWN.includes(name)).sort();

/**
 * A query from text: instants, numbers and flags are read where the query's own rules ask for them.
 * What is wrong with a value is left to those rules.
 *
 * @param request of an empty query, for its rules
 * @throws UnifiedStoreError `validation` for an unknown filter, naming those that there are
 */
export function queryOf(request: PageRequest<object>, filters: TextFilters): Record<string, unknown> {
  const { rules } = request;
  const names = filterNames(request);
  const members = rules === undefined ? new Map() : membersIn(rules);
  return Object.fromEntries(
    Object.entries(filters).map(([name, given]) => {
      const member = members.get(name);
      if (member === undefined || !names.includes(name)) throw unknown(name, names);
      const read = (text: string): unknown => fromQuery({ ...member, format: formatOf(member) }, text);
      return [name, typeof given === "string" ? read(given) : given.length === 1 ? read(given[0]!) : given];
    }),
  );
}

const unknown = (name: string, names: readonly string[]) =>
  invalid(
    name,
    names.length === 0
      ? "is not known here: there are no filters"
      : `is not known here: use ${names.join(", ")}`,
  );

const PART = /^([a-z]\w*)=(.*)$/is;

/**
 * A key from words: a text alone; `name=value` for each part of a key of several; or a JSON object.
 *
 * @throws UnifiedStoreError `validation`
 */
export function keyOf(words: readonly string[]): unknown {
  const [first] = words;
  if (words.length === 1 && !first!.startsWith("{")) return first;
  if (words.length === 1) return jsonIn(first!);
  return Object.fromEntries(
    words.map((word) => {
      const [, name, value] = PART.exec(word) ?? [];
      if (name === undefined)
        throw invalid("key", "of several parts must be name=value for each, such as from=ada to=bob");
      return [name, value];
    }),
  );
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A key may begin with a brace.
    return text;
  }
}
