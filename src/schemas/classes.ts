import { invalid, UnifiedStoreError } from "../core/errors";
import { attempt, type ContentValidator, pathOf } from "./standard";

type ClassValidator = typeof import("class-validator");
type ClassTransformer = typeof import("class-transformer");
type Failure = Awaited<ReturnType<ClassValidator["validate"]>>[number];

/**
 * Validates content by the decorators of class-validator. Nested classes need `@Type` of
 * class-transformer, which is used if it is installed. Members without a decorator are refused.
 *
 * The stored content is the given content plus the defaults of omitted members. It is not the
 * output of class-transformer, which drops members with names like `toString` or `constructor`.
 *
 * @param path of the schema, in errors
 * @throws UnifiedStoreError `validation` for a class without rules; `not_supported` when
 * class-validator is not installed
 */
export function classValidator(Class: new () => object, path: string): ContentValidator {
  const { validate, getMetadataStorage } = loadValidator();
  const metadata = getMetadataStorage().getTargetValidationMetadatas(Class, "", false, false);
  if (metadata.length === 0)
    throw invalid(path, "is a class without class-validator's decorators: give each member one");
  const declared = new Set(metadata.map(({ propertyName }) => propertyName));
  const transform = loadTransformer();
  return async (content, field) => {
    if (typeof content !== "object" || content === null || Array.isArray(content))
      throw invalid(field, "must be an object, as its schema says");
    const unknown = Object.keys(content).find((name) => !declared.has(name));
    if (unknown !== undefined) throw invalid(pathOf(field, [unknown]), "is not known to its schema");
    const { instance, problem } = await attempt(async () => {
      const made = transform
        ? transform.plainToInstance(Class, content)
        : Object.assign(new Class(), content);
      return { instance: made, problem: (await validate(made, RULES))[0] };
    }, field);
    if (problem) throw mismatch(field, problem);
    const defaults = Object.entries(instance).filter(
      ([name, value]) => declared.has(name) && value !== undefined && !Object.hasOwn(content, name),
    );
    return { ...content, ...Object.fromEntries(defaults) };
  };
}

const RULES = {
  whitelist: true,
  forbidNonWhitelisted: true,
  forbidUnknownValues: true,
  // The value is left out of errors: error messages must not contain content.
  validationError: { target: false, value: false },
};

/** The error of the first problem: its path, and the names of the violated rules. */
function mismatch(field: string, { property, constraints, children }: Failure): UnifiedStoreError {
  const segment = /^\d+$/.test(property) ? Number(property) : property;
  const path = property === undefined ? field : pathOf(field, [segment]);
  const [inner] = children ?? [];
  if (inner) return mismatch(path, inner);
  const rules = Object.keys(constraints ?? {});
  if (rules.includes("whitelistValidation")) return invalid(path, "is not known to its schema");
  return invalid(path, `does not match its schema: ${rules.join(", ")}`);
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
