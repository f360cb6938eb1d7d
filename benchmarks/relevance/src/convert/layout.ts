import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { CORPUS, QRELS, QUERIES } from "../sets/beir.js";

/** A judged set as BEIR has it. */
export interface BeirSet {
  documents: readonly { id: string; title: string; text: string }[];
  queries: readonly { id: string; text: string }[];
  qrels: readonly { query: string; document: string; grade: number }[];
}

/** Writes the three files. Queries without a relevant document are left out. */
export function writeBeir(folder: string, { documents, queries, qrels }: BeirSet): void {
  const relevant = qrels.filter(({ grade }) => grade > 0);
  const judged = new Set(relevant.map(({ query }) => query));
  const asked = queries.filter(({ id }) => judged.has(id));
  write(
    join(folder, CORPUS),
    documents.map(({ id, title, text }) => JSON.stringify({ _id: id, title, text })),
  );
  write(
    join(folder, QUERIES),
    asked.map(({ id, text }) => JSON.stringify({ _id: id, text })),
  );
  write(join(folder, QRELS), [
    "query-id\tcorpus-id\tscore",
    ...relevant.map(({ query, document, grade }) => `${query}\t${document}\t${grade}`),
  ]);
  console.log(
    `${folder}: ${documents.length} documents, ${asked.length} queries of ${queries.length} have a relevant document, ` +
      `${relevant.length} judgments`,
  );
}

function write(file: string, lines: readonly string[]): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${lines.join("\n")}\n`);
}
