import type { Repository } from "typeorm";
import { MemoryItemEntity } from "../../entities/memory";
import { keysOf, scopeKey, searchable, textOf } from "../../src/core/search-text";
import { UnifiedDataSource } from "../../src/db/data-source";
import { columnTypes as postgresTypes } from "../../src/dialect/postgres/column-types";
import { encodeKeys as sqliteKeys } from "../../src/dialect/sqlite/codec";
import { columnTypes as sqliteTypes } from "../../src/dialect/sqlite/column-types";
import type { MemoryItemInput } from "../../src/stores/memory/inputs";
import { newItem, SCOPE } from "./hand-written";

const SCOPE_KEY = scopeKey(SCOPE.tenant, SCOPE.workspace);

/** TypeORM's repository over the same table, used as its documentation shows. It writes the row, not the search index. */
export class TypeOrmBaseline {
  private readonly repository: Repository<MemoryItemEntity>;

  private constructor(
    private readonly source: UnifiedDataSource,
    private readonly encode: (content: unknown) => unknown,
    private readonly encodeKeys: (keys: Int32Array) => unknown,
  ) {
    this.repository = source.getRepository(MemoryItemEntity);
  }

  static async postgres(url: string, poolSize: number): Promise<TypeOrmBaseline> {
    const source = new UnifiedDataSource({ type: "postgres", url, poolSize }, postgresTypes);
    return new TypeOrmBaseline(await source.initialize(), (content) => content, Array.from);
  }

  static async sqlite(database: string): Promise<TypeOrmBaseline> {
    const source = new UnifiedDataSource(
      {
        type: "better-sqlite3",
        database,
        enableWAL: true,
        prepareDatabase: (db: { pragma(text: string): void }) => db.pragma("synchronous = normal"),
      },
      sqliteTypes,
    );
    // JSON is a text column there, so its user is the one to write it.
    return new TypeOrmBaseline(await source.initialize(), JSON.stringify, sqliteKeys);
  }

  /** What `save` and `insert` take: the whole row, since the columns have no defaults. */
  private row(input: MemoryItemInput): object {
    return { ...SCOPE, ...newItem(input), content: this.encode(input.content) };
  }

  save(input: MemoryItemInput): Promise<unknown> {
    return this.repository.save(this.row(input));
  }

  findOneBy(id: string): Promise<unknown> {
    return this.repository.findOneBy({ ...SCOPE, id });
  }

  find(type: string, take: number): Promise<unknown[]> {
    return this.repository.find({
      where: { ...SCOPE, type },
      order: { createdAt: "DESC", id: "DESC" },
      take,
    });
  }

  insert(inputs: readonly MemoryItemInput[]): Promise<unknown> {
    return this.repository.insert(inputs.map((input) => this.row(input)));
  }

  /** The same rows with their entries in the search index: all that ours writes, in one transaction. */
  insertIndexed(inputs: readonly MemoryItemInput[]): Promise<unknown> {
    const rows = inputs.map((input) => ({ ...newItem(input), input }));
    const entries = rows.map(({ id, input }) => {
      const text = searchable(textOf(input.content));
      const keys = this.encodeKeys(keysOf(SCOPE_KEY, text));
      return {
        tenant_id: SCOPE.tenant,
        workspace_id: SCOPE.workspace,
        item_id: id,
        part: "",
        search_text: text,
        search_keys: keys,
      };
    });
    return this.source.transaction(async (manager) => {
      await manager.insert(
        MemoryItemEntity,
        rows.map(({ input, ...row }) => ({
          ...SCOPE,
          ...row,
          content: this.encode(input.content),
        })) as object[],
      );
      const columns = ["tenant_id", "workspace_id", "item_id", "part", "search_text", "search_keys"];
      await manager
        .createQueryBuilder()
        .insert()
        .into("memory_item_search", columns)
        .values(entries)
        .updateEntity(false)
        .execute();
    });
  }

  close(): Promise<void> {
    return this.source.destroy();
  }
}
