import { createHash } from "node:crypto";
import type { PoolClient } from "pg";
import type { StopSignal } from "../../core/call/stop-signal";
import { Param, raw, Sql, TableName } from "../sql";
import type {
  SketchIndex,
  SketchIndexes,
  SketchIndexesFound,
  SketchIndexRow,
  SketchPlace,
} from "../vectors/sketch-indexes";
import { cancellable } from "./connection/cancel";
import { quoted } from "./quoted";
import { INDEX_STANDING, type IndexStanding } from "./schema/index-standing";

const PREFIX = "us_hnsw_";
/** The first release with iterative scans: before it, filters lost rows. */
const LEAST_VERSION = [0, 8] as const;
/** Sketches that a scan compares at a time: recall of 0.975 at 200, 0.95 at 100. */
const EF_SEARCH = 200;

type Connect = (signal?: StopSignal) => Promise<PoolClient>;

/**
 * Partial HNSW indexes of the extension pgvector (Malkov and Yashunin, 2016), one for each scope
 * and model. They are over the portable column of sketches, as an expression. So tables are the
 * same with and without the extension: 18 MB for 50,000 vectors, of which floats would take 130.
 */
export class PostgresSketchIndexes implements SketchIndexes {
  readonly look: Sql;
  /** By the extension's schema and the number of bits: statements are found by identity. */
  private readonly templates = new Map<string, readonly string[]>();

  constructor(
    private readonly connect: Connect,
    private readonly schema: string,
  ) {
    this.look = raw(`
      select 'extension', n.nspname::text, x.extversion
      from pg_extension as x join pg_namespace as n on n.oid = x.extnamespace where x.extname = 'vector'
      union all
      select 'index', c.relname::text, case when i.indisvalid then 'valid' else 'invalid' end
      from pg_index as i join pg_class as c on c.oid = i.indexrelid join pg_namespace as n on n.oid = c.relnamespace
      where n.nspname = ${literal(schema)} and c.relname ^@ '${PREFIX}'`);
  }

  found(rows: readonly SketchIndexRow[]): SketchIndexesFound {
    const extension = rows.find(({ kind }) => kind === "extension");
    const unusable = problemOf(extension);
    if (!extension || unusable !== null) return { unusable, find: () => null };
    const valid = new Set(rows.flatMap(({ name, detail }) => (detail === "valid" ? [name] : [])));
    return {
      unusable,
      find: (place) => {
        const name = nameOf(place);
        return valid.has(name) ? this.index(name, place, extension.name) : null;
      },
    };
  }

  create(place: SketchPlace, signal?: StopSignal): Promise<"created" | "existing" | "building"> {
    return this.onConnection(signal, async (client) => {
      const name = nameOf(place);
      const table = `${quoted(this.schema)}.${quoted(`${place.table}_sketch`)}`;
      const { rows } = await client.query<Standing>(STANDING, [this.schema, name, `${place.table}_sketch`]);
      const { state, building, extension } = rows[0]!;
      if (state === "valid") return "existing";
      if (building) return "building";
      if (state === "invalid")
        await client.query(`drop index concurrently if exists ${quoted(this.schema)}.${quoted(name)}`);
      const { tenant, workspace, model, bits } = place;
      const of = `tenant_id = ${literal(tenant)} and workspace_id = ${literal(workspace)} and model = ${literal(model)}`;
      const opclass = `${quoted(extension!)}.bit_hamming_ops`;
      const made = client.query(
        `create index concurrently ${quoted(name)} on ${table} using hnsw ((sketch::bit(${bits})) ${opclass}) where ${of}`,
      );
      try {
        await (signal ? cancellable(client, made, signal) : made);
      } catch (error) {
        if ((error as { code?: string }).code === ALREADY_THERE) return "building";
        throw error;
      }
      return "created";
    });
  }

