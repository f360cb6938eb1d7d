import type { Json } from "../../core/json/json";
import { contentKeyRules, entryRules } from "../../stores/archive/entry";
import * as rules from "../../stores/archive/inputs";
import { placeKeyRules } from "../../stores/archive/place";
import type * as types from "../../stores/archive/types";
import { inputClass, queryClass } from "../input-class";

export class ArchiveEntryInput extends inputClass<
  types.ArchiveEntryInput,
  types.ArchiveEntryInput<NonNullable<Json>>
>(entryRules) {}
export class ArchiveContentKey extends queryClass<types.ArchiveContentKey>(contentKeyRules) {}
export class ArchiveContentKeys extends queryClass(rules.ArchiveContentKeys) {}
export class ArchiveListQuery extends queryClass<types.ArchiveListQuery>(rules.ArchiveListInput) {}
export class ArchiveSearchQuery extends queryClass<types.ArchiveSearchQuery>(rules.ArchiveSearchInput) {}
export class ArchivePlaceKey extends queryClass<types.ArchivePlaceKey>(placeKeyRules) {}
export class ArchivePlaceListQuery extends queryClass<types.ArchivePlaceListQuery>(
  rules.ArchivePlaceListInput,
) {}
