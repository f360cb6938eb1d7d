import {
  type MigrationRejectionEntity,
  type MigrationRejectionPartEntity,
  type MigrationRunEntity,
  migrationRejectionPartTable,
  migrationRejectionTable,
  migrationRunTable,
} from "../../entities/migration";
import type { Call } from "../db/call";
import { type Row, selection, Table } from "../db/table";
import { EMPTY, integer, sql, uuid } from "../dialect/sql";
import type { Deletions } from "./deletions";
import { fileText } from "./file-text";
import type { Subject } from "./subject";

const reject = new Table<MigrationRejectionEntity>(migrationRejectionTable);
const part = new Table<MigrationRejectionPartEntity>(migrationRejectionPartTable);
const run = new Table<MigrationRunEntity>(migrationRunTable);

type Reject = Row<MigrationRejectionEntity>;

/** Page size. It is small because a row has values of up to 16 MiB. */
const AT_ONCE = 50;
const RUNS = selection<{ id: string; options: unknown }>({ id: "uuid", options: "json" });

/** Columns of the old files with the id of a person and of a message. */
const PERSON = "user_id";
const MESSAGE = "message_id";

/** Default scope of a run, for rows without their own scope. */
export interface RunScope {
  tenant: string | null;
  workspace: string;
}

/** Quarantined rows: a person's rows of old files that failed the conversion. */
export class QuarantinedRows {
  private constructor(private readonly rows: readonly Reject[]) {}

  static async of(call: Call, subject: Subject): Promise<QuarantinedRows> {
    const runs = await call.all(sql`select id, options from ${run.name}`, RUNS);
    const scopes = new Map(runs.map(({ id, options }) => [id, options as RunScope]));
    const rows: Reject[] = [];
    for (let last: Reject | undefined; ; ) {
      const after = last ? sql` where (run_id, id) > (${uuid(last.runId)}, ${uuid(last.id)})` : EMPTY;
      const statement = sql`
        select ${reject.columns.sql} from ${reject.name}${after} order by run_id, id limit ${integer(AT_ONCE)}`;
      const found = await call.all(statement, reject.columns);
      for (const row of found)
        if (isInScope(row, call, scopes.get(row.runId)) && isOf(row, subject)) rows.push(row);
      if (found.length < AT_ONCE) return new QuarantinedRows(rows);
      last = found.at(-1)!;
    }
  }

  /** Rows for an export, by table. */
  get tables(): Record<string, Record<string, unknown>[]> {
    return this.rows.length > 0 ? { [reject.name.name]: this.rows.map((each) => ({ ...each })) } : {};
  }

  async delete(deletions: Deletions): Promise<void> {
    for (const { runId, id } of this.rows) {
      await deletions.of(part.name, sql`run_id = ${uuid(runId)} and rejection_id = ${uuid(id)}`);
      await deletions.of(reject.name, sql`run_id = ${uuid(runId)} and id = ${uuid(id)}`);
    }
  }
}

/** A row without any tenant may be anyone's: what else it has decides. */
function isInScope(row: Reject, { tenant, workspace }: Call, ofRun: RunScope | undefined): boolean {
  const found = scopeOf(row, ofRun);
  return (found.tenant ?? tenant) === tenant && (found.workspace ?? workspace) === workspace;
}

/**
 * Whether a quarantined row belongs to a tenant, or to one of its workspaces. One that does not say
 * so, in a run that does not either, belongs to none.
 */
export function isOfScope(
  row: Reject,
  { tenant, workspace }: { tenant: string; workspace: string | null },
  ofRun: RunScope | undefined,
): boolean {
  const found = scopeOf(row, ofRun);
  return found.tenant === tenant && (workspace === null || found.workspace === workspace);
}

/** A row of a file may have its own scope. Otherwise the scope of its run applies. */
function scopeOf(
  row: Reject,
  ofRun: RunScope | undefined,
): { tenant: string | null; workspace: string | null } {
  const own = textOf(row, "tenant") ?? textOf(row, "tenant_id");
  return {
    tenant: own ?? ofRun?.tenant ?? null,
    workspace: textOf(row, "workspace") ?? ofRun?.workspace ?? null,
  };
}

function isOf(row: Reject, subject: Subject): boolean {
  const message = textOf(row, MESSAGE);
  return (
    subject.isMentionedIn([row.raw, row.key, row.position]) ||
    (subject.externalId !== null && textOf(row, PERSON) === subject.externalId) ||
    (message !== null && subject.hasMessage(message))
  );
}

/** The value of a column of the old file as text; null when it is missing or empty. */
function textOf({ raw, key }: Reject, column: string): string | null {
  const values = { ...(raw as object), ...(key as object) } as Record<string, unknown>;
  return fileText(values[column]) || null;
}
