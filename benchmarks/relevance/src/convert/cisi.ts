import type { BeirSet } from "./layout.js";
import { readSmart } from "./smart.js";

/** Files of CISI: 1,460 abstracts on information science, 112 queries, of which 76 are judged. */
export const CISI = ["CISI.ALL", "CISI.QRY", "CISI.REL"];

export function cisi([documents = "", queries = "", qrels = ""]: readonly string[]): BeirSet {
  return {
    documents: readSmart(documents).map(({ id, fields }) => ({
      id,
      title: fields.T ?? "",
      text: fields.W ?? "",
    })),
    // Later queries are whole abstracts, with a title.
    queries: readSmart(queries).map(({ id, fields: { T: title = "", W: text = "" } }) => ({
      id,
      text: `${title} ${text}`.trim(),
    })),
    // All that are listed are relevant. The further columns have no meaning.
    qrels: qrels
      .trim()
      .split("\n")
      .map((line) => line.trim().split(/\s+/))
      .map(([query, document]) => ({ query: query!, document: document!, grade: 1 })),
  };
}
