import { type MigrationRunEntity, migrationRunTable } from "../../../../entities/migration";
import { createIdFactory } from "../../../core/ids";
import { canonicalJson } from "../../../core/json/canonical";
import type { Json } from "../../../core/json/json";
import { COPYING } from "../../../data-migration/ledger/runs";
import { Steps } from "../../../data-migration/ledger/steps";
import { emptyTally } from "../../../data-migration/ledger/tally";
import type { Executor } from "../../../db/database";
import { selection, Table } from "../../../db/table";
import { json, name, type Sql, sql, uuid } from "../../../dialect/sql";
import type { Chosen } from "../chosen";

const run = new Table<MigrationRunEntity>(migrationRunTable);
const CONTEXT = { operation: "copy" };
const NOTHING = selection<Record<string, never>>({});
/** A copy has one source. */
const SOURCE = "copy";

/** What a copy was asked for. Only the same copy goes on where another was cut off. */
export interface CopyRequest extends Chosen {
  from: string;
  /** Whether the target had no rows of any store when the copy began. */
  whole: boolean;
}

/**
 * The record of a copy in its target: the ledger of data migrations. It is committed with the rows,
 * so that it knows how many rows of each table are there. It is deleted when the copy is done.
 */
export class CopyRecord {
  private constructor(
    readonly id: string,
    readonly request: CopyRequest,
    /** Statements that build dropped indexes; null where none are dropped. */
    public deferredIndexes: readonly string[] | null,
    private readonly counts: ReadonlyMap<string, number>,
  ) {}

  /** The copy that was cut off; null where there is none. */
  static async open(db: Executor): Promise<CopyRecord | null> {
    const statement = sql`select ${run.columns.sql} from ${run.name} where status = ${name(COPYING)}`;
    const [found] = await db.run({ statement, returns: run.columns, context: CONTEXT });
    if (found === undefined) return null;
    const steps = await new Steps(db).of(found.id);
    const counts = new Map(steps.map(({ step, tally }) => [step, tally.moved]));
    const { request } = found.options as { request: CopyRequest };
    return new CopyRecord(found.id, request, found.deferredIndexes as readonly string[] | null, counts);
  }

  static async begin(db: Executor, request: CopyRequest): Promise<CopyRecord> {
    const id = createIdFactory(() => new Date())();
    const record: MigrationRunEntity = {
      ...{ id, status: COPYING, options: { request }, sources: [], deferredIndexes: null, purged: null },
      ...{ error: null, endedByRejection: false, cutoverRequested: false },
      ...{ startedAt: new Date(), finishedAt: null },
    };
    await write(db, run.insert(record));
    return new CopyRecord(id, request, null, new Map());
  }

  /** Rows of a table that are in the target. */
  rowsOf(table: string): number {
    return this.counts.get(table) ?? 0;
  }

  isOf(request: Omit<CopyRequest, "whole">): boolean {
    const { from, scopes, stores } = this.request;
    const text = (value: object): string => canonicalJson(value as Json);
    const { from: wanted, scopes: chosen, stores: of } = request;
    return text([from, scopes, stores]) === text([wanted, chosen, of]);
  }

  /** Notes how many rows of a table are there. Call it in the transaction that writes them. */
  async note(db: Executor, table: string, { rows, total }: { rows: number; total: number }): Promise<void> {
    const tally = { ...emptyTally(), moved: rows };
    const key = { runId: this.id, source: SOURCE, step: table };
    await new Steps(db).put({ ...key, status: "copying", sourceRows: total, position: null, tally });
  }

  /** Notes the statements that build dropped indexes; null: they are built. */
  async noteIndexes(db: Executor, statements: readonly string[] | null): Promise<void> {
    await write(
      db,
      sql`update ${run.name} set deferred_indexes = ${json(statements, "deferredIndexes")} where id = ${uuid(this.id)}`,
    );
  }

  async delete(db: Executor): Promise<void> {
    await new Steps(db).deleteOf(this.id);
    await write(db, sql`delete from ${run.name} where id = ${uuid(this.id)}`);
  }
}

async function write(db: Executor, statement: Sql): Promise<void> {
  await db.run({ statement, returns: NOTHING, context: CONTEXT });
}
