import fc from "fast-check";
import type { DocumentChunk } from "../../../src";
import {
  everything,
  json,
  name,
  operation,
  page,
  partial,
  type StoreOperations,
  text,
  tuple,
} from "./arbitraries";

/** Few paragraphs, so that documents share them: chunks are kept, moved and gone. */
const paragraph = fc.constantFrom(
  "# One",
  "## Two",
  "Some words.",
  "More words. And others!",
  "```\ncode\n```",
  "",
);
const body = fc.array(fc.oneof({ weight: 4, arbitrary: paragraph }, { weight: 1, arbitrary: text }), {
  maxLength: 8,
});
const chunking = fc.constantFrom(undefined, { unit: "characters", size: 16, overlap: 8 } as const);
const format = fc.constantFrom("markdown", "text");

/** Ids are made by the store, so databases have others: what has one is compared without. */
const known = ({ id: _, sectionId: __, ...chunk }: DocumentChunk) => chunk;

export const documents: StoreOperations = {
  operations: [
    operation(
      "documents.put",
      tuple(name, body, json, partial({ chunking, format, title: text })),
      (scope, source, parts, meta, more) =>
        scope.documents.put({ source, text: parts.join("\n\n"), meta, ...(more as object) }),
    ),
    operation("documents.put sections", tuple(name, body), (scope, source, parts) =>
      scope.documents.put({ source, sections: parts.map((each) => ({ text: each, headings: ["h"] })) }),
    ),
    operation(
      "documents.putMany",
      tuple(fc.array(fc.record({ source: name, text: paragraph }))),
      (scope, inputs) => scope.documents.putMany(inputs),
    ),
    operation("documents.get", tuple(name), (scope, source) => scope.documents.get(source)),
    operation("documents.text", tuple(name), (scope, source) => scope.documents.text(source)),
    operation("documents.list", tuple(partial({ ...page, prefix: name })), (scope, query) =>
      everything(scope.documents.list(query)),
    ),
    operation("documents.remove", tuple(name), (scope, source) => scope.documents.remove(source)),
    operation("documents.removeMany", tuple(name), (scope, prefix) => scope.documents.removeMany({ prefix })),
    operation("documents.chunks.list", tuple(name, partial(page)), async (scope, source, query) =>
      (await everything(scope.documents.chunks.list({ ...(query as object), source }))).map(known),
    ),
    operation(
      "documents.chunks.search",
      tuple(
        fc.constantFrom("words", "others", "code", "two"),
        partial({ ...page, prefix: name, source: name }),
      ),
      async (scope, sought, query) => {
        const found = await everything(scope.documents.chunks.search({ ...(query as object), text: sought }));
        // Those of one score and time come by id.
        return found.map(({ source, position }) => [source, position]).sort();
      },
    ),
  ],

  async stateOf({ documents }) {
    const list = await everything(documents.list());
    const parts = list.map(async ({ source }) => ({
      text: await documents.text(source),
      chunks: (await everything(documents.chunks.list({ source }))).map(known),
      sections: (await everything(documents.sections.list({ source }))).map(
        ({ id: _, ...section }) => section,
      ),
    }));
    return { list, parts: await Promise.all(parts) };
  },
};
