import { SoughtWord } from "../../../core/search/sought-word";
import { keysProve, scopeKey, searchable, termKeys, termsOf } from "../../../core/search-text";
import type { KeyedWord } from "../../../dialect/sql";
import type { ScopedDb } from "../../scoped";
import { checkTermCount } from "../search";

/** A word of a query: how rows are found by it, and how it is counted in their texts. */
export interface QueryWord extends KeyedWord {
  /** Folded, as it stands in texts. */
  spelling: string;
  sought: SoughtWord;
}

/**
 * The different words of a text, in order of appearance; none where it has no word.
 *
 * @throws UnifiedStoreError `validation` for more than 32
 */
export function queryWords(db: ScopedDb, text: string): QueryWord[] {
  const terms = termsOf(searchable(text));
  checkTermCount(terms.length);
  const scope = scopeKey(db.tenant, db.workspace);
  return terms.map((term) => ({
    keys: termKeys(scope, [term]),
    text: keysProve(term) ? null : term.text,
    spelling: term.text,
    sought: new SoughtWord(term.text),
  }));
}
