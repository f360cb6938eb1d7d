import type { BeirSet } from "./layout.js";
import { readSmart } from "./smart.js";

/**
 * Cleverdon's codes, from 1, a complete answer, to 4, of minimum interest. All count alike, because
 * some tools read them in the opposite direction. Each query has one judgment of -1, which nobody
 * explains: it does not count.
 */
const RELEVANT = ["1", "2", "3", "4"];

/** Files of the Cranfield collection: 1,400 abstracts on aerodynamics, 225 questions. */
export const CRANFIELD = ["cran.all.1400", "cran.qry", "cranqrel"];

export function cranfield([documents = "", queries = "", qrels = ""]: readonly string[]): BeirSet {
  return {
    documents: readSmart(documents).map(({ id, fields }) => ({
      id,
      title: fields.T ?? "",
      text: fields.W ?? "",
    })),
    // The judgments count the queries from 1. The numbers behind `.I` are others, up to 365.
    queries: readSmart(queries).map(({ fields }, i) => ({ id: String(i + 1), text: fields.W ?? "" })),
    qrels: qrels
      .trim()
      .split("\n")
      .map((line) => line.trim().split(/\s+/))
      .map(([query, document, code]) => ({
        query: query!,
        document: document!,
        grade: RELEVANT.includes(code!) ? 1 : 0,
      })),
  };
}
