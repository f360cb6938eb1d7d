import {
  type MigrationRejectEntity,
  type MigrationRejectPartEntity,
  migrationRejectPartTable,
  migrationRejectTable,
} from "../../../entities/migration";
import { type Json, JsonText } from "../../core/json";
import type { Executor } from "../../db/database";
import { type Row, selection, Table } from "../../db/table";
import { AnyOf, instant, name, raw, type Sql, sql, uuid } from "../../dialect/sql";
import type { StepPlace } from "../ledger/ledger";
import type { Cursor } from "../read/position";
import { type RawValue } from "../read/raw-value";
import { rowId } from "../read/row-id";
import type { LargeValue } from "../read/source-file";
import { type PreparedRow, type Problem } from "./prepared-row";

const reject = new Table<MigrationRejectEntity>(migrationRejectTable);
const part = new Table<MigrationRejectPartEntity>(migrationRejectPartTable);
const CONTEXT = { operation: "migrate.rejects" };
const NOTHING = selection<Record<string, never>>({});
const IN_ORDER = raw("source, step, id");
const BY_NUMBER = raw("number");
const IS_WHOLE = raw("cast(raw as text) <> 'null'");
const COUNTS = selection<{ whole: number; waiting: number }>({ whole: "count", waiting: "count" });
const PURGED = reject.param("raw", new JsonText("null"));
const NO_KEY = reject.param("key", new JsonText("{}"));

/** A row in quarantine. */
export interface RejectRecord extends Omit<Row<MigrationRejectEntity>, "cursor" | "raw"> {
  cursor: Cursor;
  /** Null when its values were purged. */
  raw: { [column: string]: Json } | null;
}

/** One whose values are there. */
export type WholeReject = RejectRecord & { raw: { [column: string]: Json } };

export const isWhole = (reject: RejectRecord): reject is WholeReject => reject.raw !== null;

/** The rows that could not be moved, with their values as they are in the file. */
export class Quarantine {
  constructor(private readonly db: Executor) {}

  /** @param large columns whose values follow in parts */
  async add(
    { runId, source, step }: StepPlace,
    { cursor, row }: Pick<PreparedRow, "cursor" | "row">,
    { reason, column }: Problem,
    large: readonly LargeValue[] = [],
  ): Promise<string> {
    const id = rejectId(source, step, cursor);
    const parts = large.map(({ column: of, bytes, encoding }) => [of, { $parts: bytes, encoding }]);
    const insert = reject.insert({
      ...{ runId, id, source, step, reason, column, movedAt: null },
      cursor,
      key: tagged(row.keyValues()),
      raw: { ...tagged(row.all()), ...Object.fromEntries(parts) },
    } as Partial<MigrationRejectEntity>);
    await this.write(sql`${insert} on conflict (run_id, id) do update set reason = excluded.reason,
      column_name = excluded.column_name, raw = excluded.raw, moved_at = excluded.moved_at`);
    return id;
  }

  /** A part of a value that is too large to be held at once. */
  async addPart(
    runId: string,
    rejectId: string,
    column: string,
    number: number,
    bytes: Buffer,
  ): Promise<void> {
    const insert = part.insert({ runId, rejectId, column, number, bytes: bytes.toString("base64") });
    await this.write(sql`${insert} on conflict (run_id, reject_id, column_name, number) do nothing`);
  }

  /** Of a run, those that were moved since included. */
  async list(runId: string): Promise<RejectRecord[]> {
    const statement = sql`select ${reject.columns.sql} from ${reject.name} where run_id = ${uuid(runId)} order by ${IN_ORDER}`;
    return (await this.db.run({
      statement,
      returns: reject.columns,
      context: CONTEXT,
    })) as unknown as RejectRecord[];
  }

  /** Of a run, how many have their values, those that were moved since included, and how many of these wait to be retried. */
  async count(runId: string): Promise<{ whole: number; waiting: number }> {
    const statement = sql`
      select count(*) as whole, count(case when moved_at is null then 1 end) as waiting
      from ${reject.name} where run_id = ${uuid(runId)} and ${IS_WHOLE}`;
    return (await this.db.run({ statement, returns: COUNTS, context: CONTEXT }))[0]!;
  }

