import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "../../../../dist/src/command-line/usage-error.js";
import { type JudgedDocument, type JudgedQuery, type JudgedSet, shortened } from "./judged-set.js";

/** Layout of the BEIR sets (Thakur et al., 2021). */
export const CORPUS = "corpus.jsonl";
export const QUERIES = "queries.jsonl";
export const QRELS = join("qrels", "test.tsv");

const BEST_GRADE = 3;

/** Names of the folders that hold a set. */
export function setsIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => existsSync(join(folder, name, CORPUS)))
    .sort();
}

export function readBeir(folder: string, name: string): JudgedSet {
  const place = join(folder, name);
  const documents = readLines(join(place, CORPUS)).map((line): JudgedDocument => {
    const { _id, title = "", text = "" } = JSON.parse(line);
    return { id: _id, text: [title, text].filter((part) => part !== "").join("\n") };
  });
  const grades = readQrels(join(place, QRELS), new Set(documents.map(({ id }) => id)));
  const queries = readLines(join(place, QUERIES)).flatMap((line): JudgedQuery[] => {
    const { _id, text } = JSON.parse(line);
    const judged = grades.get(_id);
    return judged === undefined ? [] : [{ text: shortened(text), grades: judged }];
  });
  if (queries.length === 0) throw new UsageError(`${place} has no query with a relevant document.`);
  return { name, documents, queries };
}

/**
 * Grades of the relevant documents, by query. Sets with grades above 3 are scaled, so that their
 * best grade is 3: more is not a relevance of `evaluate`.
 */
function readQrels(file: string, known: ReadonlySet<string>): Map<string, Map<string, number>> {
  const [, ...lines] = readLines(file);
  const judgments = lines
    .map((line) => line.split("\t"))
    .map(([query, document, grade]) => ({ query: query!, document: document!, grade: Number(grade) }))
    .filter(({ document, grade }) => grade > 0 && known.has(document));
  const best = judgments.reduce((most, { grade }) => Math.max(most, grade), BEST_GRADE);
  const queries = new Map<string, Map<string, number>>();
  for (const { query, document, grade } of judgments) {
    const grades = queries.get(query) ?? new Map<string, number>();
    queries.set(query, grades.set(document, (grade * BEST_GRADE) / best));
  }
  return queries;
}

const readLines = (file: string): string[] =>
  readFileSync(file, "utf8")
    .split(/\r?\n/)
    .filter((line) => line !== "");
