import type { Json } from "../../core/json/json";
import { accessRules } from "../../stores/memory/accesses/access";
import * as accessInputs from "../../stores/memory/accesses/inputs";
import type * as accessTypes from "../../stores/memory/accesses/types";
import { associationMaker } from "../../stores/memory/associations/association";
import * as associationInputs from "../../stores/memory/associations/inputs";
import { associationKeyRules } from "../../stores/memory/associations/queries";
import type * as associationTypes from "../../stores/memory/associations/types";
import * as clusterInputs from "../../stores/memory/clusters/inputs";
import type * as clusterTypes from "../../stores/memory/clusters/types";
import { MemoryProvenanceListInput } from "../../stores/memory/consolidation/inputs";
import type { MemoryProvenanceListQuery as ProvenanceListQuery } from "../../stores/memory/consolidation/types";
import * as rules from "../../stores/memory/inputs";
import { itemRules, patchRules } from "../../stores/memory/item";
import { policyMaker } from "../../stores/memory/policies";
import type * as types from "../../stores/memory/types";
import { inputClass, queryClass } from "../input-class";

export class MemoryItemInput extends inputClass<types.MemoryItemInput, types.MemoryItemInput<Json>>(
  itemRules,
) {}
export class MemoryItemPatch extends inputClass<types.MemoryItemPatch, types.MemoryItemPatch<Json>>(
  patchRules,
) {}
export class MemoryListQuery extends queryClass<types.MemoryListQuery>(rules.MemoryListInput) {}
export class MemorySearchQuery extends queryClass<types.MemorySearchQuery>(rules.MemorySearchInput) {}
export class MemoryRelatedQuery extends inputClass<types.MemoryRelatedQuery>(rules.MemoryRelatedInput) {}
export class MemoryTouchInput extends inputClass<types.MemoryTouchInput>(rules.MemoryTouchInput) {}
export class MemoryPolicyInput extends inputClass<types.MemoryPolicyInput>(policyMaker.input) {}
export class MemoryPruneQuery extends queryClass<types.MemoryPruneQuery>(rules.MemoryPruneInput) {}
export class MemoryDecayQuery extends queryClass<types.MemoryDecayQuery>(rules.MemoryDecayInput) {}
export class MemoryClusterBuildQuery extends queryClass<clusterTypes.MemoryClusterBuildQuery>(
  clusterInputs.MemoryClusterBuildInput,
) {}
export class MemoryClusterItemsQuery extends queryClass<clusterTypes.MemoryClusterItemsQuery>(
  clusterInputs.MemoryClusterItemsInput,
) {}
export class MemoryAssociationInput extends inputClass<associationTypes.MemoryAssociationInput>(
  associationMaker.input,
) {}
export class MemoryAssociationKey extends queryClass<associationTypes.MemoryAssociationKey>(
  associationKeyRules,
) {}
export class MemoryAssociationListQuery extends queryClass<associationTypes.MemoryAssociationListQuery>(
  associationInputs.MemoryAssociationListInput,
) {}
export class MemoryLinkSimilarQuery extends queryClass<associationTypes.MemoryLinkSimilarQuery>(
  associationInputs.MemoryLinkSimilarInput,
) {}
export class MemoryLinkUsedTogetherQuery extends queryClass<associationTypes.MemoryLinkUsedTogetherQuery>(
  associationInputs.MemoryLinkUsedTogetherInput,
) {}
export class MemoryAccessInput extends inputClass<accessTypes.MemoryAccessInput>(accessRules) {}
export class MemoryAccessListQuery extends queryClass<accessTypes.MemoryAccessListQuery>(
  accessInputs.MemoryAccessListInput,
) {}
export class MemoryAccessPruneQuery extends queryClass<accessTypes.MemoryAccessPruneQuery>(
  accessInputs.MemoryAccessPruneInput,
) {}
export class MemoryProvenanceListQuery extends queryClass<ProvenanceListQuery>(MemoryProvenanceListInput) {}
