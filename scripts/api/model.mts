/**
 * What the pages tell, as data: read from the compiler by `read.mts`, written as Markdown by
 * `pages.mts`.
 */
export interface Reference {
  manager: Part;
  scope: Part;
  stores: Part[];
  /** By name; those of the public interface that some page mentions. */
  types: Map<string, NamedType>;
}

/** A class whose methods are called: the manager, the scope, a store, one of its collections. */
export interface Part {
  /** As the examples write it: `acme.ingest.episodes`. */
  path: string;
  /** As errors name it: `ingest.episodes`. */
  title: string;
  className: string;
  /** What it is for, in a few words. */
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
   * One for each overload:
   * `add(input: MemoryItemInput, options?: CallOptions): Promise<MemoryItem>`.
   */
  signatures: string[];
  doc: string;
  parameters: Member[];
  returns: TypeText;
  /** What comes back, in words; empty where the type tells all. */
  returned: string;
  throws: string[];
  examples: string[];
  /** Names of `@param` that the method does not have. */
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
  /** What it stands for, where it has no members. */
  alias: TypeText | null;
  members: Member[];
  /** Types in what is not shown of it. */
  mentions: string[];
}
