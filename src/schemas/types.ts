import type { Json, JsonInput } from "../core/json/json";

/**
 * Standard Schema: the common interface of schema libraries, https://standardschema.dev, version 1.
 */
export interface StandardSchema<Input = unknown, Output = Input> {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (
      value: unknown,
    ) => StandardSchemaResult<Output> | Promise<StandardSchemaResult<Output>>;
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
  };
}

/** A valid value, or the problems of an invalid one. */
export type StandardSchemaResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly StandardSchemaIssue[] };

export interface StandardSchemaIssue {
  readonly message: string;
  readonly path?: ReadonlyArray<PropertyKey | { readonly key: PropertyKey }> | undefined;
}

/**
 * Schema of any library with Standard Schema (zod, valibot, arktype), or a class with decorators of
 * class-validator.
 */
export type ContentSchema = StandardSchema | (new () => object);

/** Versioned schema. Content that was written with an earlier version is upgraded on read. */
export interface VersionedSchema<S extends ContentSchema = ContentSchema> {
  schema: S;
  /** A whole number from 1. Content that was written without a schema counts as version 1. */
  version: number;
  /**
   * Upgrade steps. The key is the version that a step starts from; the result has the next version.
   */
  // biome-ignore lint/suspicious/noExplicitAny: only the application knows the type of older content
  upgrade?: Readonly<Record<number, (content: any) => unknown>>;
}

/** Schemas of one kind of content, by the name of its type. `*` is for all other types. */
export type SchemasByType = Readonly<Record<string, ContentSchema | VersionedSchema>>;

/** Schemas of content, by kind. Content without a schema is any JSON. */
export interface Schemas {
  /** Content of memory items by their `type`. */
  readonly memory?: SchemasByType | undefined;
  /** Payloads of ingest jobs by their `source`. */
  readonly jobs?: SchemasByType | undefined;
  /** Values of agents' state by their `key`. */
  readonly state?: SchemasByType | undefined;
  /** Payloads of agents' events by their `type`. */
  readonly events?: SchemasByType | undefined;
  /** Data of profiles by their `name`. */
  readonly profiles?: SchemasByType | undefined;
  /** Attributes (`attrs`) of graph nodes by their `type`. Edges have no schemas. */
  readonly nodes?: SchemasByType | undefined;
}

/** A kind of content that may have schemas. */
export type SchemaKind = keyof Schemas;

type SchemaOf<E> = E extends VersionedSchema<infer S> ? S : E;
type OutputOf<E> =
  SchemaOf<E> extends StandardSchema<infer _, infer Output>
    ? Output
    : SchemaOf<E> extends new () => infer T
      ? T
      : Json;
type InputOf<E> =
  SchemaOf<E> extends StandardSchema<infer Input, infer _>
    ? Input
    : SchemaOf<E> extends new () => infer T
      ? T
      : JsonInput;

type IsAny<T> = 0 extends 1 & T ? true : false;

/**
 * The schema entry of a type: its own, or that of `*`. It is `never` when there is none, or when
 * the type is not known.
 */
type EntryOf<C, K> =
  IsAny<C> extends true
    ? never
    : string extends K
      ? never
      : K extends keyof C
        ? C[K]
        : "*" extends keyof C
          ? C["*"]
          : never;

/** Type of content that is read: the output of its schema, or `T` without a schema. */
export type ContentOf<C, K, T> = [EntryOf<C, K>] extends [never] ? T : OutputOf<EntryOf<C, K>>;

/** Type of content in an input: the input of its schema, or `T` without a schema. */
export type ContentInputOf<C, K, T> = [EntryOf<C, K>] extends [never] ? T : InputOf<EntryOf<C, K>>;

/** The literal words of a suggested type. */
type WordsOf<S> = S extends unknown ? (string extends S ? never : S) : never;

/**
 * Type of the member that names the type of content; `K` is inferred. For autocompletion an editor
 * tries the empty string: then it is the suggested words and the names of the schemas.
 */
export type TypeName<C, K, Suggestions = never> =
  | K
  | ("" extends K ? WordsOf<Suggestions> | (IsAny<C> extends true ? never : Exclude<keyof C, "*">) : never);

/** Schemas of one kind; `any` when it is not known whether there are some. */
export type SchemasOf<S, K extends SchemaKind> =
  IsAny<S> extends true ? S : S extends { readonly [P in K]: infer C } ? C : unknown;

/** Content with a possible schema, described by the members of its row. */
export interface TypedContent {
  readonly kind: SchemaKind;
  /** The member with the type of the content. */
  readonly by: string;
  readonly content: string;
  /** The member with the version of its schema. */
  readonly version: string;
  /** Whether the content may be null. */
  readonly nullable: boolean;
}

/** Names of the types with a schema. */
export type SchemaNames<C> = IsAny<C> extends true ? never : keyof C;
