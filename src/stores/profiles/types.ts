import type { WriteOptions } from "../../core/arguments";
import type { CallOptions } from "../../core/deadline";
import type { Json } from "../../core/json";
import type { PageOptions } from "../../db/page";

/** What is known of somebody or something that has a name: a user, an agent, a model. */
export interface Profile {
  /** UUID; given by the caller or made by the store. It stays the same through every `put`. */
  id: string;
  /** Its key in the scope. */
  name: string;
  data: Json;
  createdAt: Date;
  /** When it was last put. */
  updatedAt: Date;
  /** 1 at first, one more with each `put`. */
  version: number;
}

/** How often one name was seen with another. Links have a direction; neither name need have a profile. */
export interface ProfileLink {
  source: string;
  target: string;
  /** 0 to 2^53 - 1. */
  count: number;
  firstSeen: Date;
  lastSeen: Date;
}

export interface ProfileListQuery extends PageOptions {
  /** Only names that begin with this, compared exactly: `%`, `_` and `\` mean themselves, case matters. Default: all. */
  prefix?: string | undefined;
}

export interface RemoveProfileOptions extends WriteOptions {
  /** Remove the links from and to the name as well, in the same transaction. Default false. */
  links?: boolean | undefined;
}

export interface LinkOptions extends CallOptions {
  /** How often it was seen: a whole number from 0. Default 1. */
  count?: number | undefined;
  /** When it was seen. Default: now. */
  seenAt?: Date | undefined;
}

export type LinkDirection = "out" | "in" | "both";

export interface ProfileLinksQuery extends PageOptions {
  /** Links that begin at the name (`out`), that end at it (`in`), or `both`, which is the default. */
  direction?: LinkDirection | undefined;
}

export interface NetworkQuery {
  /** How many links away, 1 to 16. Default 1: the name and its neighbours. */
  depth?: number | undefined;
  /** Most names, the nearest first, 1 to 10,000. Default 1000. */
  limit?: number | undefined;
}

export interface NetworkNode {
  name: string;
  /** How many links away at the least; 0 is the name that was asked for. */
  depth: number;
  /** null where the name has no profile. */
  profile: Profile | null;
}

export interface ProfileNetwork {
  /** Nearest first, then by name in code point order. */
  nodes: NetworkNode[];
  /** All links among the nodes, by source and target in code point order. */
  links: ProfileLink[];
}
