import { invalid, UnifiedStoreError } from "../../core/errors";
import { checkName } from "../../core/input/arguments";
import { isObject, memberOf, membersOf } from "../../core/input/snapshot";
import { membersIn } from "../../core/input/validation";
import type { JsonObject } from "../../core/json/json";
import { checkQuery } from "../query";
import { type RetrievalSource, SOURCE_NAMES, sourceOf } from "../sources";
import type { RetrievalQuery } from "../types";

/** Members of a query that a configuration keeps. */
export const KEPT = [
  "in",
  "where",
  "limit",
  "minScore",
  "weights",
  "recency",
  "graph",
  "diversity",
  "model",
  "log",
  "cacheMs",
] as const satisfies readonly (keyof RetrievalQuery)[];

/** What a configuration says. Each member means the same as in a query. */
export type RetrievalConfigSettings = Pick<RetrievalQuery, (typeof KEPT)[number]>;

export interface RetrievalConfigInput extends RetrievalConfigSettings {
  name: string;
}

const MEMBERS: ReadonlySet<string> = new Set(["name", ...KEPT]);

/**
 * A checked copy, by the rules of a query.
 *
 * @param field the path of the input in errors
 * @throws UnifiedStoreError `validation`, naming the member
 */
export function checkConfigInput(
  given: unknown,
  field = "",
): { name: string; settings: RetrievalConfigSettings } {
  if (!isObject(given)) throw invalid(field || "the input", 'must be an object such as { name: "support" }');
  const { name, ...members } = readConfig(given, field);
  return { name: checkName(name, memberOf(field, "name")), settings: checkedSettings(members, field) };
}

/** Settings without a name. A name may be there, and is passed over. */
export function checkConfigSettings(given: object, field: string): RetrievalConfigSettings {
  const { name: _, ...members } = readConfig(given, field);
  return checkedSettings(members, field);
}

const readConfig = (given: object, field: string): RetrievalConfigSettings & { name?: unknown } =>
  membersOf(given, MEMBERS, field, (member) =>
    invalid(memberOf(field, member), `is not known here: use ${[...MEMBERS].join(", ")}`),
  );

function checkedSettings(members: RetrievalConfigSettings, field: string): RetrievalConfigSettings {
  try {
    return copied(members);
  } catch (error) {
    if (field === "" || !(error instanceof UnifiedStoreError) || error.field === undefined) throw error;
    throw new UnifiedStoreError(error.code, `${field}.${error.message}`, {
      field: `${field}.${error.field}`,
    });
  }
}

function copied(members: RetrievalConfigSettings): RetrievalConfigSettings {
  // The text stands for those that will be asked.
  const { sources, where, weights, halfLifeDays, graph } = checkQuery({ text: "any", ...members });
  if (graph?.nodesOf) throw invalid("graph.nodesOf", "is a function, which a configuration cannot keep");
  return {
    ...members,
    ...(members.in && { in: sources }),
    ...(members.where && { where }),
    ...(members.weights && { weights }),
    ...(members.recency && { recency: { halfLifeDays: halfLifeDays! } }),
    ...(graph && { graph: { ...graph } }),
  };
}

/** Settings as JSON: instants of filters as text. */
export function storedSettings({ where, graph, ...others }: RetrievalConfigSettings): JsonObject {
  const settings = { ...others, ...(graph && { graph: defined(mapped(graph, asText)) }) };
  if (where === undefined) return settings;
  const filters = Object.entries(where).map(([source, filter]) => [source, mapped(filter, asText)]);
  return { ...settings, where: Object.fromEntries(filters) } as JsonObject;
}

/** The same as a query takes them: instants of filters as dates. */
export function readSettings(stored: object): RetrievalConfigSettings {
  const { where, graph, ...others } = stored as RetrievalConfigSettings;
  const validAt = graph?.validAt && new Date(graph.validAt);
  const settings = { ...others, ...(graph && { graph: { ...graph, ...(validAt && { validAt }) } }) };
  if (where === undefined) return settings;
  const filters = Object.entries(where).map(([source, filter]) => [
    source,
    // A source of a newer version stays as it is.
    SOURCE_NAMES.includes(source as RetrievalSource)
      ? mapped(filter, asDate(source as RetrievalSource))
      : filter,
  ]);
  return { ...settings, where: Object.fromEntries(filters) };
}

const defined = (object: object): object =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));

const mapped = (filter: object, map: (name: string, value: unknown) => unknown): object =>
  Object.fromEntries(Object.entries(filter).map(([name, value]) => [name, map(name, value)]));

const asText = (_: string, value: unknown): unknown =>
  Object.prototype.toString.call(value) === "[object Date]" ? (value as Date).toISOString() : value;

/** A member whose rule takes the date and not its text is an instant. */
const asDate = (source: RetrievalSource) => {
  const members = membersIn(sourceOf(source).filter);
  return (name: string, value: unknown): unknown => {
    const member = members.get(name);
    if (typeof value !== "string" || member === undefined) return value;
    const takes = (each: unknown): boolean => typeof member.take(each) !== "symbol";
    const date = new Date(value);
    return !takes(value) && takes(date) ? date : value;
  };
};
