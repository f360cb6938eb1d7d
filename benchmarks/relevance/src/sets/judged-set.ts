/** Texts, and queries for which people have judged the texts. */
export interface JudgedSet {
  name: string;
  documents: readonly JudgedDocument[];
  /** Only queries with a relevant document. */
  queries: readonly JudgedQuery[];
}

export interface JudgedDocument {
  id: string;
  text: string;
}

export interface JudgedQuery {
  text: string;
  /** From 0 to 3, by the id of the document. Others count as 0. */
  grades: ReadonlyMap<string, number>;
}

/** A search takes no longer query. */
const MOST_CHARACTERS = 1000;

/** As much of a query as a search takes, cut between words. */
export function shortened(text: string): string {
  if (text.length <= MOST_CHARACTERS) return text;
  return text.slice(0, text.lastIndexOf(" ", MOST_CHARACTERS));
}
