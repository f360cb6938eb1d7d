import {
  ALWAYS,
  AnyOf,
  Candidates,
  EMPTY,
  hasKey,
  integer,
  name,
  Postings,
  raw,
  type Sql,
  sql,
  TableName,
  uuid,
  WordRows,
} from "../../../dialect/sql";
import type { Call } from "../../call";
import { ID, selection, type Table } from "../../table";
import { foundRow } from "../found-row";
import type { QueryWord } from "./query-words";
import { SCORED_BYTES } from "./statistics";

/** A table whose rows are searched, and what conditions on its rows call it. */
export interface LexicalTable {
  // biome-ignore lint/suspicious/noExplicitAny: of any rows
  table: Table<any, any>;
  alias: string;
}

/** Conditions on the rows of a search. */
export interface RowFilter {
  where: Sql;
  /** The same in a form that indexes serve. Default: `where`. */
  indexed?: Sql | undefined;
}

/** A text in which words were found: of a row, or of a part of it. */
export interface FoundText {
  id: string;
  part: string;
  /** Its beginning, as it is scored. */
  text: string;
  /** Which of the words that were looked up it has; null where that was one. */
  n: number | null;
}

const FOUND = selection<FoundText>({ n: "integer", id: "uuid", part: "name", text: "name" });

const TEXT = raw(`i.item_id, i.part, substr(i.search_text, 1, ${SCORED_BYTES})`);
const JOINED = raw("(i.word is null or replace(i.search_text, i.word, '') <> i.search_text)");
const LATEST = raw("order by i.item_id desc, i.part desc limit");
const HAS_WORD = hasKey("i.search_keys", "v.first_key");

/** Reads texts of the rows that a filter passes, which is joined before any bound. */
export class Lookup {
  private readonly search: TableName;
  private readonly aliased: Aliased;
  private readonly condition: Sql;

  constructor(
    private readonly call: Call,
    private readonly of: LexicalTable,
    private readonly filter: RowFilter,
  ) {
    const { table, alias } = of;
    this.search = new TableName(`${table.name.name}_search`);
    this.aliased = aliased(alias);
    // Without a filter the rows themselves need not be read, which takes longer than their texts.
    // A scalar subquery is evaluated for each match, by the row's key. Of a join, a planner that
    // expects many matches makes one pass over all rows that the filter passes.
    this.condition =
      filter.where === ALWAYS
        ? EMPTY
        : sql` and (select 1 from ${table.name} as ${this.aliased.row} where ${this.aliased.found(call)} and ${filter.where}) = 1`;
  }

  /** All texts that have any of the words. */
  all(words: readonly QueryWord[]): Promise<FoundText[]> {
    const { call, search } = this;
    const postings = new Postings(search.name, call, words);
    const statement = sql`
      select i.n, ${TEXT} from ${postings} as i
      where ${call.inScope("i")} and ${JOINED}${this.condition}`;
    return call.all(statement, FOUND);
  }

  /** The latest texts that have the word, by id, latest first, down to `floor`. */
  latest(word: QueryWord, most: number, floor: string | null = null): Promise<FoundText[]> {
    const { call, search } = this;
    const behind = floor === null ? EMPTY : sql` and i.item_id >= ${uuid(floor)}`;
    const statement = sql`
      select null, ${TEXT} from ${new Candidates(search.name, call, word.keys)} as i
      where ${call.inScope("i")}${behind}${containing(word)}${this.condition} ${LATEST} ${integer(most)}`;
    return call.all(statement, FOUND);
  }

  /**
   * The same for a word of one key, by going back from the latest text of the scope.
   *
   * @param walk how many texts to go through
   */
  walkBack(word: QueryWord, most: number, walk: number): Promise<FoundText[]> {
    const { call, search } = this;
    const statement = sql`
      select null, ${TEXT} from ${new WordRows([word])} as v cross join (
        select i.item_id, i.part, i.search_text, i.search_keys from ${search} as i
        where ${call.inScope("i")} ${LATEST} ${integer(walk)}
      ) as i
      where ${HAS_WORD}${containing(word)}${this.condition} ${LATEST} ${integer(most)}`;
    return call.all(statement, FOUND);
  }

  /** The ids of rows that the filter passes, as many as `most`. */
  async filtered(most: number): Promise<string[]> {
    const { call, of, filter, aliased: as } = this;
    const statement = sql`
      select ${as.id} from ${of.table.name} as ${as.row}
      where ${call.inScope(of.alias)} and ${filter.indexed ?? filter.where} limit ${integer(most)}`;
    return (await call.all(statement, ID)).map(({ id }) => id);
  }

  /**
   * The texts of these rows, and which of the words they have: null for what their scored part
   * tells, and what is behind it by their keys.
   */
  async ofRows(words: readonly QueryWord[], ids: readonly string[]): Promise<FoundText[]> {
    const { call, search } = this;
    const statement = sql`
      select null, ${TEXT} from ${search} as i
      where ${call.inScope("i")} and i.item_id ${new AnyOf("uuid", ids)}`;
    const texts = await call.all(statement, FOUND);
    const long = new Set(texts.filter(({ text }) => text.length >= SCORED_BYTES).map(({ id }) => id));
    return long.size === 0 ? texts : [...texts, ...(await this.behind(words, [...long]))];
  }

  private behind(words: readonly QueryWord[], ids: readonly string[]): Promise<FoundText[]> {
    const { call, search } = this;
    const statement = sql`
      select i.n, i.item_id, i.part, '' from (
        select v.n, v.word, i.* from ${new WordRows(words)} as v cross join ${search} as i
        where ${call.inScope("i")} and i.item_id ${new AnyOf("uuid", ids)} and ${HAS_WORD}
      ) as i where ${JOINED}`;
    return call.all(statement, FOUND);
  }
}

const containing = ({ text }: QueryWord): Sql =>
  text === null ? EMPTY : sql` and replace(i.search_text, ${name(text)}, '') <> i.search_text`;

interface Aliased {
  row: Sql;
  id: Sql;
  found: ReturnType<typeof foundRow>;
}
const byAlias = new Map<string, Aliased>();

/** Made once for each alias, so that equal statements have equal identities. */
function aliased(alias: string): Aliased {
  let known = byAlias.get(alias);
  if (!known) {
    known = { row: raw(alias), id: raw(`${alias}.id`), found: foundRow(alias, "i.item_id") };
    byAlias.set(alias, known);
  }
  return known;
}
