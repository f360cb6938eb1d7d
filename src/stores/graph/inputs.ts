import {
  IsId,
  IsIds,
  IsInstant,
  IsJsonObject,
  IsName,
  IsNames,
  IsOneOf,
  IsText,
  IsWhole,
  Nullable,
  Optional,
} from "../../core/input/rules";
import { PageInput } from "../../db/pages/page";
import type { SearchMode } from "../../db/search/search";
import type { GraphAttrsInput, GraphDirection } from "./types";

export class GraphNodeKeyInput {
  @IsName()
  type!: string;

  @IsName()
  name!: string;
}

class AsOfInput {
  @Optional()
  @IsInstant()
  validAt?: Date | undefined;

  @Optional()
  @IsInstant()
  recordedAt?: Date | undefined;
}

export class GraphEdgeKeyInput extends AsOfInput {
  @IsId()
  from!: string;

  @IsId()
  to!: string;

  @IsName()
  type!: string;
}

export class GraphNodeListInput extends PageInput {
  @Optional()
  @IsName()
  type?: string | undefined;

  @Optional()
  @IsName()
  namePrefix?: string | undefined;
}

export class GraphNodeSearchInput extends PageInput {
  @IsText()
  text!: string;

  @Optional()
  @IsOneOf("any", "words", "substring")
  mode?: SearchMode | undefined;

  @Optional()
  @IsName()
  type?: string | undefined;
}

export class GraphEdgeListInput extends PageInput {
  @Optional()
  @IsId()
  from?: string | undefined;

  @Optional()
  @IsId()
  to?: string | undefined;

  @Optional()
  @IsName()
  type?: string | undefined;

  @Optional()
  @IsInstant()
  validAt?: Date | undefined;

  @Optional()
  @IsInstant()
  recordedAt?: Date | undefined;
}

export class GraphProvenanceListInput extends PageInput {
  @Nullable()
  @IsId()
  nodeId?: string | null | undefined;

  @Nullable()
  @IsId()
  edgeId?: string | null | undefined;
}

const MAX_DEPTH = 64;
const MAX_TYPES = 100;
const MOST_MERGED = 1000;

class EdgeFilterInput extends AsOfInput {
  @Optional()
  @IsOneOf("out", "in", "both")
  direction?: GraphDirection | undefined;

  @Optional()
  @IsNames(MAX_TYPES)
  types?: readonly string[] | undefined;

  @Optional()
  @IsWhole(1, MAX_DEPTH)
  maxDepth?: number | undefined;
}

export class GraphWalkInput extends EdgeFilterInput {
  @Optional()
  @IsWhole(1, 1_000_000)
  limit?: number | undefined;
}

export class GraphPathInput extends EdgeFilterInput {
  @IsId()
  from!: string;

  @IsId()
  to!: string;
}

export class GraphMergeInput {
  @IsIds(MOST_MERGED)
  from!: readonly string[];

  @IsId()
  into!: string;

  @Optional()
  @IsJsonObject()
  attrs?: GraphAttrsInput | undefined;
}

export class GraphAliasListInput extends PageInput {
  @IsId()
  nodeId!: string;
}
