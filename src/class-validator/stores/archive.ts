import type { Json } from "../../core/json";
import * as rules from "../../stores/archive/inputs";
import type * as types from "../../stores/archive/types";
import { inputClass, queryClass } from "../input-class";

export class ArchiveEntryInput extends inputClass<
  rules.ArchiveEntryInput,
  rules.ArchiveEntryInput<NonNullable<Json>>
>(rules.ArchiveEntryInput) {}
export class ArchiveContentKey extends queryClass(rules.ArchiveContentKey) {}
export class ArchiveContentKeys extends queryClass(rules.ArchiveContentKeys) {}
export class ArchiveListQuery extends queryClass<types.ArchiveListQuery>(rules.ArchiveListInput) {}
export class ArchiveSearchQuery extends queryClass<types.ArchiveSearchQuery>(rules.ArchiveSearchInput) {}
export class ArchivePlaceKey extends queryClass(rules.ArchivePlaceKey) {}
export class ArchivePlaceListQuery extends queryClass<types.ArchivePlaceListQuery>(
  rules.ArchivePlaceListInput,
) {}
