export type { ProfileId } from "../../../entities/profiles";

import type { profileLinkTable, profileTable } from "../../../entities/profiles";
import type { InputOf, RowOf, WithJson } from "../../../entities/table";
import type { Json, JsonInput } from "../../core/json/json";
import type { PageOptions } from "../../db/pages/page";

/** Profile: the data of a named person or thing, such as a user, an agent or a model. */
export interface Profile<T = Json> extends WithJson<RowOf<typeof profileTable>, "data", T> {}

/**
 * A profile to create or replace, with the name as its key. `id` and `createdAt` are only for a new
 * profile; an existing one keeps its own.
 */
export interface ProfileInput<T = JsonInput> extends WithJson<InputOf<typeof profileTable>, "data", T> {}

export interface ProfileListQuery extends PageOptions {
  /**
   * Only names with this prefix, case-sensitive. `%`, `_` and `\` are ordinary characters. Default:
   * all.
   */
  prefix?: string | undefined;
}

/**
 * Co-occurrence count: how often one name was seen with another. A link has a direction. Its names
 * need not have a profile.
 */
export interface ProfileLink extends RowOf<typeof profileLinkTable> {}

/** Observation that one name was seen with another. The counts of one pair add up. */
export interface ProfileLinkInput extends InputOf<typeof profileLinkTable> {
  /** When it was seen. Default: now. */
  seenAt?: Date | undefined;
}

/** Key of a link. */
export interface ProfileLinkKey {
  from: string;
  to: string;
}

/** Filter of links. All given conditions must hold. */
export interface ProfileLinkFilter {
  /** Links that begin or end at this name. */
  name?: string | undefined;
  /** Links that begin at this name. */
  from?: string | undefined;
  /** Links that end at this name. */
  to?: string | undefined;
}

/** Without a name, `from` and `to`, each page reads all links of the scope. */
export interface ProfileLinkListQuery extends ProfileLinkFilter, PageOptions {}

export interface ProfileNetworkQuery {
  /** Largest distance in links, 1 to 16. Default 1: the name and its neighbors. */
  depth?: number | undefined;
  /** Largest number of names, the nearest first, 1 to 10,000. Default 1000. */
  limit?: number | undefined;
}

export interface ProfileNetworkNode<T = Json> {
  name: string;
  /** Smallest distance in links; 0 is the start. */
  depth: number;
  /** null when the name has no profile. */
  profile: Profile<T> | null;
}

export interface ProfileNetwork<T = Json> {
  /** Nearest first, then by name in code point order. */
  nodes: ProfileNetworkNode<T>[];
  /** All links among the nodes, by `from` and `to` in code point order. */
  links: ProfileLink[];
}
