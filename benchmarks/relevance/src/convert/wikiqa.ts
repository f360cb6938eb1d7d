import type { BeirSet } from "./layout.js";

/** The test part of WikiQA: 6,165 pairs of question and sentence, 243 questions with an answer. */
export const WIKIQA = ["WikiQA-test.tsv"];

export function wikiqa([pairs = ""]: readonly string[]): BeirSet {
  const [, ...lines] = pairs.trim().split(/\r?\n/);
  const rows = lines
    .map((line) => line.split("\t"))
    .map(([query, question, , article, document, sentence, label]) => ({
      query: query!,
      question: question!,
      article: article!,
      document: document!,
      sentence: sentence!,
      grade: Number(label),
    }));
  return {
    // Several questions may have the same sentence. Many name their subject only in the title.
    documents: unique(
      rows.map(({ document, article, sentence }) => ({ id: document, title: article, text: sentence })),
    ),
    queries: unique(rows.map(({ query, question }) => ({ id: query, text: question }))),
    qrels: rows,
  };
}

const unique = <Row extends { id: string }>(rows: readonly Row[]): Row[] => [
  ...new Map(rows.map((row) => [row.id, row])).values(),
];
