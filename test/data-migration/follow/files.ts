import { copyFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import type { UnifiedStoreManager } from "../../../src";
import { SOURCES } from "../../../src/data-migration/sources";
import { rowHash } from "../../../src/data-migration/target/row-hash";
import { Target } from "../../../src/data-migration/target/target";
import { Selection } from "../../../src/db/table";
import { raw, sql, TableName } from "../../../src/dialect/sql";
import { ROOT } from "../../support/child";

const DATA = join(ROOT, "examples/quickstart/data");

/** Copies of quickstart files with some of their rows, in one journal mode. */
export function copies(folder: string, names: readonly string[], mode: "wal" | "delete" = "delete"): string {
  mkdirSync(folder, { recursive: true });
  for (const name of names) {
    const path = join(folder, `${name}.db`);
    copyFileSync(join(DATA, `${name}.db`), path);
    const db = new Database(path);
    db.pragma("foreign_keys = off");
    db.pragma("synchronous = off");
    for (const table of tablesOf(db)) db.exec(`delete from "${table}" where rowid > 60`);
    db.pragma(`journal_mode = ${mode}`);
    db.close();
  }
  return folder;
}

const tablesOf = (db: Database.Database): string[] =>
  db
    .prepare("select name from sqlite_master where type = 'table' and name not like 'sqlite_%'")
    .pluck()
    .all() as string[];

/** The schema of a file: tables, indexes, triggers. */
export function schemaOf(path: string): unknown[] {
  const db = new Database(path, { readonly: true });
  try {
    return db.prepare("select type, name, tbl_name, sql from sqlite_master order by type, name").all();
  } finally {
    db.close();
  }
}

/** Rows of all tables that migrations write, as sorted texts. Equal results mean equal stores. */
export async function contentsOf({ internals }: UnifiedStoreManager): Promise<Record<string, string[]>> {
  const contents: Record<string, string[]> = {};
  for (const table of TABLES) {
    const target = Target.of(table);
    const columns = target.stored;
    const returns = new Selection<Record<string, unknown>>(columns);
    const statement = sql`select ${returns.sql} from ${new TableName(table)}`;
    const rows = await internals.run({ statement, returns, context: { operation: "test" } });
    const key = target.key.map((at) => target.columns[at]!.property);
    contents[table] = rows
      .map((row) => {
        const values = columns.map(({ property }) => row[property]);
        return `${key.map((property) => row[property]).join(" ")} ${rowHash(columns, values)}`;
      })
      .sort();
    if (target.embeddingAt !== null) {
      const statement = sql`select ${VECTOR.sql} from ${new TableName(`${table}_vector`)}`;
      const found = await internals.run({ statement, returns: VECTOR, context: { operation: "test" } });
      contents[`${table} vectors`] = found
        .map(({ model, id, hash, vector }) => `${model} ${id} ${hash} ${[...vector].join()}`)
        .sort();
    }
    if (!target.entries) continue;
    const search = new TableName(`${table}_search`);
    const [found] = await internals.run({
      statement: sql`select ${COUNT} from ${search}`,
      returns: new Selection<{ n: number }>([
        { property: "n", name: "n", type: "count", nullable: false },
      ] as never),
      context: { operation: "test" },
    });
    contents[`${table} search`] = [String(found?.n)];
  }
  return contents;
}

const VECTOR = new Selection<{ model: string; id: string; hash: string; vector: Float32Array }>([
  { property: "model", name: "model", type: "name", nullable: false },
  { property: "id", name: "item_id", type: "uuid", nullable: false },
  { property: "hash", name: "text_hash", type: "name", nullable: false },
  { property: "vector", name: "vector", type: "vector", nullable: false },
]);
const COUNT = raw("count(*) as n");
const TABLES = [
  ...new Set([...SOURCES.flatMap(({ steps }) => steps.map(({ target }) => target.table)), "archive_tag"]),
];
