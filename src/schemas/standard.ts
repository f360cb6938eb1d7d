import { invalid, type UnifiedStoreError } from "../core/errors";
import { readable } from "../core/snapshot";
import type { StandardSchema, StandardSchemaIssue } from "./types";

/** Checks content, and gives it as the schema makes it: with its defaults and transformations. */
export type ContentValidator = (content: unknown, field: string) => Promise<unknown>;

export const isStandardSchema = (schema: unknown): schema is StandardSchema =>
  // arktype's are functions.
  (typeof schema === "object" || typeof schema === "function") &&
  schema !== null &&
  readable(() => typeof (schema as StandardSchema)["~standard"]?.validate === "function") === true;

export function standardValidator(schema: StandardSchema): ContentValidator {
  return async (content, field) => {
    const result = await schema["~standard"].validate(content);
    if (result.issues === undefined) return result.value;
    throw mismatch(field, result.issues[0]!);
  };
}

/**
 * The first problem with its path. An issue's message may hold the value, as valibot's and arktype's
 * do, so it is not told: only what was expected, where the library says that apart.
 */
function mismatch(field: string, issue: StandardSchemaIssue): UnifiedStoreError {
  const { expected } = issue as { expected?: unknown };
  const known = typeof expected === "string" && expected.length <= MOST_EXPECTED;
  const must = known ? `must be ${expected}, as its schema says` : "does not agree with its schema";
  return invalid(pathOf(field, issue.path ?? []), must);
}

const MOST_EXPECTED = 200;

export function pathOf(field: string, path: NonNullable<StandardSchemaIssue["path"]>): string {
  return path.reduce<string>((at, segment) => {
    const key = typeof segment === "object" ? segment.key : segment;
    if (typeof key === "number") return `${at}[${key}]`;
    const name = String(key);
    return /^[\w$]{1,64}$/.test(name) ? `${at}.${name}` : `${at}[…]`;
  }, field);
}
