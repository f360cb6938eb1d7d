import { SoughtWord } from "../../../core/search/sought-word";
import { keysProve, scopeKey, searchable, termKeys, termsOf } from "../../../core/search-text";
import type { KeyedWord } from "../../../dialect/sql";
import type { ScopedDb } from "../../scoped";
import { MAX_TERMS } from "../search";

/** A word of a query: how rows are found by it, and how it is counted in their texts. */
export interface QueryWord extends KeyedWord {
  /** Folded, as it stands in texts. */
  spelling: string;
  sought: SoughtWord;
}

/**
 * The first 32 different words of a text, in order of appearance; none where it has no word. A
 * question of people may have more, and how rare they are is not known before they are counted.
 */
export function queryWords(db: ScopedDb, text: string): QueryWord[] {
  const terms = termsOf(searchable(text)).slice(0, MAX_TERMS);
  const scope = scopeKey(db.tenant, db.workspace);
  return terms.map((term) => ({
    keys: termKeys(scope, [term]),
    text: keysProve(term) ? null : term.text,
    spelling: term.text,
    sought: new SoughtWord(term.text),
  }));
}
