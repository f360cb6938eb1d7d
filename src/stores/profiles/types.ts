export type { ProfileId } from "../../../entities/profiles";

import type { profileLinkTable, profileTable } from "../../../entities/profiles";
import type { InputOf, RowOf, WithJson } from "../../../entities/table";
import type { Json, JsonInput } from "../../core/json/json";
import type { PageOptions } from "../../db/pages/page";

/** What is known of somebody or something that has a name: a user, an agent, a model. */
export interface Profile<T = Json> extends WithJson<RowOf<typeof profileTable>, "data", T> {}

/**
 * A profile to make, or to replace where the name has one. `id` and `createdAt` are for a new
 * profile alone: one that exists keeps its own.
 */
export interface ProfileInput<T = JsonInput> extends WithJson<InputOf<typeof profileTable>, "data", T> {}

export interface ProfileListQuery extends PageOptions {
  /**
   * Only names that begin with this, compared exactly: `%`, `_` and `\` mean themselves, case
   * matters. Default: all.
   */
  prefix?: string | undefined;
}

/**
 * How often one name was seen with another. Links have a direction; neither name need have a
 * profile.
 */
export interface ProfileLink extends RowOf<typeof profileLinkTable> {}

/** That one name was seen with another; what is noted of one pair adds up. */
export interface ProfileLinkInput extends InputOf<typeof profileLinkTable> {
  /** When it was seen. Default: now. */
  seenAt?: Date | undefined;
}

/** What a link is known by. */
export interface ProfileLinkKey {
  from: string;
  to: string;
}

/** Which links: all conditions given must hold. */
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
  /** How many links away, 1 to 16. Default 1: the name and its neighbors. */
  depth?: number | undefined;
  /** Most names, the nearest first, 1 to 10,000. Default 1000. */
  limit?: number | undefined;
}

export interface ProfileNetworkNode<T = Json> {
  name: string;
  /** How many links away at the least; 0 is the name that was asked for. */
  depth: number;
  /** null where the name has no profile. */
  profile: Profile<T> | null;
}

export interface ProfileNetwork<T = Json> {
  /** Nearest first, then by name in code point order. */
  nodes: ProfileNetworkNode<T>[];
  /** All links among the nodes, by `from` and `to` in code point order. */
  links: ProfileLink[];
}
