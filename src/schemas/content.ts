import { invalid, UnifiedStoreError } from "../core/errors";
import { isObject, memberOf } from "../core/input/snapshot";
import type { Json } from "../core/json/json";
import { copyJson } from "../core/json/json-copy";
import { classValidator } from "./classes";
import { type ContentValidator, isStandardSchema, standardValidator } from "./standard";
import type { ContentSchema, SchemaKind, Schemas, VersionedSchema } from "./types";

/** Schema of one type of content. It was checked when the manager was opened. */
export interface TypeSchema {
  readonly version: number;
  /**
   * Validates content and returns its stored form.
   *
   * @throws UnifiedStoreError `validation`, naming the member
   */
  readonly validate: ContentValidator;
  /**
   * Upgrades content of an earlier version to this one.
   *
   * @throws UnifiedStoreError `not_supported`
   */
  upgrade(content: Json, from: number): Json;
}

/** Schema registry of a manager, by kind and type of content. */
export class ContentSchemas {
  private constructor(private readonly kinds: ReadonlyMap<SchemaKind, ReadonlyMap<string, TypeSchema>>) {}

  /**
   * @returns null when there are no schemas
   * @throws UnifiedStoreError `validation`, naming the schema; `not_supported` when class-validator
   * is needed but not installed
   */
  static of(schemas: Schemas | undefined): ContentSchemas | null {
    if (schemas === undefined) return null;
    try {
      return ContentSchemas.read(schemas);
    } catch (error) {
      // A getter or a proxy of the caller threw an error.
      throw error instanceof UnifiedStoreError
        ? error
        : invalid("schemas", "cannot be read: reading it threw an error");
    }
  }

  private static read(schemas: Schemas): ContentSchemas | null {
    if (!isObject(schemas))
      throw invalid("schemas", "must be an object such as { memory: { fact: FactSchema } }");
    const kinds = new Map<SchemaKind, Map<string, TypeSchema>>();
    for (const [kind, types] of Object.entries(schemas)) {
      if (!KINDS.has(kind))
        throw invalid(`schemas.${kind}`, `is not known here: use ${[...KINDS].join(", ")}`);
      if (types === undefined) continue;
      if (isStandardSchema(types))
        throw invalid(
          `schemas.${kind}`,
          "is a schema itself: give one by type, such as { fact: FactSchema }",
        );
      if (!isObject(types)) throw invalid(`schemas.${kind}`, "must be an object of schemas by type");
      const entries = Object.entries(types).map(
        ([type, entry]) => [type, typeSchema(entry, `schemas.${kind}.${type}`)] as const,
      );
      if (entries.length > 0) kinds.set(kind as SchemaKind, new Map(entries));
    }
    return kinds.size === 0 ? null : new ContentSchemas(kinds);
  }

  has(kind: SchemaKind): boolean {
    return this.kinds.has(kind);
  }

  /** Finds the schema of a type. The fallback is the schema of `*`. */
  find(kind: SchemaKind, type: string): TypeSchema | undefined {
    const types = this.kinds.get(kind);
    return types?.get(type) ?? types?.get("*");
  }

  /** Iterates over all schemas. */
  *[Symbol.iterator](): Generator<{ kind: SchemaKind; type: string; schema: TypeSchema }> {
    for (const [kind, types] of this.kinds) for (const [type, schema] of types) yield { kind, type, schema };
  }
}

const KINDS: ReadonlySet<string> = new Set<SchemaKind>([
  "memory",
  "jobs",
  "state",
  "events",
  "profiles",
  "nodes",
]);

const ENTRY: ReadonlySet<string> = new Set(["schema", "version", "upgrade"]);

function typeSchema(entry: unknown, field: string): TypeSchema {
  const isVersioned =
    !isStandardSchema(entry) && isObject(entry) && typeof entry !== "function" && "schema" in entry;
  const { schema, version = 1, upgrade = {} } = (isVersioned ? entry : { schema: entry }) as VersionedSchema;
  if (isVersioned) {
    const unknown = Object.keys(entry).find((name) => !ENTRY.has(name));
    if (unknown !== undefined)
      throw invalid(memberOf(field, unknown), `is not known here: use ${[...ENTRY].join(", ")}`);
    if ("upgrade" in entry && !("version" in entry))
      throw invalid(`${field}.version`, "is missing: it must be a whole number from 1");
  }
  if (!(Number.isInteger(version) && version >= 1 && version <= 0x7fffffff))
    throw invalid(`${field}.version`, "must be a whole number from 1");
  if (!isObject(upgrade)) throw invalid(`${field}.upgrade`, "must be an object of functions by version");
  for (let from = 1; from < version; from++)
    if (typeof upgrade[from] !== "function")
      throw invalid(
        `${field}.upgrade`,
        `must have a step from version ${from}: a function of the older content`,
      );
  const validate = validatorOf(schema, isVersioned ? `${field}.schema` : field);
  return {
    version,
    validate,
    upgrade: (content, from) => upgraded(content, { from, version, upgrade, field }),
  };
}

function validatorOf(schema: ContentSchema, field: string): ContentValidator {
  if (isStandardSchema(schema)) return standardValidator(schema);
  if (typeof schema === "function" && schema.prototype !== undefined)
    return classValidator(schema as new () => object, field);
  const must = "must be a schema of zod, valibot, arktype or the like (Standard Schema)";
  throw invalid(field, `${must}, or a class with class-validator's decorators`);
}

interface Steps extends Required<Pick<VersionedSchema, "version" | "upgrade">> {
  from: number;
  field: string;
}

function upgraded(content: Json, { from, version, upgrade, field }: Steps): Json {
  let value: unknown = content;
  let at = from;
  try {
    for (; at < version; at++) value = upgrade[at]!(value);
    return copyJson(value, "content");
  } catch {
    // The error of the step may contain content, so it is not passed on.
    const message = `${field}.upgrade failed on stored content at the step from version ${Math.min(at, version - 1)}`;
    throw new UnifiedStoreError("not_supported", message, { field: `${field}.upgrade` });
  }
}
