import { createHash } from "node:crypto";
import type { BoundStatement, Dialect, Statement } from "../dialect/dialect";
import { DispatchInstant } from "../dialect/dispatch";
import {
  AnyOf,
  Candidates,
  type KeyedWord,
  Param,
  Phrase,
  Postings,
  ReturnedRows,
  RowColumns,
  Rows,
  Sql,
  TableName,
  WordCount,
  WordRows,
} from "../dialect/sql";

/**
 * Renders `Sql` for one dialect, with a cache. A statement's text depends only on the identity of
 * its templates, never on values. So each text is built once, and found again in a trie of these
 * identities. For `get` this takes 0.3 µs, and building the text and finding its name 3.
 */
export class Statements {
  private readonly root = new Node();
  /** Of the statement that is being bound. */
  private longestList = 1;

  constructor(private readonly dialect: Dialect) {}

  bind(statement: Sql): BoundStatement {
    const values: unknown[] = [];
    this.longestList = 1;
    const node = this.walk(statement, this.root, values);
    node.statement ??= this.render(statement);
    return { statement: node.statement, values, rows: this.longestList };
  }

  private walk(part: Sql, from: Node, values: unknown[]): Node {
    const { dialect } = this;
    let node = from.to(part.strings);
    for (const value of part.values) {
      if (value instanceof Param) {
        node = node.to(value.type);
        values.push(value.value === null ? null : dialect.encode(value.type, value.value, value.field));
      } else if (value instanceof Sql) {
        node = this.walk(value, node, values);
      } else if (value instanceof TableName) {
        node = node.to(value.step);
      } else if (value instanceof Rows) {
        node = node.to(value.columns);
        if (value.rows.length > this.longestList) this.longestList = value.rows.length;
        values.push(...dialect.encodeRows(value.columns, value.rows, value.field));
      } else if (value instanceof AnyOf) {
        node = node.to(value.step);
        values.push(dialect.encodeList(value.type, value.values));
      } else if (value instanceof Phrase) {
        node = node.to(value.step);
      } else if (value instanceof ReturnedRows) {
        node = node.to(value.step).to(value.columns);
        if (dialect.returnedRows(value.columns).parameters > 0) values.push(ReturnedRows.PLACE);
      } else if (value instanceof DispatchInstant) {
        node = node.to(value.step);
        values.push(value);
      } else if (value instanceof WordRows) {
        node = node.to(value.step);
        values.push(...this.encodeWords(value.words));
      } else if (value instanceof WordCount) {
        node = node.to(value.step);
        if (dialect.search.wordCount(value.searchTable, value.most, 1).parameters > 0)
          values.push(value.scope.tenant, value.scope.workspace);
      } else if (value instanceof Postings) {
        node = node.to(value.step);
        values.push(...this.encodeWords(value.words), value.scope.tenant, value.scope.workspace);
      } else {
        node = node.to(value.step);
        values.push(value.scope.tenant, value.scope.workspace, dialect.encodeKeys(value.keys));
      }
    }
    return node;
  }

  private encodeWords(words: readonly KeyedWord[]): unknown[] {
    const { dialect } = this;
    const rows = words.map(({ keys, text }, n) => [
      n,
      dialect.encodeKeys(keys),
      dialect.encodeKeys(keys.subarray(0, 1)),
      text,
    ]);
    return dialect.encodeRows(WordRows.COLUMNS, rows, "text");
  }

  private render(statement: Sql): Statement {
    const { dialect } = this;
    let next = 1;
    let late = false;
    const text = (part: Sql): string => {
      let out = part.strings[0] ?? "";
      for (let i = 0; i < part.values.length; i++) {
        const value = part.values[i]!;
        if (value instanceof Param) out += dialect.parameter(next++, value.type);
        else if (value instanceof Sql) out += text(value);
        else if (value instanceof TableName) out += dialect.table(value.name);
        else if (value instanceof AnyOf) out += dialect.anyOf(value.type, next++);
        else if (value instanceof Phrase) out += value.spell(dialect);
        else if (value instanceof ReturnedRows) {
          const rows = dialect.returnedRows(value.columns);
          next += rows.parameters;
          out += rows.text;
        } else if (value instanceof DispatchInstant) {
          late = true;
          out += dialect.parameter(next++, "instant");
        } else if (value instanceof Candidates) {
          out += dialect.search.candidates(value.searchTable, next);
          next += 3;
        } else if (value instanceof WordCount) {
          const counted = dialect.search.wordCount(value.searchTable, value.most, next);
          next += counted.parameters;
          out += counted.text;
        } else if (value instanceof WordRows) {
          const rows = dialect.rows(WordRows.COLUMNS, next);
          next += rows.parameters;
          out += rows.text;
        } else if (value instanceof Postings) {
          const rows = dialect.rows(WordRows.COLUMNS, next);
          next += rows.parameters;
          out += dialect.search.postings(value.searchTable, rows.text, next);
          next += 2;
        } else {
          const rows = dialect.rows(value.columns, next);
          next += rows.parameters;
          out += rows.text;
        }
        out += part.strings[i + 1] ?? "";
      }
      return out;
    };
    const rendered = text(statement).replace(/\s+/g, " ").trim();
    return {
      text: rendered,
      name: `us_${createHash("sha1").update(rendered).digest("hex").slice(0, 16)}`,
      write: WRITES.test(rendered),
      late,
    };
  }
}

const WRITES = /\b(insert into|update|delete from)\s/i;

type Step = readonly string[] | RowColumns | string;

class Node {
  statement?: Statement;
  private next?: Map<Step, Node>;

  to(step: Step): Node {
    this.next ??= new Map();
    let node = this.next.get(step);
    if (!node) {
      node = new Node();
      this.next.set(step, node);
    }
    return node;
  }
}
