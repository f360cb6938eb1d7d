import type { Json } from "../../core/json/json";
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
