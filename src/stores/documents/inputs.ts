import { MOST_AT_ONCE } from "../../core/input/arguments";
import {
  IsId,
  IsInstant,
  IsJson,
  IsName,
  IsNames,
  IsOneOf,
  IsText,
  IsWhole,
  NotBelow,
  Nullable,
  Optional,
  REFUSED,
  rule,
  takenAs,
} from "../../core/input/rules";
import { elementsOf, isObject } from "../../core/input/snapshot";
import { PageInput } from "../../db/pages/page";
import type { DocumentChunking, DocumentSectionInput, DocumentSplitter } from "./types";

/** Bytes of UTF-8 of a document's text. */
export const MOST_BYTES = 20 * 1024 * 1024;
export const MOST_SIZE = 100_000;

export const isTooLong = (text: string): boolean =>
  text.length > MOST_BYTES / 3 && Buffer.byteLength(text) > MOST_BYTES;

const IsDocumentText = (): PropertyDecorator =>
  rule("a string of at most 20 MiB of UTF-8", (value) => typeof value === "string" && !isTooLong(value));

const IsFunction = (): PropertyDecorator => rule("a function", (value) => typeof value === "function");

export class DocumentPutInput {
  @IsName()
  source!: string;

  @Nullable()
  @IsText()
  title?: string | null | undefined;

  @Nullable()
  @IsJson()
  meta?: unknown;

  @Optional()
  @IsOneOf("markdown", "text")
  format?: "markdown" | "text" | undefined;

  @Optional()
  @IsDocumentText()
  text?: string | undefined;

  @Optional()
  @takenAs(
    `an array of at most ${MOST_AT_ONCE} sections`,
    (value) => elementsOf(value, MOST_AT_ONCE) ?? REFUSED,
  )
  sections?: readonly DocumentSectionInput[] | undefined;

  @Optional()
  @rule("a plain object such as { size: 200 }", isObject)
  chunking?: DocumentChunking | undefined;
}

export class DocumentSectionRules {
  @IsDocumentText()
  text!: string;

  @Optional()
  @IsNames(6)
  headings?: readonly string[] | undefined;
}

export class DocumentChunkingRules {
  @Optional()
  @IsWhole(16, MOST_SIZE)
  size?: number | undefined;

  @Optional()
  @IsWhole(0, MOST_SIZE / 2)
  overlap?: number | undefined;

  @Optional()
  @IsOneOf("tokens", "characters")
  unit?: "tokens" | "characters" | undefined;

  @Optional()
  @IsFunction()
  countTokens?: ((text: string) => number) | undefined;

  @Optional()
  @IsFunction()
  split?: DocumentSplitter | undefined;
}

export class DocumentRangeRules {
  @IsWhole()
  start!: number;

  @IsWhole()
  end!: number;
}

export class DocumentListInput extends PageInput {
  @Optional()
  @IsText()
  prefix?: string | undefined;

  @Optional()
  @IsInstant()
  updatedFrom?: Date | undefined;

  @Optional()
  @IsInstant()
  @NotBelow("updatedFrom")
  updatedTo?: Date | undefined;
}

export class DocumentFilterInput {
  @Optional()
  @IsName()
  prefix?: string | undefined;

  @Optional()
  @IsInstant()
  updatedFrom?: Date | undefined;

  @Optional()
  @IsInstant()
  @NotBelow("updatedFrom")
  updatedTo?: Date | undefined;
}

export class DocumentSectionListInput extends PageInput {
  @IsName()
  source!: string;
}

export class DocumentChunkListInput extends PageInput {
  @IsName()
  source!: string;

  @Optional()
  @IsId()
  sectionId?: string | undefined;
}

export class DocumentChunkSearchInput extends PageInput {
  @IsText()
  text!: string;

  @Optional()
  @IsOneOf("any", "words", "substring")
  mode?: "any" | "words" | "substring" | undefined;

  @Optional()
  @IsName()
  source?: string | undefined;

  @Optional()
  @IsName()
  prefix?: string | undefined;
}
