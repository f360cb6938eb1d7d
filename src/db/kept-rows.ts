import { tables } from "../../entities";
import type { LogicalColumn } from "../../entities/columns";
import {
  type MigrationBeforeEntity,
  type MigrationRejectEntity,
  type MigrationRejectPartEntity,
  type MigrationRunEntity,
  type MigrationStepEntity,
  migrationBeforeTable,
  migrationRejectPartTable,
  migrationRejectTable,
  migrationRunTable,
  migrationStepTable,
} from "../../entities/migration";
import { EMPTY, integer, json, name, raw, type Sql, sql, uuid } from "../dialect/sql";
import type { Call } from "./call";
import { type Row, selection, Table } from "./table";

/**
 * What data migrations keep of somebody: rows of old files that did not fit, and rows of the stores as they were before a run changed
 * them. Their tables belong to no tenant. A row as it was names its scope; one of a file may, and else it is in that which its run was given.
 */

const reject = new Table<MigrationRejectEntity>(migrationRejectTable);
const part = new Table<MigrationRejectPartEntity>(migrationRejectPartTable);
const image = new Table<MigrationBeforeEntity>(migrationBeforeTable);
const step = new Table<MigrationStepEntity>(migrationStepTable);
const run = new Table<MigrationRunEntity>(migrationRunTable);

type Reject = Row<MigrationRejectEntity>;
type Image = Row<MigrationBeforeEntity>;

/** So many are read at once: values of up to 16 MiB are in them. */
const AT_ONCE = 50;
const ONE = selection<{ one: number }>({ one: "integer" });
const IDS = selection<{ id: string }>({ id: "uuid" });
const RUNS = selection<{ id: string; options: unknown }>({ id: "uuid", options: "json" });
const OF_SCOPE = raw(`"before" -> 'columns' ->> 0 = `);
const OF_WORKSPACE = raw(`"before" -> 'columns' ->> 1 = `);

/** What the known files call a person and a message by. */
const PERSON = "user_id";
const MESSAGE = "message_id";
/** Whose rows stay, without the id, where they are not the person's own. */
const SHARED = ["conversation_participant", "conversation_session"];

export interface Person {
  /** In lower case. */
  id: string;
  externalId: string | null;
  messages: readonly { id: string; externalId: string | null }[];
  /** Ids of all rows that are theirs. */
  rows: ReadonlySet<string>;
}

export class KeptRows {
  private readonly rejects: Reject[] = [];
  private readonly images: Image[] = [];
  /** Of others' rows in which the id stands. */
  private readonly shared: Image[] = [];
  private readonly messageIds: ReadonlySet<string>;
  private readonly messageNames: ReadonlySet<string>;
  /** Grows with the rows that are found, as what hangs on them is theirs too. */
  private readonly rows: Set<string>;

  private constructor(
    private readonly call: Call,
    private readonly person: Person,
  ) {
    this.rows = new Set(person.rows);
    this.messageIds = new Set(person.messages.map(({ id }) => id));
    this.messageNames = new Set(person.messages.flatMap(({ externalId }) => externalId ?? []));
  }

  static async of(call: Call, person: Person): Promise<KeptRows> {
    const kept = new KeptRows(call, person);
    await kept.findRejects();
    for (let known = -1; known < kept.rows.size; ) {
      known = kept.rows.size;
      await kept.findImages();
    }
    return kept;
  }

  /** For an export, by table. */
  get tables(): Record<string, Record<string, unknown>[]> {
    const tables: Record<string, Record<string, unknown>[]> = {};
    if (this.rejects.length > 0) tables[reject.name.name] = this.rejects.map((each) => ({ ...each }));
    if (this.images.length > 0) tables[image.name.name] = this.images.map((each) => ({ ...each }));
    return tables;
  }

  /** @param nobody stands where the id stood in rows of others */
  async erase(nobody: string): Promise<{ deleted: Record<string, number>; replaced: number }> {
    const deleted: Record<string, number> = {};
    const remove = async (table: Table<never>, which: Sql): Promise<void> => {
      const statement = sql`delete from ${table.name} where ${which} returning 1 as one`;
      const { length } = await this.call.all(statement, ONE);
      if (length > 0) deleted[table.name.name] = (deleted[table.name.name] ?? 0) + length;
    };
    for (const { runId, id } of this.rejects) {
      await remove(part as never, sql`run_id = ${uuid(runId)} and reject_id = ${uuid(id)}`);
      await remove(reject as never, sql`run_id = ${uuid(runId)} and id = ${uuid(id)}`);
    }
    for (const each of this.images) await remove(image as never, isImage(each));
    for (const each of this.shared) {
      const before = JSON.parse(
        JSON.stringify(each.before).replaceAll(new RegExp(this.person.id, "gi"), nobody),
      );
      const statement = sql`
        update ${image.name} set "before" = ${json(before, "before")} where ${isImage(each)} returning 1 as one`;
      await this.call.all(statement, ONE);
    }
    await this.eraseExamples();
    return { deleted, replaced: this.shared.length };
  }

  private async findRejects(): Promise<void> {
    const { call } = this;
    const runs = await call.all(sql`select id, options from ${run.name}`, RUNS);
    const scopes = new Map(runs.map(({ id, options }) => [id, options as Scope]));
    for (let last: Reject | undefined; ; ) {
      const after = last ? sql` where (run_id, id) > (${uuid(last.runId)}, ${uuid(last.id)})` : EMPTY;
      const statement = sql`
        select ${reject.columns.sql} from ${reject.name}${after} order by run_id, id limit ${integer(AT_ONCE)}`;
      const found = await call.all(statement, reject.columns);
      this.rejects.push(...found.filter((row) => this.isTheirs(row, scopes.get(row.runId))));
      if (found.length < AT_ONCE) return;
      last = found.at(-1)!;
    }
  }

