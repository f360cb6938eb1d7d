import fc from "fast-check";
import type { FindOptionsWhere } from "typeorm";
import { tables } from "../../entities";
import type { LogicalColumn, LogicalType } from "../../entities/columns";
import type { AnyTable } from "../../entities/table";
import type { UnifiedStoreManager } from "../../src";
import { JsonText } from "../../src/core/json/json";
import { Selection } from "../../src/db/table";
import { Param, Sql, TableName } from "../../src/dialect/sql";
import {
  createDataSource,
  MemoryItemEntity,
  type StoresDataSource,
  type StoresEntity,
} from "../../src/typeorm";
import { classOf } from "../../src/typeorm/entities";
import { backends, type TestDatabase } from "../backends";
import { rounds } from "../support/rounds";

/**
 * Every column of every table, with difficult values. Repositories read the values that the stores
 * write, and the other way round.
 */
const hardText = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "\0",
        "\uffff",
        "\uffff0000",
        "\ud800",
        "\udfff",
        "\u{1f40b}",
        "'",
        '"',
        "\\u0000",
        "\\",
        "%",
        "null",
      ),
      fc.string({ unit: "binary", maxLength: 6 }),
    ),
    { maxLength: 4 },
  )
  .map((parts) => parts.join(""));
/**
 * TypeORM's `save` removes members with this name from JSON, as always. All other writes and reads
 * keep them.
 */
const PROTO = '{"__proto__":{"a":[]}}';
const name = fc.oneof(
  fc.constantFrom("a", "'", "é\u{10ffff}", "NULL", "A b"),
  fc.string({ minLength: 1, maxLength: 12 }).map((text) => text.replaceAll("\0", "_")),
);
const json = fc
  .letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      hardText,
      fc.constantFrom(null, true, false, 0, 1e308, 5e-324, -1.5, 2 ** 53),
      fc.array(tie("value"), { maxLength: 3 }),
      fc.dictionary(hardText, tie("value"), { maxKeys: 3 }),
      fc.constant(JSON.parse(PROTO)),
    ),
  }))
  .value.map((value) => JsonText.of(value, "content").value());

const VALUES: Record<LogicalType, fc.Arbitrary<unknown>> = {
  uuid: fc.uuid(),
  name,
  text: hardText,
  json,
  instant: fc.oneof(
    fc
      .constantFrom("0001-01-01T00:00:00.000Z", "1890-06-01T12:00:00.001Z", "9999-12-31T23:59:59.999Z")
      .map((iso) => new Date(iso)),
    fc.date({
      min: new Date("0001-01-01T00:00:00.000Z"),
      max: new Date("9999-12-31T23:59:59.999Z"),
      noInvalidDate: true,
    }),
  ),
  flag: fc.boolean(),
  real: fc.oneof(
    fc.constantFrom(0, 1e308, -1e308, 5e-324, 0.1),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0 || 0),
  ),
  integer: fc.integer(),
  count: fc.oneof(fc.constantFrom(0, Number.MAX_SAFE_INTEGER), fc.maxSafeNat()),
  vector: fc.float32Array({ noNaN: true, maxLength: 5 }),
};

const savable = (row: Row): boolean => !JSON.stringify(row).includes("__proto__");

type Row = Record<string, unknown>;

const rowOf = (columns: readonly LogicalColumn[]): fc.Arbitrary<Row> =>
  fc.record(
    Object.fromEntries(
      columns.map(({ property, type, nullable }) => [
        property,
        // A null of a nullable column is SQL's null.
        nullable ? fc.option(VALUES[type].filter((value) => value !== null)) : VALUES[type],
      ]),
    ),
  );

