import type { Call } from "../db/call";
import { selection } from "../db/table";
import { AnyOf, type Sql, sql } from "../dialect/sql";
import { chunk, document, section } from "../stores/documents/document";
import { type ScopedTable, scopedTable } from "./scoped-tables";

const SOURCE = selection<{ source: string }>({ source: "name" });
const TABLES: ReadonlySet<string> = new Set([document, section, chunk].map(({ name }) => name.name));

/**
 * A person's documents: those that contain the id in their source, title, metadata, headings or
 * text. Each is theirs as a whole, since without a section it would be another text.
 */
export class Documents {
  private constructor(private readonly sources: readonly string[]) {}

  /** @param options.locked locks the documents for the transaction, so that a `put` waits */
  static async of(call: Call, id: string, { locked }: { locked: boolean }): Promise<Documents> {
    const mentioned = sql`
      select source from ${document.name} where ${call.inScope()} and ${scopedTable(document.name.name).mentions(id)}
      union
      select source from ${section.name} where ${call.inScope()} and ${scopedTable(section.name.name).mentions(id)}`;
    const found = (await call.all(mentioned, SOURCE)).map(({ source }) => source);
    if (!locked || found.length === 0) return new Documents(found);
    const locking = sql`
      update ${document.name} set version = version
      where ${call.inScope()} and source ${new AnyOf("name", found)} returning source`;
    return new Documents((await call.all(locking, SOURCE)).map(({ source }) => source));
  }

  /** The condition for a table of documents; null for others. */
  in(call: Call, table: ScopedTable): Sql | null {
    if (!TABLES.has(table.name.name)) return null;
    return sql`${call.inScope()} and source ${new AnyOf("name", this.sources)}`;
  }
}