  /** Forgets the values of rows; which rows they were stays known, so that a verification does not miss them. */
  async purge(runId: string): Promise<void> {
    await this.write(sql`delete from ${part.name} where run_id = ${uuid(runId)}`);
    await this.write(sql`
      update ${reject.name} set raw = ${PURGED}, key = ${NO_KEY} where run_id = ${uuid(runId)}`);
  }

  /** Those that can be retried. */
  async waiting(runId: string): Promise<WholeReject[]> {
    return (await this.list(runId)).filter(isWhole).filter(({ movedAt }) => movedAt === null);
  }

  /** The whole of a value that is kept in parts. */
  async value(runId: string, rejectId: string, column: string): Promise<Buffer> {
    const statement = sql`
      select ${part.columns.sql} from ${part.name}
      where run_id = ${uuid(runId)} and reject_id = ${uuid(rejectId)} and column_name = ${name(column)} order by ${BY_NUMBER}`;
    const parts = await this.db.run({ statement, returns: part.columns, context: CONTEXT });
    return Buffer.concat(parts.map(({ bytes }) => Buffer.from(bytes, "base64")));
  }

  /** Says that a row was moved after all, with these values. */
  async markMoved(runId: string, id: string, values: { [column: string]: Json }): Promise<void> {
    await this.write(sql`
      update ${reject.name} set raw = ${reject.param("raw", values)}, moved_at = ${instant(new Date())}
      where run_id = ${uuid(runId)} and id = ${uuid(id)}`);
  }

  async markRefused(runId: string, id: string, { reason, column }: Problem): Promise<void> {
    await this.write(sql`
      update ${reject.name} set reason = ${reject.param("reason", reason)}, column_name = ${name(column)}
      where run_id = ${uuid(runId)} and id = ${uuid(id)}`);
  }

  /** Takes rows out of it. */
  async remove(runId: string, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    const which = new AnyOf("uuid", ids);
    await this.write(sql`delete from ${part.name} where run_id = ${uuid(runId)} and reject_id ${which}`);
    await this.write(sql`delete from ${reject.name} where run_id = ${uuid(runId)} and id ${which}`);
  }

  async deleteOf(runId: string): Promise<void> {
    await this.write(sql`delete from ${part.name} where run_id = ${uuid(runId)}`);
    await this.write(sql`delete from ${reject.name} where run_id = ${uuid(runId)}`);
  }

  private async write(statement: Sql): Promise<void> {
    await this.db.run({ statement, returns: NOTHING, context: CONTEXT });
  }
}

/** The same row has the same place in the quarantine of every run. */
export const rejectId = (source: string, step: string, cursor: Cursor): string =>
  rowId({ source, table: `${step} in quarantine`, key: cursor });

/** Values as JSON that loses nothing: what JSON does not have is an object with one member, whose name begins with `$`. */
export function tagged(values: { [column: string]: RawValue }): { [column: string]: Json } {
  return Object.fromEntries(Object.entries(values).map(([column, value]) => [column, tag(value)]));
}

function tag(value: RawValue): Json {
  if (typeof value === "bigint")
    return Number.isSafeInteger(Number(value)) ? { $integer: Number(value) } : { $integer: String(value) };
  if (Buffer.isBuffer(value)) return { $bytes: value.toString("base64") };
  if (typeof value === "number" && !Number.isFinite(value)) return { $real: String(value) };
  return value;
}

/** The value that `tagged` was given. */
export function untag(value: Json): RawValue {
  if (typeof value === "boolean") return value ? 1n : 0n;
  if (typeof value !== "object" || value === null) return value;
  const { $integer, $bytes, $real } = value as {
    $integer?: number | string;
    $bytes?: string;
    $real?: string;
  };
  if ($integer !== undefined) return BigInt($integer);
  if ($bytes !== undefined) return Buffer.from($bytes, "base64");
  if ($real !== undefined) return Number($real);
  return JSON.stringify(value);
}
