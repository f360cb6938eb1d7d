import type { Json, JsonInput } from "../core/json/json";

/** What schema libraries have in common: the interface of https://standardschema.dev, version 1. */
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

/** A value that agrees with the schema, or what is wrong with it. */
export type StandardSchemaResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly StandardSchemaIssue[] };

export interface StandardSchemaIssue {
  readonly message: string;
  readonly path?: ReadonlyArray<PropertyKey | { readonly key: PropertyKey }> | undefined;
}

/**
 * Anything that speaks Standard Schema (zod, valibot, arktype), or a class with class-validator's
 * decorators.
 */
export type ContentSchema = StandardSchema | (new () => object);

/**
 * A schema that has changed: content written under an earlier version is upgraded when it is read.
 */
export interface VersionedSchema<S extends ContentSchema = ContentSchema> {
  schema: S;
  /** A whole number from 1. Content that was written without a schema counts as version 1. */
  version: number;
  /** By the version that a step starts from: each makes content of the version above it. */
  // biome-ignore lint/suspicious/noExplicitAny: what older content was like only the application knows
  upgrade?: Readonly<Record<number, (content: any) => unknown>>;
}

/** The schemas of one kind of content by the name of its type; `*` is for all other types. */
export type SchemasByType = Readonly<Record<string, ContentSchema | VersionedSchema>>;

/** Which content has schemas. Without them everything is JSON of any shape. */
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
  /** Attributes (`attrs`) of graph nodes by their `type`; edges have none. */
  readonly nodes?: SchemasByType | undefined;
}

/** A kind of content that schemas may be given for. */
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
 * The entry of a type: its own, or that of all others; never where there is none, or it is not
 * known which.
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

/** What is read of a type: as its schema gives it, or `T` where there is none. */
export type ContentOf<C, K, T> = [EntryOf<C, K>] extends [never] ? T : OutputOf<EntryOf<C, K>>;

/** What is taken for a type: what its schema takes, or `T` where there is none. */
export type ContentInputOf<C, K, T> = [EntryOf<C, K>] extends [never] ? T : InputOf<EntryOf<C, K>>;

/** The words among what is suggested. */
type WordsOf<S> = S extends unknown ? (string extends S ? never : S) : never;

/**
 * The member that says which type content is of, whose `K` is inferred. With the empty text, at
 * which an editor asks what may stand there, it takes the words that are suggested and the names of
 * the schemas.
 */
export type TypeName<C, K, Suggestions = never> =
  | K
  | ("" extends K ? WordsOf<Suggestions> | (IsAny<C> extends true ? never : Exclude<keyof C, "*">) : never);

/** The schemas of one kind; `any` where it is not known whether there are some. */
export type SchemasOf<S, K extends SchemaKind> =
  IsAny<S> extends true ? S : S extends { readonly [P in K]: infer C } ? C : unknown;

/** Content of rows that an application may have a schema for, as the members of a row. */
export interface TypedContent {
  readonly kind: SchemaKind;
  /** The member that says which type it is of. */
  readonly by: string;
  readonly content: string;
  /** The member that has the version of its schema. */
  readonly version: string;
  /** Whether a row may be without content, which is null then. */
  readonly nullable: boolean;
}

/** The types that have a schema, by name. */
export type SchemaNames<C> = IsAny<C> extends true ? never : keyof C;
