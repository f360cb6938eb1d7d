import { invalid, type UnifiedStoreError } from "../core/errors";
import { readable } from "../core/input/snapshot";
import type { StandardSchema, StandardSchemaIssue } from "./types";

/** Validates content, and returns it with the defaults and transformations of the schema. */
export type ContentValidator = (content: unknown, field: string) => Promise<unknown>;

export const isStandardSchema = (schema: unknown): schema is StandardSchema =>
  // Schemas of arktype are functions.
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

/** Runs a check. Its error may contain content, so it is not passed on. */
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
 * The error of the first problem, with its path. It leaves out the message of the issue, which may
 * contain the value (valibot and arktype do this). It has only the expected type, or the violated
 * rule, if the library gives them separately. For a union, arktype puts the value also into
 * `expected`.
 */
function mismatch(field: string, issue: Partial<StandardSchemaIssue>, vendor: string): UnifiedStoreError {
  const { expected, code, type } = issue as { expected?: unknown; code?: unknown; type?: unknown };
  const path = pathOf(field, issue.path ?? []);
  const isTrusted = vendor === "zod" || vendor === "valibot";
  if (isTrusted ? isBrief(expected) : isPlain(expected))
    return invalid(path, `must be ${expected}, as its schema says`);
  const rule = isTrusted ? [code, type].find(isBrief) : [code].find(isPlain);
  return invalid(path, `does not match its schema${rule === undefined ? "" : `: ${rule}`}`);
}

const isBrief = (text: unknown): text is string => typeof text === "string" && text.length <= MOST_EXPECTED;
const MOST_EXPECTED = 200;
/** Whether a text only names a type, such as `a number`. */
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