  dropEmpty(tenant: string, signal?: StopSignal): Promise<string[]> {
    return this.onConnection(signal, async (client) => {
      const { rows } = await client.query<{ name: string; of: string; condition: string }>(OF_TENANT, [
        this.schema,
        PREFIX,
        tenant,
      ]);
      const dropped: string[] = [];
      for (const { name, of, condition } of rows) {
        signal?.throwIfAborted();
        const any = await client.query(
          `select from ${quoted(this.schema)}.${quoted(of)} where ${condition} limit 1`,
        );
        if (any.rowCount !== 0) continue;
        await client.query(`drop index concurrently if exists ${quoted(this.schema)}.${quoted(name)}`);
        dropped.push(name);
      }
      return dropped;
    });
  }

  private index(name: string, { table, bits }: SketchPlace, extension: string): SketchIndex {
    const strings = this.template(extension, bits);
    const sketches = new TableName(`${table}_sketch`);
    return {
      name,
      nearest: ({ where, sketch, limit }) =>
        new Sql(strings, [sketches, where, new Param("bits", sketch), new Param("integer", limit)]),
    };
  }

  /**
   * The settings are made in the statement, for its transaction alone, so that they need neither a
   * round trip nor a session. The condition on `h` ties the scan to them: they come first. The
   * server plans with the values of the parameters, since only these show that the index has all
   * rows that are sought.
   */
  private template(extension: string, bits: number): readonly string[] {
    const key = `${bits} ${extension}`;
    let strings = this.templates.get(key);
    if (!strings) {
      strings = [
        `select n.item_id, n.part from (
          select set_config('hnsw.ef_search', '${EF_SEARCH}', true) as ef, set_config('hnsw.iterative_scan', 'relaxed_order', true) as scan offset 0
        ) as h cross join lateral (
          select s.item_id, s.part from `,
        ` as s where h.ef is not null and h.scan is not null and `,
        ` order by (s.sketch::bit(${bits})) operator(${quoted(extension)}.<~>) (`,
        `)::bit(${bits}) limit `,
        ") as n",
      ];
      this.templates.set(key, strings);
    }
    return strings;
  }

  private async onConnection<T>(
    signal: StopSignal | undefined,
    work: (client: PoolClient) => Promise<T>,
  ): Promise<T> {
    const client = await this.connect(signal);
    let broken: Error | undefined;
    try {
      return await work(client);
    } catch (error) {
      broken = error as Error;
      throw error;
    } finally {
      client.release(broken);
    }
  }
}

const ALREADY_THERE = "42P07";

function problemOf(extension: SketchIndexRow | undefined): string | null {
  if (!extension) return "the extension pgvector is not installed in this database";
  const [major = 0, minor = 0] = extension.detail.split(".").map(Number);
  const [leastMajor, leastMinor] = LEAST_VERSION;
  if (major > leastMajor || (major === leastMajor && minor >= leastMinor)) return null;
  return `pgvector ${extension.detail} is older than ${LEAST_VERSION.join(".")}`;
}

/** 40 characters: PostgreSQL cuts names behind 63 bytes. */
function nameOf({ table, tenant, workspace, model, bits }: SketchPlace): string {
  const place = JSON.stringify([table, tenant, workspace, model, bits]);
  return PREFIX + createHash("sha256").update(place).digest("hex").slice(0, 32);
}

/** A text in a statement that takes no parameters, in the form that no setting changes. */
const literal = (text: string): string => `E'${text.replaceAll(/['\\]/g, "$&$&")}'`;

interface Standing extends IndexStanding {
  extension: string | null;
}

const STANDING = `
  select ${INDEX_STANDING},
    (
      select n.nspname::text from pg_extension as x join pg_namespace as n on n.oid = x.extnamespace
      where x.extname = 'vector'
    ) as extension`;

/** The server writes an index's condition with only quotes doubled. */
const OF_TENANT = `
  select c.relname::text as name, t.relname::text as of, pg_get_expr(i.indpred, i.indrelid) as condition
  from pg_index as i join pg_class as c on c.oid = i.indexrelid join pg_class as t on t.oid = i.indrelid
  join pg_namespace as n on n.oid = c.relnamespace
  where n.nspname = $1 and c.relname ^@ $2 and i.indisvalid
  and position('(tenant_id = ''' || replace($3, '''', '''''') || '''::text)' in pg_get_expr(i.indpred, i.indrelid)) > 0`;
