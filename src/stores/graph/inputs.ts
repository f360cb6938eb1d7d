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
  id?: string | undefined;

  @IsName()
  type!: string;

  @IsName()
  name!: string;

  /** A plain JSON object, which replaces the whole of the old one. Default `{}`. */
  @Optional()
  @IsJson()
  attrs?: GraphAttrs | JsonObject | undefined;

  /** Of a new node; one that exists keeps its own. Default: now. */
  @Optional()
  @IsInstant()
  createdAt?: Date | undefined;
}

/** An edge by its ends and type. Members left out have their default in a new edge, and stay as they are in one that exists. */
export class GraphEdgeInput {
  /** Of a new edge; one that exists keeps its own. Default: a new UUIDv7. */
  @Optional()
  @IsId()
  id?: string | undefined;

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
  weight?: number | undefined;

  /** A plain JSON object, which replaces the whole of the old one. Default `{}`. */
  @Optional()
  @IsJson()
  attrs?: GraphAttrs | JsonObject | undefined;

  /** The edge holds from here on. null, the default: since ever. */
  @Nullable()
  @IsInstant()
  validFrom?: Date | null | undefined;

  /** The edge holds up to here, exclusive; after `validFrom`. null, the default: until further notice. */
  @Nullable()
  @IsInstant()
  validTo?: Date | null | undefined;

  /** Of a new edge; one that exists keeps its own. Default: now. */
  @Optional()
  @IsInstant()
  createdAt?: Date | undefined;
}

/** Exactly one of the two. */
export class GraphSubjectInput {
  /** Id of a node of this scope. */
  @Nullable()
  @IsId()
  nodeId?: string | null | undefined;

  /** Id of an edge of this scope. */
  @Nullable()
  @IsId()
  edgeId?: string | null | undefined;
}

/** Exactly one of `nodeId` and `edgeId`; all other members may be left out. */
export class GraphProvenanceInput extends GraphSubjectInput {
  /** Default: a new UUIDv7. */
  @Optional()
  @IsId()
  id?: string | undefined;

  @Nullable()
  @IsText()
  sourceUrl?: string | null | undefined;

  @Nullable()
  @IsText()
  episode?: string | null | undefined;

  @Nullable()
  @IsText()
  span?: string | null | undefined;

  @Nullable()
  @IsText()
  speaker?: string | null | undefined;

  @Nullable()
  @IsInstant()
  retrievedAt?: Date | null | undefined;

  @Nullable()
  @IsText()
  licence?: string | null | undefined;

  @Nullable()
  @IsText()
  sha256?: string | null | undefined;

  /** Default: now. */
  @Optional()
  @IsInstant()
  createdAt?: Date | undefined;
}

export class NodeListInput extends PageInput {
  @Optional()
  @IsName()
  type?: string | undefined;

  @Optional()
  @IsName()
  namePrefix?: string | undefined;
}

export class EdgeListInput extends PageInput {
  @Optional()
  @IsId()
  from?: string | undefined;

  @Optional()
  @IsId()
  to?: string | undefined;

  @Optional()
  @IsName()
  type?: string | undefined;
}

const MAX_DEPTH = 64;
const MAX_TYPES = 100;

class EdgeFilterInput {
  @Optional()
  @IsOneOf("out", "in", "both")
  direction?: GraphDirection | undefined;

  @Optional()
  @IsNames(MAX_TYPES)
  types?: readonly string[] | undefined;

  @Optional()
  @IsInstant()
  asOf?: Date | undefined;
}

export class WalkInput extends EdgeFilterInput {
  @Optional()
  @IsWhole(1, MAX_DEPTH)
  depth?: number | undefined;

  @Optional()
  @IsWhole(1, 1_000_000)
  limit?: number | undefined;
}

export class PathInput extends EdgeFilterInput {
  @Optional()
  @IsWhole(1, MAX_DEPTH)
  maxDepth?: number | undefined;
}
