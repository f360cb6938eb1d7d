import { invalid } from "../../core/errors";
import { scopeKey, searchable, substringKeys, termKeys, termsOf } from "../../core/search-text";
import { Candidates, name, RowColumns, Rows, type Sql, sql, TableName } from "../../dialect/sql";
import type { ScopedDb } from "../scoped";

export type SearchMode = "any" | "words" | "substring";

const MAX_QUERY_CHARACTERS = 1000;
/** Different words of a query that are looked up. */
export const MAX_TERMS = 32;

/** @throws UnifiedStoreError `validation` */
export function checkSearchText(text: string, field = "text"): void {
  if (text !== "" && text.length <= MAX_QUERY_CHARACTERS) return;
  throw invalid(field, `must be a string of 1 to ${MAX_QUERY_CHARACTERS} characters`);
}

/** @throws UnifiedStoreError `validation` */
export function checkTermCount(count: number): void {
  if (count > MAX_TERMS) throw invalid("text", `must have at most ${MAX_TERMS} different words`);
}

/**
 * The first 32 different words of a text, for a question that may have more. The text itself where
 * it has no more.
 */
export function firstTerms(text: string): string {
  const terms = termsOf(searchable(text));
  if (terms.length <= MAX_TERMS) return text;
  return terms
    .slice(0, MAX_TERMS)
    .map((term) => term.text)
    .join(" ");
}

const WORD = new RowColumns([["word", "name"]]);

/**
 * Word search: ids and scores of the items with all words, as a derived table. Null where the text
 * has no word. The keys prove that the words are in the text. The count proves that a joined term,
 * such as `node.js`, is in it literally.
 *
 * The score is BM25's saturation of each word's frequency by the length of the text. It uses whole
 * numbers, so that every engine orders alike: 1 + 1000000 n / (10 n + 3 + 9 length / 400). The
 * rarity of a word is left out, since it needs counts over the whole scope.
 */
export function wordMatches(db: ScopedDb, table: string, text: string): Sql | null {
  const terms = termsOf(searchable(text));
  if (terms.length === 0) return null;
  checkTermCount(terms.length);
  const searchTable = `${table}_search`;
  const keys = termKeys(scopeKey(db.tenant, db.workspace), terms);
  const list = new Rows(
    WORD,
    terms.map((term) => [term.text]),
  );
  return sql`(
    select scored.item_id, max(scored.score) as score from (
      select i.item_id, (
        select case when min(w.n) = 0 then 0 else sum(1 + cast(1000000 as bigint) * w.n / (10 * w.n + 3 + 9 * length(i.search_text) / 400)) end
        from (
          select (length(i.search_text) - length(replace(i.search_text, v.word, ''))) / length(v.word) as n from ${list} as v
        ) as w
      ) as score
      from ${new Candidates(searchTable, db, keys)} as i
      where ${db.inScope("i")}
    ) as scored
    where scored.score > 0 group by scored.item_id
  )`;
}

/**
 * Substring search: ids of the items whose text contains the needle, as a subquery. Null where the
 * needle has no visible character. A needle without keys is compared with all texts of the scope.
 */
export function substringMatches(db: ScopedDb, table: string, text: string): Sql | null {
  const needle = searchable(text);
  if (needle === "") return null;
  const searchTable = `${table}_search`;
  const pattern = name(`%${needle.replace(/[!%_]/g, "!$&")}%`);
  const keys = substringKeys(scopeKey(db.tenant, db.workspace), needle);
  const rows = keys.length === 0 ? new TableName(searchTable) : new Candidates(searchTable, db, keys);
  return sql`
    select distinct i.item_id from ${rows} as i where ${db.inScope("i")} and i.search_text like ${pattern} escape '!'`;
}
