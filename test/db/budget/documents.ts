import type { StoreBudget } from "./budget";

interface Prepared {
  chunk: string;
  section: string;
}

const KNOWN = { source: "known", text: "# Known\n\ntext" };

export const documents: StoreBudget<Prepared> = {
  async prepare({ documents }) {
    await documents.put(KNOWN);
    const { items } = await documents.chunks.list({ source: "known" });
    return { chunk: items[0]!.id, section: items[0]!.sectionId };
  },

  operations: {
    "documents.put unchanged": (scope) => scope.documents.put(KNOWN),
    "documents.putMany unchanged": (scope) => scope.documents.putMany([KNOWN, KNOWN]),
    "documents.get": (scope) => scope.documents.get("known"),
    "documents.getOrThrow": (scope) => scope.documents.getOrThrow("known"),
    "documents.getMany": (scope) => scope.documents.getMany(["known", "unknown"]),
    "documents.list": (scope) => scope.documents.list({ prefix: "k", updatedFrom: new Date(0) }),
    "documents.text": (scope) => scope.documents.text("known"),
    "documents.remove": (scope) => scope.documents.remove("known"),
    "documents.removeMany": (scope) => scope.documents.removeMany({ prefix: "k" }),
    "documents.sections.get": (scope, { section }) => scope.documents.sections.get(section),
    "documents.sections.getOrThrow": (scope, { section }) => scope.documents.sections.getOrThrow(section),
    "documents.sections.getMany": (scope, { section }) => scope.documents.sections.getMany([section]),
    "documents.sections.list": (scope) => scope.documents.sections.list({ source: "known" }),
    "documents.chunks.get": (scope, { chunk }) => scope.documents.chunks.get(chunk),
    "documents.chunks.getOrThrow": (scope, { chunk }) => scope.documents.chunks.getOrThrow(chunk),
    "documents.chunks.getMany": (scope, { chunk }) => scope.documents.chunks.getMany([chunk]),
    "documents.chunks.list": (scope) => scope.documents.chunks.list({ source: "known" }),
    "documents.chunks.search words": (scope) =>
      scope.documents.chunks.search({ text: "text", mode: "words" }),
    "documents.chunks.search substring": (scope) =>
      scope.documents.chunks.search({ text: "tex", mode: "substring" }),
  },

  parts: ({ documents }) => ({
    "documents.sections": documents.sections,
    "documents.chunks": documents.chunks,
  }),
};