  private isTheirs(row: Reject, given: Scope | undefined): boolean {
    const values = { ...(row.raw as object), ...(row.key as object) } as Record<string, unknown>;
    const { tenant, workspace } = this.call;
    const of = (column: string): string | null => plain(values[column]) || null;
    if ((of("tenant") ?? of("tenant_id") ?? given?.tenant ?? tenant) !== tenant) return false;
    if ((of("workspace") ?? given?.workspace ?? workspace) !== workspace) return false;
    const message = of(MESSAGE);
    return (
      this.mentioned([row.raw, row.key, row.cursor]) ||
      (this.person.externalId !== null && of(PERSON) === this.person.externalId) ||
      (message !== null && this.isTheirMessage(message))
    );
  }

  /** Those that are not yet found. */
  private async findImages(): Promise<void> {
    const { call } = this;
    const known = new Set([...this.images, ...this.shared].map(keyOf));
    for (let last: Image | undefined; ; ) {
      const after = last ? sql` and (run_id, source, step, batch, place) > (${placeOf(last)})` : EMPTY;
      const statement = sql`
        select ${image.columns.sql} from ${image.name}
        where ${OF_SCOPE}${name(call.tenant)} and ${OF_WORKSPACE}${name(call.workspace)}${after}
        order by run_id, source, step, batch, place limit ${integer(AT_ONCE)}`;
      const found = await call.all(statement, image.columns);
      for (const each of found) if (!known.has(keyOf(each))) this.sort(each);
      if (found.length < AT_ONCE) return;
      last = found.at(-1)!;
    }
  }

  private sort(row: Image): void {
    const { columns } = row.before as { columns: unknown[] };
    const own = columnsOfTable(row.target);
    const at = own.findIndex(({ property }) => property === "messageId");
    const message = at === -1 ? null : plain(columns[at]);
    const hangs = own.some(({ type }, i) => type === "uuid" && this.rows.has(String(columns[i])));
    const mentioned = this.mentioned(row.before);
    if (
      hangs ||
      (message !== null && this.isTheirMessage(message)) ||
      (mentioned && !SHARED.includes(row.target))
    ) {
      this.images.push(row);
      const id = own.findIndex(({ property, type }) => property === "id" && type === "uuid");
      if (id !== -1) this.rows.add(String(columns[id]));
    } else if (mentioned) this.shared.push(row);
  }

  /** Reports show a key or a value of some row as an example of each thing that was done. */
  private async eraseExamples(): Promise<void> {
    const { call, person } = this;
    const traces = [person.id, ...(person.externalId ? [person.externalId.toLowerCase()] : [])];
    const theirs = (text: string): boolean => traces.some((each) => text.toLowerCase().includes(each));
    const steps = await call.all(sql`select ${step.columns.sql} from ${step.name}`, step.columns);
    for (const { runId, source, step: of, tally } of steps) {
      const next = withoutExamples(tally, theirs);
      if (JSON.stringify(next) === JSON.stringify(tally)) continue;
      const statement = sql`
        update ${step.name} set tally = ${json(next, "tally")}
        where run_id = ${uuid(runId)} and source = ${name(source)} and step = ${name(of)} returning run_id as id`;
      await call.all(statement, IDS);
    }
  }

  private isTheirMessage(message: string): boolean {
    return this.messageIds.has(message.toLowerCase()) || this.messageNames.has(message);
  }

  private mentioned(value: unknown): boolean {
    return JSON.stringify(value).toLowerCase().includes(this.person.id);
  }
}

interface Scope {
  tenant: string | null;
  workspace: string;
}

/** A copy of what a step tells of its rows, with no example that `unwanted` tells of. */
export function withoutExamples(tally: unknown, unwanted: (example: string) => boolean): unknown {
  return JSON.parse(JSON.stringify(tally), (member: string, value: unknown) =>
    (member === "example" || member === "duplicateExample") && typeof value === "string" && unwanted(value)
      ? ""
      : value,
  );
}

/** A value of a file as text; the forms that JSON does not have are objects with one member. */
function plain(value: unknown): string | null {
  if (typeof value === "string" || typeof value === "number") return String(value);
  if (typeof value !== "object" || value === null) return null;
  const { $integer, $bytes } = value as { $integer?: number | string; $bytes?: string };
  if ($integer !== undefined) return String($integer);
  return $bytes === undefined ? null : Buffer.from($bytes, "base64").toString();
}

/** In the order in which rows are kept: those of the scope first. */
const columnsOfTable = (table: string): readonly LogicalColumn[] =>
  tables.find(({ name }) => name === table)!.columnList;

const keyOf = ({ runId, source, step: of, batch, place }: Image): string =>
  JSON.stringify([runId, source, of, batch, place]);

const placeOf = ({ runId, source, step: of, batch, place }: Image): Sql =>
  sql`${uuid(runId)}, ${name(source)}, ${name(of)}, ${integer(batch)}, ${integer(place)}`;

const isImage = ({ runId, source, step: of, batch, place }: Image): Sql => sql`
  run_id = ${uuid(runId)} and source = ${name(source)} and step = ${name(of)}
  and batch = ${integer(batch)} and place = ${integer(place)}`;
