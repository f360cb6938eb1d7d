import { successor } from "../../../src/core/prefix";
import type { Document, DocumentChunk } from "../../../src/stores/documents/types";
import {
  CHUNKS_PER_DOCUMENT,
  documentFolder,
  documentSource,
  documentsFor,
  namesOf,
} from "../../fill/stores/documents";
import { firstOf, pageOf } from "../baseline";
import { drawer } from "../draw";
import { type Pair, pair } from "../pair";
import { putPairs } from "./puts";
import { chunkReader, documentReader } from "./rows";
import { searchAny } from "./search-baseline";

const PAGE = 20;
const FOUND = 10;

/** @param records number of chunks */
export function documentPairs(records: number): readonly Pair[] {
  const draw = drawer(documentsFor(records));
  return [
    pair<string, Document | null>({
      name: "documents.get",
      kind: "read",
      weight: 20,
      next: draw(({ row }) => documentSource(row())),
      subject: (scope, source) => scope.documents.get(source),
      baseline: (baseline, source) =>
        baseline.run([...baseline.scope, source], (rows) => firstOf(rows, documentReader(baseline))),
    }),
    pair<string, Document[]>({
      name: "documents.list",
      kind: "read",
      weight: 5,
      next: draw(({ row }) => documentFolder(row())),
      subject: (scope, prefix) => scope.documents.list({ prefix, limit: PAGE }).then(({ items }) => items),
      baseline: (baseline, prefix) =>
        baseline.run([...baseline.scope, prefix, successor(prefix), PAGE + 1], (rows) =>
          pageOf(rows, PAGE, documentReader(baseline)),
        ),
    }),
    pair<string, DocumentChunk[]>({
      name: "documents.chunks.list",
      kind: "read",
      weight: 15,
      next: draw(({ row }) => documentSource(row())),
      subject: (scope, source) =>
        scope.documents.chunks.list({ source, limit: PAGE }).then(({ items }) => items),
      baseline: (baseline, source) =>
        baseline.run([...baseline.scope, source, PAGE + 1], (rows) =>
          pageOf(rows, PAGE, chunkReader(baseline)),
        ),
    }),
    pair<string, DocumentChunk[]>({
      name: "documents.chunks.search",
      kind: "read",
      weight: 10,
      // Any of three words that few chunks have. With so few different words as the texts have,
      // all others are common.
      next: draw(({ row, below }) => {
        const chunk = (): number => row() * CHUNKS_PER_DOCUMENT + below(CHUNKS_PER_DOCUMENT);
        return `${namesOf(chunk()).join(" ")} ${namesOf(chunk())[0]}`;
      }),
      subject: (scope, text) =>
        scope.documents.chunks.search({ text, limit: FOUND }).then(({ items }) => items),
      baseline: (baseline, text) => searchAny(baseline, text, FOUND),
    }),
    ...putPairs(draw, records),
  ];
}
