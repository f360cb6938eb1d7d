import { invalid, UnifiedStoreError } from "../core/errors";
import type { ContentValidator } from "./standard";

type ClassValidator = typeof import("class-validator");
type ClassTransformer = typeof import("class-transformer");
type Failure = Awaited<ReturnType<ClassValidator["validate"]>>[number];

/**
 * Checks content by the decorators of class-validator. Nested classes need class-transformer's
 * `@Type`, which is used where it is installed. Members without a decorator are refused.
 *
 * @throws UnifiedStoreError `not_supported` where class-validator is not installed
 */
export function classValidator(Class: new () => object): ContentValidator {
  const { validate } = loadValidator();
  const transform = loadTransformer();
  return async (content, field) => {
    if (typeof content !== "object" || content === null || Array.isArray(content))
      throw invalid(field, "must be an object, as its schema says");
    const instance = transform
      ? transform.plainToInstance(Class, content)
      : Object.assign(new Class(), content);
    const [problem] = await validate(instance, {
      whitelist: true,
      forbidNonWhitelisted: true,
      forbidUnknownValues: true,
      // The messages may hold the value.
      validationError: { target: false, value: false },
    });
    if (problem) throw mismatch(field, problem);
    return transform ? transform.instanceToPlain(instance) : { ...instance };
  };
}

/** The first problem with its path, and the names of the rules that it breaks. */
function mismatch(field: string, { property, constraints, children }: Failure): UnifiedStoreError {
  const path = /^\d+$/.test(property) ? `${field}[${property}]` : `${field}.${property}`;
  const [inner] = children ?? [];
  if (inner) return mismatch(path, inner);
  const rules = Object.keys(constraints ?? {}).join(", ");
  return invalid(path, `does not agree with its schema: ${rules}`);
}

function loadValidator(): ClassValidator {
  try {
    return require("class-validator");
  } catch (cause) {
    throw new UnifiedStoreError(
      "not_supported",
      "a class as a schema needs class-validator and reflect-metadata: npm install class-validator reflect-metadata",
      { cause },
    );
  }
}

function loadTransformer(): ClassTransformer | null {
  try {
    return require("class-transformer");
  } catch {
    return null;
  }
}
