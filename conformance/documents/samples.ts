import type { Scope } from "../../src/scope";
import type { DocumentChunk, DocumentSection } from "../../src/stores/documents/types";
import { everything } from "../suite";

export const SOURCE = "docs/whales.md";

/** Text whose words say where they are from. */
export const sentences = (count: number, of: string): string =>
  Array.from({ length: count }, (_, i) => `Sentence ${i} of ${of} says a thing or two.`).join(" ");

/** Markdown with a section of several chunks for each name. */
export const markdown = (...names: readonly string[]): string =>
  names.map((name) => `# ${name}\n\n${sentences(30, name)}\n`).join("\n");

export const chunksOf = (scope: Scope, source = SOURCE): Promise<DocumentChunk[]> =>
  everything(scope.documents.chunks.list({ source }));

export const sectionsOf = (scope: Scope, source = SOURCE): Promise<DocumentSection[]> =>
  everything(scope.documents.sections.list({ source }));

/** Whatever a chunk can be known by, whichever its place is. */
export const identity = ({ id, hash, headings, text, createdAt }: DocumentChunk) => ({
  id,
  hash,
  headings,
  text,
  createdAt,
});

/** Texts as people and machines write them, each with what is hard to store or to cut. */
export const HOSTILE: Record<string, string> = {
  empty: "",
  blank: " \n\t\r\n ",
  "one character": "x",
  "lines of Windows": "# A\r\n\r\na\r\nb\r\n\r\n## B\r\n\r\nc\r\n",
  "lines of old": "# A\r\ra\r",
  zero: "a\0b\n\n# c\0\n\n\uffff0000",
  surrogates: "\ud800 lone \udc00\n\n# \ud83d\n\n",
  emoji: "👩‍👩‍👧‍👦 ".repeat(200),
  marks: `e${"\u0301".repeat(5000)}`,
  "one word": "x".repeat(10_000),
  chinese: "鯨は魚ですか。哺乳類です。".repeat(300),
  "an open fence": "```\n# no heading\n",
  "only headings": "# A\n## B\n### C\n# D",
  "a long heading": `# ${"heading ".repeat(500)}\n\ntext`,
  "many equal paragraphs": "The same.\n\n".repeat(500),
  sql: "'; drop table document; --\n\n$1 ? %s \\",
};
