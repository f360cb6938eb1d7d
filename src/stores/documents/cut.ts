import { createHash } from "node:crypto";
import { setImmediate as otherWork } from "node:timers/promises";
import { orEnded } from "../../core/call/ended";
import {
  blocksOf,
  type Chunking,
  chunksOf,
  sectionBounds,
  sectionsOf,
  type TextFormat,
  type TextSection,
  tokensOf,
} from "../../core/chunking/split-text";
import { functionThrew, invalid } from "../../core/errors";
import { checkEach } from "../../core/input/arguments";
import { validate } from "../../core/input/validation";
import type { Call } from "../../db/call";
import { DocumentRangeRules } from "./inputs";
import type { DocumentRange, DocumentSectionInput, DocumentSplitter } from "./types";

/** A section or chunk of a text that is to be stored. */
export interface CutPart {
  headings: readonly string[];
  start: number;
  end: number;
  text: string;
  /** Of headings and text: equal parts are the same part. */
  hash: string;
}

export interface CutChunk extends CutPart {
  /** The place of its section, from 0. */
  section: number;
  tokens: number;
}

/** A text in its parts. */
export interface Cut {
  characters: number;
  tokens: number;
  sections: CutPart[];
  chunks: CutChunk[];
}

/** What is to be cut, with checked settings. */
export interface Cuttable {
  format: TextFormat;
  /** The whole text, or the caller's sections. */
  text: string | readonly DocumentSectionInput[];
  chunking: Chunking & { split?: DocumentSplitter | undefined };
  /** Of the input in errors, such as `documents[3].`. */
  path: string;
}

/** Characters that are cut before the event loop gets a turn: some 20 ms. */
const MOST_AT_ONCE = 50_000;
const BETWEEN_SECTIONS = "\n\n";

/** Cuts a text into sections and chunks. Long texts let other work pass in between. */
export async function cut(call: Call, input: Cuttable): Promise<Cut> {
  const { path } = input;
  const { countTokens } = input.chunking;
  const chunking = { ...input.chunking, countTokens: countTokens && checkedCount(countTokens, path) };
  const { text, sections } = sectioned({ ...input, chunking });
  const result: Cut = { characters: text.length, tokens: 0, sections: [], chunks: [] };
  let characters = 0;
  for (const section of sections) {
    const ranges = chunking.split
      ? await splitByCaller(call, text, section, { split: chunking.split, path })
      : chunksOf(text, section, chunking);
    const place = result.sections.length;
    result.sections.push(partOf(text, section, section.headings));
    for (const range of ranges) {
      const part = partOf(text, range, section.headings);
      const tokens = tokensOf(part.text, chunking);
      result.chunks.push({ ...part, section: place, tokens });
      result.tokens += tokens;
    }
    characters += section.end - section.start;
    if (characters < MOST_AT_ONCE) continue;
    characters = 0;
    await otherWork();
    call.signal?.throwIfAborted();
  }
  return result;
}

function sectioned({ text, format, chunking }: Cuttable): { text: string; sections: TextSection[] } {
  if (typeof text === "string") return { text, sections: sectionsOf(text, format, sectionBounds(chunking)) };
  let whole = "";
  const sections = text.map(({ text: own, headings = [] }, i): TextSection => {
    const start = whole.length;
    const pieces = blocksOf(own, format).map((block) => ({
      ...block,
      start: block.start + start,
      end: block.end + start,
    }));
    whole += i < text.length - 1 ? own + BETWEEN_SECTIONS : own;
    return { start, end: whole.length, headings, pieces };
  });
  return { text: whole, sections };
}

/** A count of tokens by the caller, checked at every call. */
function checkedCount(countTokens: (text: string) => number, path: string): (text: string) => number {
  return (text) => {
    let tokens: unknown;
    try {
      tokens = countTokens(text);
    } catch (error) {
      throw functionThrew(`${path}chunking.countTokens`, error);
    }
    if (typeof tokens === "number" && tokens >= 0 && tokens <= 0x7fffffff) return Math.ceil(tokens);
    throw invalid(`${path}chunking.countTokens`, "must give a number of tokens, 0 or more");
  };
}

function partOf(text: string, { start, end }: DocumentRange, headings: readonly string[]): CutPart {
  const own = text.slice(start, end);
  return { headings, start, end, text: own, hash: hashOf([JSON.stringify(headings), own]) };
}

/** 132 bits of SHA-256, over texts with their lengths. */
export function hashOf(texts: Iterable<string>): string {
  const hash = createHash("sha256");
  for (const text of texts) hash.update(`${text.length}:`).update(text, "utf8");
  return hash.digest("base64url").slice(0, 22);
}

async function splitByCaller(
  call: Call,
  text: string,
  { start, end, headings }: TextSection,
  { split, path }: { split: DocumentSplitter; path: string },
): Promise<DocumentRange[]> {
  const field = `${path}chunking.split`;
  const own = text.slice(start, end);
  const asked = async (): Promise<unknown> => {
    try {
      return await split({ text: own, headings: [...headings] });
    } catch (error) {
      throw functionThrew(field, error);
    }
  };
  const given = await orEnded(call.signal, asked(), "the splitter");
  let last = -1;
  return checkEach(given, field, (each, at) => {
    const range = validate(DocumentRangeRules, each, at);
    if (range.end > own.length || range.start >= range.end)
      throw invalid(at, "must be a range of the section's text: 0 <= start < end <= text.length");
    if (range.start <= last) throw invalid(at, "must begin behind the range before it");
    if (own.slice(range.start, range.end).trim() === "")
      throw invalid(at, "must have a character that is not white space");
    if (cutsPair(own, range.start) || cutsPair(own, range.end))
      throw invalid(at, "must not cut a character of two code units");
    last = range.start;
    return { start: start + range.start, end: start + range.end };
  });
}

const cutsPair = (text: string, at: number): boolean => {
  const [before, after] = [text.charCodeAt(at - 1), text.charCodeAt(at)];
  return before >= 0xd800 && before <= 0xdbff && after >= 0xdc00 && after <= 0xdfff;
};
