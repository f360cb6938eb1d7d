import type { Json } from "../../core/json/json";
import * as rules from "../../stores/documents/inputs";
import type * as types from "../../stores/documents/types";
import { inputClass, queryClass } from "../input-class";

/** Functions of `chunking` do not come in requests: the application adds them. */
export class DocumentInput extends inputClass<types.DocumentInput, types.DocumentInput<Json>>(
  rules.DocumentPutInput as never,
) {}
export class DocumentListQuery extends queryClass<types.DocumentListQuery>(rules.DocumentListInput) {}
export class DocumentFilter extends queryClass<types.DocumentFilter>(rules.DocumentFilterInput) {}
export class DocumentSectionListQuery extends queryClass<types.DocumentSectionListQuery>(
  rules.DocumentSectionListInput,
) {}
export class DocumentChunkListQuery extends queryClass<types.DocumentChunkListQuery>(
  rules.DocumentChunkListInput,
) {}
export class DocumentChunkSearchQuery extends queryClass<types.DocumentChunkSearchQuery>(
  rules.DocumentChunkSearchInput,
) {}
