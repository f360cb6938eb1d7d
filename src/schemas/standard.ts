import { invalid, type UnifiedStoreError } from "../core/errors";
import { readable } from "../core/input/snapshot";
import type { StandardSchema, StandardSchemaIssue } from "./types";

/** Checks content, and gives it as the schema makes it: with its defaults and transformations. */
export type ContentValidator = (content: unknown, field: string) => Promise<unknown>;

export const isStandardSchema = (schema: unknown): schema is StandardSchema =>
  // arktype's are functions.
  (typeof schema === "object" || typeof schema === "function") &&
  schema !== null &&
  readable(() => typeof (schema as StandardSchema)["~standard"]?.validate === "function") === true;

export function standardValidator(schema: StandardSchema): ContentValidator {
  const { vendor } = schema["~standard"];
  return async (content, field) => {
    const result = await attempt(() => schema["~standard"].validate(content), field);
    if (typeof result !== "object" || result === null) throw unchecked(field);
    if (result.issues === undefined) return result.value;
    throw mismatch(field, (result.issues[0] ?? {}) as Partial<StandardSchemaIssue>, vendor);
  };
}

/** What a check throws may hold the content, so it is not told. */
export async function attempt<T>(check: () => T | Promise<T>, field: string): Promise<T> {
  try {
    return await check();
  } catch {
    throw unchecked(field);
  }
}

const unchecked = (field: string): UnifiedStoreError =>
  invalid(field, "could not be checked: its schema threw an error, or gave no result");

/**
 * The first problem with its path. An issue's message may hold the value, as valibot's and
 * arktype's do, so it is not told: only what was expected, or the rule that was broken, where the
 * library says that apart. arktype puts the value into what it expected of a union as well.
 */
function mismatch(field: string, issue: Partial<StandardSchemaIssue>, vendor: string): UnifiedStoreError {
  const { expected, code, type } = issue as { expected?: unknown; code?: unknown; type?: unknown };
  const path = pathOf(field, issue.path ?? []);
  const isTrusted = vendor === "zod" || vendor === "valibot";
  if (isTrusted ? isBrief(expected) : isPlain(expected))
    return invalid(path, `must be ${expected}, as its schema says`);
  const rule = isTrusted ? [code, type].find(isBrief) : [code].find(isPlain);
  return invalid(path, `does not agree with its schema${rule === undefined ? "" : `: ${rule}`}`);
}

const isBrief = (text: unknown): text is string => typeof text === "string" && text.length <= MOST_EXPECTED;
const MOST_EXPECTED = 200;
/** Words that name types, such as `a number`. */
const isPlain = (text: unknown): text is string =>
  typeof text === "string" && /^(an? )?(string|number|boolean|object|array|integer|null)$/.test(text);

export function pathOf(field: string, path: NonNullable<StandardSchemaIssue["path"]>): string {
  return path.reduce<string>((at, segment) => {
    const key = typeof segment === "object" ? segment?.key : segment;
    if (typeof key === "number") return `${at}[${key}]`;
    const name = String(key);
    return /^[\w$]{1,64}$/.test(name) ? `${at}.${name}` : `${at}[…]`;
  }, field);
}
