import {
  IsId,
  IsInstant,
  IsName,
  IsNames,
  IsOneOf,
  IsWhole,
  Nullable,
  Optional,
} from "../../core/input/rules";
import { PageInput } from "../../db/pages/page";
import type { GraphDirection } from "./types";

export class GraphNodeKeyInput {
  @IsName()
  type!: string;

  @IsName()
  name!: string;
}

export class GraphEdgeKeyInput {
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

class EdgeFilterInput {
  @Optional()
  @IsOneOf("out", "in", "both")
  direction?: GraphDirection | undefined;

  @Optional()
  @IsNames(MAX_TYPES)
  types?: readonly string[] | undefined;

  @Optional()
  @IsInstant()
  validAt?: Date | undefined;

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
