import { DEFAULT_OVERLAP, DEFAULT_SIZE } from "../../core/chunking/split-text";
import { invalid } from "../../core/errors";
import { checkEach } from "../../core/input/arguments";
import { validate } from "../../core/input/validation";
import { canonicalJson } from "../../core/json/canonical";
import { JsonText } from "../../core/json/json";
import type { Call } from "../../db/call";
import { type Cut, type Cuttable, cut, hashOf } from "./cut";
import { DocumentChunkingRules, DocumentPutInput, DocumentSectionRules, isTooLong } from "./inputs";
import type { DocumentSectionInput } from "./types";

/** A document that is to be put, cut into its parts. */
export interface NewDocument {
  source: string;
  title: string | null;
  meta: JsonText | null;
  format: "markdown" | "text";
  cut: Cut;
  /** Of all that the document is made of: with an equal hash there is nothing to change. */
  hash: string;
}

/** A checked input, before its text is cut. */
export interface CheckedDocument extends Pick<NewDocument, "source" | "title" | "meta" | "format"> {
  cuttable: Cuttable;
}

/**
 * @param at of the input in errors, such as `documents[3]`; empty for the only one
 * @throws UnifiedStoreError `validation`
 */
export function checkDocument(input: unknown, at: string): CheckedDocument {
  const path = at === "" ? "" : `${at}.`;
  const given = validate(DocumentPutInput, input, at);
  const { source, title = null, format = "markdown" } = given;
  const meta = JsonText.optional(given.meta as never, `${path}meta`) ?? null;
  return {
    source,
    title,
    meta,
    format,
    cuttable: { format, text: textIn(given, path), ...chunkingIn(given, path), path },
  };
}

function textIn({ text, sections }: DocumentPutInput, path: string): string | DocumentSectionInput[] {
  if ((text === undefined) === (sections === undefined))
    throw invalid(`${path}text`, "or sections must be given, one of the two");
  if (text !== undefined) return text;
  const checked = checkEach(sections, `${path}sections`, (section, at) =>
    validate(DocumentSectionRules, section, at),
  );
  if (isTooLong(checked.map((section) => section.text).join("\n\n")))
    throw invalid(`${path}sections`, "must have at most 20 MiB of UTF-8 together");
  return checked;
}

function chunkingIn({ chunking = {} }: DocumentPutInput, path: string): Pick<Cuttable, "chunking"> {
  const field = `${path}chunking`;
  const given = validate(DocumentChunkingRules, chunking, field);
  const { size = DEFAULT_SIZE, overlap = DEFAULT_OVERLAP, unit = "tokens", countTokens, split } = given;
  if (overlap > size / 2) throw invalid(`${field}.overlap`, `must be at most half of the size, ${size / 2}`);
  return { chunking: { size, overlap, unit, countTokens, split } };
}

export async function newDocument(call: Call, checked: CheckedDocument): Promise<NewDocument> {
  const { cuttable, ...document } = checked;
  const parts = await cut(call, cuttable);
  return { ...document, cut: parts, hash: hashOf(identityOf(document, parts)) };
}

/** All that tells two documents apart. There may be a million chunks. */
function* identityOf(
  { format, title, meta }: Pick<NewDocument, "format" | "title" | "meta">,
  { sections, chunks }: Cut,
): Generator<string> {
  yield format;
  yield title === null ? "" : `=${title}`;
  yield meta === null ? "" : canonicalJson(meta.value());
  for (const { hash } of sections) yield hash;
  for (const { start, end, tokens } of chunks) yield `${start} ${end} ${tokens}`;
}
