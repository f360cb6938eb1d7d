import { edgeMaker } from "../../stores/graph/edge";
import * as rules from "../../stores/graph/inputs";
import { nodeRules } from "../../stores/graph/node";
import { provenanceMaker } from "../../stores/graph/provenance";
import type * as types from "../../stores/graph/types";
import { inputClass, queryClass } from "../input-class";

export class GraphNodeInput extends inputClass<types.GraphNodeInput>(nodeRules) {}
export class GraphNodeKey extends queryClass<types.GraphNodeKey>(rules.GraphNodeKeyInput) {}
export class GraphNodeListQuery extends queryClass<types.GraphNodeListQuery>(rules.GraphNodeListInput) {}
export class GraphNodeSearchQuery extends queryClass<types.GraphNodeSearchQuery>(
  rules.GraphNodeSearchInput,
) {}
export class GraphEdgeInput extends inputClass<types.GraphEdgeInput>(edgeMaker.input) {}
export class GraphEdgeQuery extends queryClass<types.GraphEdgeQuery>(rules.GraphEdgeKeyInput) {}
export class GraphEdgeListQuery extends queryClass<types.GraphEdgeListQuery>(rules.GraphEdgeListInput) {}
export class GraphProvenanceInput extends inputClass<types.GraphProvenanceInput>(provenanceMaker.input) {}
export class GraphProvenanceListQuery extends queryClass<types.GraphProvenanceListQuery>(
  rules.GraphProvenanceListInput,
) {}
export class GraphWalkQuery extends queryClass<types.GraphWalkQuery>(rules.GraphWalkInput) {}
export class GraphPathQuery extends queryClass<types.GraphPathQuery>(rules.GraphPathInput) {}
export class GraphMergeInput extends inputClass<types.GraphMergeInput>(rules.GraphMergeInput) {}
export class GraphAliasListQuery extends queryClass<types.GraphAliasListQuery>(rules.GraphAliasListInput) {}
