import { type Json, JsonText } from "../json/json";

/** Content whose strings and numbers are searched. */
export type ContentKind = "memory" | "messages";

export interface SearchedContent {
  kind: ContentKind;
  /** Of an item its type, of a message its role. */
  type: string;
  value: Json | JsonText;
}

/** Members of content that are kept out of the search index, by type; `*` is of all other types. */
export type ExcludedMembers = { readonly [type: string]: readonly string[] | undefined };

/** Rules for the content of one kind. */
export interface KindRules {
  exclude: ExcludedMembers;
  /** Longer strings are kept out; null: none are. */
  maxMemberCharacters: number | null;
}

const NO_PATHS: readonly (readonly string[])[] = [];
export const NO_RULES: KindRules = Object.freeze({ exclude: Object.freeze({}), maxMemberCharacters: null });

/** Which parts of content are not searched. */
export class ContentRules {
  private readonly kinds: ReadonlyMap<ContentKind, KindRules>;
  private readonly paths = new Map<string, readonly (readonly string[])[]>();

  constructor(kinds: Iterable<readonly [ContentKind, KindRules]> = []) {
    this.kinds = new Map(kinds);
  }

  of(kind: ContentKind): KindRules {
    return this.kinds.get(kind) ?? NO_RULES;
  }

  /** Whether the type of content decides which of it is searched. */
  dependsOnType(kind: ContentKind): boolean {
    return Object.keys(this.of(kind).exclude).length > 0;
  }

  /** The searched text of content; null where all of it is searched. */
  textOf({ kind, type, value }: SearchedContent): string | null {
    const { maxMemberCharacters } = this.of(kind);
    const paths = this.pathsOf(kind, type);
    if (paths.length === 0 && maxMemberCharacters === null) return null;
    return textOf(value, { paths, maxMemberCharacters });
  }

  /** What a table's entries depend on, in one spelling; empty for no rules. */
  spelled(kind: ContentKind): string {
    const { exclude, maxMemberCharacters } = this.of(kind);
    const types = Object.entries(exclude)
      .map(([type, members = []]) => [type, [...new Set(members)].sort()] as const)
      .filter(([type, members]) => members.length > 0 || type !== "*")
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return types.length === 0 && maxMemberCharacters === null
      ? ""
      : JSON.stringify({ exclude: Object.fromEntries(types), maxMemberCharacters });
  }

  /** What `spelled` gave. */
  static parse(spelled: string): KindRules {
    return spelled === "" ? NO_RULES : (JSON.parse(spelled) as KindRules);
  }

  private pathsOf(kind: ContentKind, type: string): readonly (readonly string[])[] {
    const { exclude } = this.of(kind);
    const members = Object.hasOwn(exclude, type) ? exclude[type] : exclude["*"];
    if (members === undefined || members.length === 0) return NO_PATHS;
    const key = `${kind} ${type}`;
    const known = this.paths.get(key) ?? members.map((path) => path.split("."));
    this.paths.set(key, known);
    return known;
  }
}

interface TextRules {
  /** Of members that are left out, each from its outermost member on. */
  paths: readonly (readonly string[])[];
  maxMemberCharacters: number | null;
}

const ALL: TextRules = { paths: NO_PATHS, maxMemberCharacters: null };

/**
 * The searchable text of a JSON value: its strings and numbers, one a line. Keys and flags are
 * structure, not text. Members are sorted by name, because a database may return them in another
 * order than they were written in. Both have to be indexed alike.
 */
export function textOf(value: Json | JsonText | undefined, rules: TextRules = ALL): string {
  const parts: string[] = [];
  const { maxMemberCharacters: most } = rules;
  const collect = (node: Json | undefined, paths: TextRules["paths"]): void => {
    if (typeof node === "string") {
      if (most === null || node.length <= most) parts.push(node);
    } else if (typeof node === "number") parts.push(String(node));
    else if (Array.isArray(node)) for (const element of node) collect(element, paths);
    else if (typeof node === "object" && node !== null) {
      const members = node as { readonly [key: string]: Json | undefined };
      for (const key of Object.keys(members).sort()) {
        if (paths.length === 0) collect(members[key], paths);
        else {
          const inner = paths.filter(([first]) => first === key).map(([, ...rest]) => rest);
          if (!inner.some((rest) => rest.length === 0)) collect(members[key], inner);
        }
      }
    }
  };
  collect(value instanceof JsonText ? value.value() : value, rules.paths);
  return parts.join("\n");
}
