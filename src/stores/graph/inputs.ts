import type { JsonObject } from "../../core/json";
import {
  IsFiniteNumber,
  IsId,
  IsInstant,
  IsJson,
  IsName,
  IsNames,
  IsOneOf,
  IsText,
  IsWhole,
  Nullable,
  Optional,
} from "../../core/rules";
import { PageInput } from "../../db/page-input";
import type { GraphAttrs, GraphDirection } from "./types";

/** A node by its type and name. Members left out have their default in a new node, and stay as they are in one that exists. */
export class GraphNodeInput {
  /** Of a new node; one that exists keeps its own. Default: a new UUIDv7. */
  @Optional()
  @IsId()
  id?: string;

  @IsName()
  type!: string;

  @IsName()
  name!: string;

  /** A plain JSON object, which replaces the whole of the old one. Default `{}`. */
  @Optional()
  @IsJson()
  attrs?: GraphAttrs | JsonObject;

  /** Of a new node; one that exists keeps its own. Default: now. */
  @Optional()
  @IsInstant()
  createdAt?: Date;
}

/** An edge by its ends and type. Members left out have their default in a new edge, and stay as they are in one that exists. */
export class GraphEdgeInput {
  /** Of a new edge; one that exists keeps its own. Default: a new UUIDv7. */
  @Optional()
  @IsId()
  id?: string;

  /** Id of a node of this scope. */
  @IsId()
  from!: string;

  /** Id of a node of this scope. */
  @IsId()
  to!: string;

  @IsName()
  type!: string;

  /** Default 1. */
  @Optional()
  @IsFiniteNumber()
  weight?: number;

  /** A plain JSON object, which replaces the whole of the old one. Default `{}`. */
  @Optional()
  @IsJson()
  attrs?: GraphAttrs | JsonObject;

  /** The edge holds from here on. null, the default: since ever. */
  @Nullable()
  @IsInstant()
  validFrom?: Date | null;

  /** The edge holds up to here, exclusive; after `validFrom`. null, the default: until further notice. */
  @Nullable()
  @IsInstant()
  validTo?: Date | null;

  /** Of a new edge; one that exists keeps its own. Default: now. */
  @Optional()
  @IsInstant()
  createdAt?: Date;
}

/** Exactly one of the two. */
export class GraphSubjectInput {
  /** Id of a node of this scope. */
  @Nullable()
  @IsId()
  nodeId?: string | null;

  /** Id of an edge of this scope. */
  @Nullable()
  @IsId()
  edgeId?: string | null;
}

/** Exactly one of `nodeId` and `edgeId`; all other members may be left out. */
export class GraphProvenanceInput extends GraphSubjectInput {
  /** Default: a new UUIDv7. */
  @Optional()
  @IsId()
  id?: string;

  @Nullable()
  @IsText()
  sourceUrl?: string | null;

  @Nullable()
  @IsText()
  episode?: string | null;

  @Nullable()
  @IsText()
  span?: string | null;

  @Nullable()
  @IsText()
  speaker?: string | null;

  @Nullable()
  @IsInstant()
  retrievedAt?: Date | null;

  @Nullable()
  @IsText()
  licence?: string | null;

  @Nullable()
  @IsText()
  sha256?: string | null;

  /** Default: now. */
  @Optional()
  @IsInstant()
  createdAt?: Date;
}

export class NodeListInput extends PageInput {
  @Optional()
  @IsName()
  type?: string;

  @Optional()
  @IsName()
  namePrefix?: string;
}

export class EdgeListInput extends PageInput {
  @Optional()
  @IsId()
  from?: string;

  @Optional()
  @IsId()
  to?: string;

  @Optional()
  @IsName()
  type?: string;
}

const MAX_DEPTH = 64;
const MAX_TYPES = 100;

class EdgeFilterInput {
  @Optional()
  @IsOneOf("out", "in", "both")
  direction?: GraphDirection;

  @Optional()
  @IsNames(MAX_TYPES)
  types?: readonly string[];

  @Optional()
  @IsInstant()
  asOf?: Date;
}

export class WalkInput extends EdgeFilterInput {
  @Optional()
  @IsWhole(1, MAX_DEPTH)
  depth?: number;

  @Optional()
  @IsWhole(1, 1_000_000)
  limit?: number;
}

export class PathInput extends EdgeFilterInput {
  @Optional()
  @IsWhole(1, MAX_DEPTH)
  maxDepth?: number;
}
