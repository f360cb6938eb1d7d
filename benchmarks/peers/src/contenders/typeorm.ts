import { DataSource, type DataSourceOptions, EntitySchema, type Repository } from "typeorm";
import type { MemoryItem } from "../../../../dist/src/index.js";
import { ITEM_FIELDS, type Key, type Peer, SCOPE } from "../peer.js";

/**
 * `content` has the type `unknown`: TypeORM's own types do not terminate with the recursive JSON
 * type.
 */
type Row = Omit<MemoryItem, "content"> & { content: unknown } & typeof SCOPE;

/** TypeORM's repository over the memory table, used as in its documentation. */
export class TypeOrm implements Peer {
  readonly name = "TypeORM";
  readonly calls = { get: "findOneBy", list: "find", add: "save", addMany: "insert" };
  readonly targets = { get: 3, list: 3, add: 3, addMany: 3 };
  readonly fields = ITEM_FIELDS;
  private readonly rows: Repository<Row>;

  private constructor(private readonly source: DataSource) {
    this.rows = source.getRepository<Row>(TABLE);
  }

  static postgres(url: string, poolSize: number): Promise<TypeOrm> {
    const types = { id: "uuid", json: "jsonb", time: "timestamptz", precision: 3 } as const;
    return TypeOrm.open({ type: "postgres", url, poolSize, entities: [memoryItems(types)] });
  }

  static sqlite(database: string): Promise<TypeOrm> {
    const types = { id: "varchar", json: "simple-json", time: "datetime" } as const;
    return TypeOrm.open({
      type: "better-sqlite3",
      database,
      enableWAL: true,
      prepareDatabase: (db: { pragma(text: string): void }) => db.pragma("synchronous = normal"),
      entities: [memoryItems(types)],
    });
  }

  private static async open(options: DataSourceOptions): Promise<TypeOrm> {
    return new TypeOrm(await new DataSource(options).initialize());
  }

  get({ id }: Key): Promise<Row | null> {
    return this.rows.findOneBy({ ...SCOPE, id });
  }

  list(type: string, take: number): Promise<Row[]> {
    return this.rows.find({ where: { ...SCOPE, type }, order: { createdAt: "DESC", id: "DESC" }, take });
  }

  add(item: MemoryItem): Promise<unknown> {
    return this.rows.save({ ...SCOPE, ...item });
  }

  addMany(items: readonly MemoryItem[]): Promise<unknown> {
    return this.rows.insert(items.map((item) => ({ ...SCOPE, ...item }) as object));
  }

  close(): Promise<void> {
    return this.source.destroy();
  }
}

const TABLE = "memory_item";

interface ColumnTypes {
  id: "uuid" | "varchar";
  json: "jsonb" | "simple-json";
  time: "timestamptz" | "datetime";
  precision?: number;
}

function memoryItems({ id, json, time, precision }: ColumnTypes): EntitySchema<Row> {
  const instant = { type: time, ...(precision === undefined ? {} : { precision }) };
  return new EntitySchema<Row>({
    name: TABLE,
    tableName: TABLE,
    columns: {
      tenant: { name: "tenant_id", type: "varchar", primary: true },
      workspace: { name: "workspace_id", type: "varchar", primary: true },
      id: { type: id, primary: true },
      type: { type: "varchar" },
      content: { type: json },
      policyName: { name: "policy_name", type: "varchar" },
      decayScore: { name: "decay_score", type: "double precision" },
      pinned: { type: "boolean" },
      archived: { type: "boolean" },
      createdAt: { name: "created_at", ...instant },
      lastUsedAt: { name: "last_used_at", ...instant },
      version: { type: "integer" },
    },
  });
}
