/**
 * Content of the pages, as data. `read.mts` reads it from the compiler, `pages.mts` writes it as
 * Markdown.
 */
export interface Reference {
  manager: Part;
  scope: Part;
  stores: Part[];
  /** By name; only types of the public interface that a page mentions. */
  types: Map<string, NamedType>;
}

/** A class with public methods: the manager, the scope, a store, or a collection. */
export interface Part {
  /** Its name in examples: `acme.ingest.episodes`. */
  path: string;
  /** Its name in errors: `ingest.episodes`. */
  title: string;
  className: string;
  /** Its purpose, in a few words. */
  summary: string;
  doc: string;
  examples: string[];
  fields: Member[];
  methods: Method[];
  /** Its collections. */
  parts: Part[];
}

export interface Method {
  name: string;
  title: string;
  /**
   * Signatures, one for each overload: `add(input: MemoryItemInput, options?: CallOptions):
   * Promise<MemoryItem>`.
   */
  signatures: string[];
  doc: string;
  parameters: Member[];
  returns: TypeText;
  /** Description of the result; empty if the type says everything. */
  returned: string;
  throws: string[];
  examples: string[];
  /** Names of `@param` tags without a parameter. */
  unknownParameters: string[];
}

export interface Member {
  /** `options.ifVersion` for a member of a parameter. */
  name: string;
  type: TypeText;
  optional: boolean;
  doc: string;
}

/** A type as text, and the named types in it, outermost first. */
export interface TypeText {
  text: string;
  names: string[];
}

export interface NamedType {
  name: string;
  /** With its parameters: `Page<T>`. */
  title: string;
  doc: string;
  examples: string[];
  /** The aliased type, if it has no members. */
  alias: TypeText | null;
  members: Member[];
  /** Types in its hidden parts. */
  mentions: string[];
}