describe.each(backends)("$name", (backend) => {
  let database: TestDatabase;
  let stores: UnifiedStoreManager;
  let source: StoresDataSource;
  const sent: string[] = [];
  beforeAll(async () => {
    database = await backend.create();
    stores = await database.open();
    const logger = {
      logQuery: (text: string) => void sent.push(text),
      log() {},
      logQueryError() {},
      logQuerySlow() {},
      logSchemaBuild() {},
      logMigration() {},
    };
    source = await createDataSource(stores, { logger });
    await withoutConstraints(backend.engine, source);
  });
  afterAll(() => database.drop());

  const ran = ({ name }: AnyTable, strings: string[], params: Param[], columns: readonly LogicalColumn[]) =>
    stores.internals.run<Row>({
      statement: new Sql(strings, [new TableName(name), ...params]),
      returns: new Selection<Row>(columns),
      context: {},
    });

  test.each(tables.map((table) => [table.name, table] as const))("%s", async (_, table) => {
    const columns = table.columnList;
    const entity = classOf(table) as StoresEntity<Row>;
    const names = columns.map((column) => `"${column.name}"`).join(", ");
    const write = (row: Row) => {
      const params = columns.map(({ type, property, nullable }) => {
        const value = row[property] ?? null;
        // Otherwise it would be SQL's null.
        return new Param(type, type === "json" && !nullable ? JsonText.of(value, property) : value, property);
      });
      const commas = columns.slice(1).map(() => ", ");
      return ran(
        table,
        ["insert into ", ` (${names}) values (`, ...commas, `) returning ${names}`],
        params,
        columns,
      );
    };
    const read = () => ran(table, [`select ${names} from `, ""], [], columns);
    const repository = source.getRepository<Row>(entity);
    await repository.deleteAll();
    const { primaryColumns } = source.getMetadata(entity);
    await fc.assert(
      fc.asyncProperty(
        rowOf(columns),
        rowOf(columns),
        rowOf(columns).filter(savable),
        async (row, other, saved) => {
          try {
            const [written] = await write(row);
            expect(written).toEqual(row);
            const key = Object.fromEntries(
              primaryColumns.map(({ propertyName }) => [propertyName, row[propertyName]]),
            );
            const found = (await repository.findOneByOrFail(key as FindOptionsWhere<Row>)) as Row;
            expect(found).toBeInstanceOf(entity);
            expect({ ...found }).toStrictEqual(written);

            sent.length = 0;
            await repository.save(found);
            // On SQLite, TypeORM compares a null with its text, and writes the same value again.
            if (
              !columns.some(
                ({ type, property, nullable }) => type === "json" && !nullable && row[property] === null,
              )
            )
              expect(sent.filter((text) => /^update/i.test(text))).toEqual([]);

            await repository.save({ ...saved, ...key });
            expect(await read()).toEqual([{ ...saved, ...key }]);
            if (columns.length > primaryColumns.length) {
              await repository.update(key as FindOptionsWhere<Row>, { ...other, ...key });
              expect(await read()).toEqual([{ ...other, ...key }]);
            }
            await repository.deleteAll();
            await repository.insert({ ...other });
            expect(await read()).toEqual([other]);
          } finally {
            await repository.deleteAll();
          }
        },
      ),
      { numRuns: rounds(2) },
    );
    expect(source.getMetadata(entity).tableName).toBe(table.name);
  });

  test("values that no store could read are refused", async () => {
    const repository = source.getRepository<Row>(MemoryItemEntity);
    const row = {
      tenant: "t",
      workspace: "w",
      id: "00000000-0000-7000-8000-00000000000A",
      type: "fact",
      content: [-0] as unknown,
      policyName: "p",
      decayScore: -0,
      pinned: false,
      archived: false,
      createdAt: new Date(0),
      lastUsedAt: new Date(0),
      version: 1,
    };
    for (const [property, value] of Object.entries({
      type: "a\0",
      decayScore: Number.NaN,
      createdAt: new Date(Number.NaN),
      lastUsedAt: new Date(8e15),
      version: Infinity,
    })) {
      await expect(repository.insert({ ...row, [property]: value })).rejects.toMatchObject({
        code: "validation",
        field: property,
      });
    }
    await expect(repository.insert({ ...row, content: new Map() })).rejects.toMatchObject({
      code: "validation",
      field: "content",
    });
    expect(await repository.count()).toBe(0);
    await repository.insert(row);
    const item = await stores.scope({ tenant: "t", workspace: "w" }).memory.get(row.id);
    expect(item).toMatchObject({ id: row.id.toLowerCase(), content: [0], decayScore: 0 });
    await repository.deleteAll();
  });
});

/** Random rows have no references, and no state with a check constraint. */
async function withoutConstraints(engine: string, source: StoresDataSource): Promise<void> {
  if (engine === "sqlite") {
    await source.query("pragma foreign_keys = off");
    await source.query("pragma ignore_check_constraints = on");
    return;
  }
  await source.query(`do $$ declare c record; begin
    for c in select conrelid::regclass as t, conname from pg_constraint
      where contype in ('c', 'f') and connamespace = 'unified_store'::regnamespace
    loop execute format('alter table %s drop constraint %I', c.t, c.conname); end loop; end $$`);
}
