import {
  type MigrationRejectionEntity,
  type MigrationRejectionPartEntity,
  migrationRejectionPartTable,
  migrationRejectionTable,
} from "../../../entities/migration";
import { type Json, JsonText } from "../../core/json/json";
import type { Executor } from "../../db/database";
import { type Row, selection, Table } from "../../db/table";
import { AnyOf, instant, name, raw, type Sql, sql, uuid } from "../../dialect/sql";
import type { StepKey } from "../ledger/step-key";
import type { Position } from "../read/position";
import type { Rejection } from "../read/row/rejection";
import { rowId } from "../read/row-id";
import type { PreparedRow } from "./prepared-row";
import { tagged } from "./tagged-values";

const reject = new Table<MigrationRejectionEntity>(migrationRejectionTable);
const part = new Table<MigrationRejectionPartEntity>(migrationRejectionPartTable);
const CONTEXT = { operation: "migrate.rejections" };
const NOTHING = selection<Record<string, never>>({});
const IN_ORDER = raw("source, step, id");
const BY_NUMBER = raw("number");
const IS_WHOLE = raw("cast(raw as text) <> 'null'");
const COUNTS = selection<{ whole: number; waiting: number }>({ whole: "count", waiting: "count" });
const PURGED = reject.param("raw", new JsonText("null"));
const NO_KEY = reject.param("key", new JsonText("{}"));

/** A row in quarantine. */
export interface QuarantinedRow extends Omit<Row<MigrationRejectionEntity>, "position" | "raw"> {
  position: Position;
  /** Its values as they are in the file. Null once they are purged. */
  raw: { [column: string]: Json } | null;
}

/** A row in quarantine that was not purged. */
export type RetryableRow = QuarantinedRow & { raw: { [column: string]: Json } };

const isRetryable = (row: QuarantinedRow): row is RetryableRow => row.raw !== null;

/** Quarantine. Rows that were rejected lie there, with their values as they are in the file. */
export class Quarantine {
  constructor(private readonly db: Executor) {}

  /** Large values follow in parts. @returns the row's id in quarantine */
  async add(
    { runId, source, step }: StepKey,
    { position, row, large = [] }: Pick<PreparedRow, "position" | "row" | "large">,
    { reason, column }: Rejection,
  ): Promise<string> {
    const id = quarantineId(source, step, position);
    const parts = large.map(({ column: of, bytes, encoding }) => [of, { $parts: bytes, encoding }]);
    const insert = reject.insert({
      ...{ runId, id, source, step, reason, column, movedAt: null },
      position,
      key: tagged(row.keyValues()),
      raw: { ...tagged(row.all()), ...Object.fromEntries(parts) },
    } as Partial<MigrationRejectionEntity>);
    await this.write(sql`${insert} on conflict (run_id, id) do update set reason = excluded.reason,
      column_name = excluded.column_name, raw = excluded.raw, moved_at = excluded.moved_at`);
    return id;
  }

  /** A part of a value that is too large to be held at once. */
  async addPart(
    { runId, id }: { runId: string; id: string },
    { column, number }: { column: string; number: number },
    bytes: Buffer,
  ): Promise<void> {
    const insert = part.insert({ runId, rejectionId: id, column, number, bytes: bytes.toString("base64") });
    await this.write(sql`${insert} on conflict (run_id, rejection_id, column_name, number) do nothing`);
  }

  /** The rows of a run. Rows that a retry has moved are among them. */
  async list(runId: string): Promise<QuarantinedRow[]> {
    const statement = sql`select ${reject.columns.sql} from ${reject.name} where run_id = ${uuid(runId)} order by ${IN_ORDER}`;
    return (await this.db.run({
      statement,
      returns: reject.columns,
      context: CONTEXT,
    })) as unknown as QuarantinedRow[];
  }

  /** How many rows of a run were not purged, and how many of these wait to be retried. */
  async count(runId: string): Promise<{ whole: number; waiting: number }> {
    const statement = sql`
      select count(*) as whole, count(case when moved_at is null then 1 end) as waiting
      from ${reject.name} where run_id = ${uuid(runId)} and ${IS_WHOLE}`;
    return (await this.db.run({ statement, returns: COUNTS, context: CONTEXT }))[0]!;
  }

  /** Deletes the values of rows. The rows stay listed, so that a verification finds them. */
  async purge(runId: string): Promise<void> {
    await this.write(sql`delete from ${part.name} where run_id = ${uuid(runId)}`);
    await this.write(sql`
      update ${reject.name} set raw = ${PURGED}, key = ${NO_KEY} where run_id = ${uuid(runId)}`);
  }

  /** The rows of a run that can be retried. */
  async waiting(runId: string): Promise<RetryableRow[]> {
    return (await this.list(runId)).filter(isRetryable).filter(({ movedAt }) => movedAt === null);
  }

  /** A value that is stored in parts, as a whole. @param id the row's in quarantine */
  async value(runId: string, id: string, column: string): Promise<Buffer> {
    const statement = sql`
      select ${part.columns.sql} from ${part.name}
      where run_id = ${uuid(runId)} and rejection_id = ${uuid(id)} and column_name = ${name(column)} order by ${BY_NUMBER}`;
    const parts = await this.db.run({ statement, returns: part.columns, context: CONTEXT });
    return Buffer.concat(parts.map(({ bytes }) => Buffer.from(bytes, "base64")));
  }

  /** Notes that a retry has moved a row. @param values that it was moved with */
  async markMoved(runId: string, id: string, values: { [column: string]: Json }): Promise<void> {
    await this.write(sql`
      update ${reject.name} set raw = ${reject.param("raw", values)}, moved_at = ${instant(new Date())}
      where run_id = ${uuid(runId)} and id = ${uuid(id)}`);
  }

  /** Notes that a retry was rejected. */
  async markRejected(runId: string, id: string, { reason, column }: Rejection): Promise<void> {
    await this.write(sql`
      update ${reject.name} set reason = ${reject.param("reason", reason)}, column_name = ${name(column)}
      where run_id = ${uuid(runId)} and id = ${uuid(id)}`);
  }

  /** Takes rows out of quarantine. */
  async remove(runId: string, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    const which = new AnyOf("uuid", ids);
    await this.write(sql`delete from ${part.name} where run_id = ${uuid(runId)} and rejection_id ${which}`);
    await this.write(sql`delete from ${reject.name} where run_id = ${uuid(runId)} and id ${which}`);
  }

  /** Deletes all rows of a run. */
  async deleteOf(runId: string): Promise<void> {
    await this.write(sql`delete from ${part.name} where run_id = ${uuid(runId)}`);
    await this.write(sql`delete from ${reject.name} where run_id = ${uuid(runId)}`);
  }

  private async write(statement: Sql): Promise<void> {
    await this.db.run({ statement, returns: NOTHING, context: CONTEXT });
  }
}

/** The same row has the same id in the quarantine of every run. */
export const quarantineId = (source: string, step: string, position: Position): string =>
  rowId({ source, table: `${step} in quarantine`, key: position });
