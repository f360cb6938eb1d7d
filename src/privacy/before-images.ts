import { tables } from "../../entities";
import type { LogicalColumn } from "../../entities/columns";
import { type MigrationBeforeEntity, migrationBeforeTable } from "../../entities/migration";
import type { Call } from "../db/call";
import { type Row, selection, Table } from "../db/table";
import { EMPTY, integer, json, name, raw, type Sql, sql, uuid } from "../dialect/sql";
import type { Deletions } from "./deletions";
import { fileText } from "./file-text";
import { redacted } from "./redaction";
import type { Subject } from "./subject";

const image = new Table<MigrationBeforeEntity>(migrationBeforeTable);
type Image = Row<MigrationBeforeEntity>;

/** Page size. It is small because a row has values of up to 16 MiB. */
const AT_ONCE = 50;
const ONE = selection<{ one: number }>({ one: "integer" });
/** The first columns of an image are the scope of its row. */
const OF_TENANT = raw(`"before" -> 'columns' ->> 0 = `);
const OF_WORKSPACE = raw(`"before" -> 'columns' ->> 1 = `);

/** Tables whose rows are redacted, not deleted, if they belong to another person. */
const SHARED = ["conversation_participant", "conversation_session"];

/**
 * Before images: earlier versions of a person's rows in the stores, from before a migration run.
 */
export class BeforeImages {
  private readonly theirs: Image[] = [];
  /** Images of other persons' rows that contain the id. */
  private readonly others: Image[] = [];
  /**
   * Ids of the person's rows. It grows with the found images, because rows that refer to them
   * belong to the person too.
   */
  private readonly rows: Set<string>;

  private constructor(
    private readonly call: Call,
    private readonly subject: Subject,
    rows: Iterable<string>,
  ) {
    this.rows = new Set(rows);
  }

  /** @param rows ids of all rows of the person in the stores */
  static async of(call: Call, subject: Subject, rows: Iterable<string>): Promise<BeforeImages> {
    const images = new BeforeImages(call, subject, rows);
    for (let known = -1; known < images.rows.size; ) {
      known = images.rows.size;
      await images.find();
    }
    return images;
  }

  /** Rows for an export, by table. */
  get tables(): Record<string, Record<string, unknown>[]> {
    return this.theirs.length > 0 ? { [image.name.name]: this.theirs.map((each) => ({ ...each })) } : {};
  }

  async delete(deletions: Deletions): Promise<void> {
    for (const each of this.theirs) await deletions.of(image.name, isImage(each));
  }

  /** @returns number of redacted images */
  async redactOthers(): Promise<number> {
    for (const each of this.others) {
      const before = redacted(each.before, this.subject.id);
      const statement = sql`
        update ${image.name} set "before" = ${json(before, "before")} where ${isImage(each)} returning 1 as one`;
      await this.call.all(statement, ONE);
    }
    return this.others.length;
  }

  /** One pass over all images of the scope. It classifies the new ones. */
  private async find(): Promise<void> {
    const { call } = this;
    const known = new Set([...this.theirs, ...this.others].map(keyOf));
    for (let last: Image | undefined; ; ) {
      const after = last ? sql` and (run_id, source, step, batch, number) > (${keyValues(last)})` : EMPTY;
      const statement = sql`
        select ${image.columns.sql} from ${image.name}
        where ${OF_TENANT}${name(call.tenant)} and ${OF_WORKSPACE}${name(call.workspace)}${after}
        order by run_id, source, step, batch, number limit ${integer(AT_ONCE)}`;
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
    const message = at === -1 ? null : fileText(columns[at]);
    const hangs = own.some(({ type }, i) => type === "uuid" && this.rows.has(String(columns[i])));
    const isMentioned = this.subject.isMentionedIn(row.before);
    if (
      hangs ||
      (message !== null && this.subject.hasMessage(message)) ||
      (isMentioned && !SHARED.includes(row.target))
    ) {
      this.theirs.push(row);
      const id = own.findIndex(({ property, type }) => property === "id" && type === "uuid");
      if (id !== -1) this.rows.add(String(columns[id]));
    } else if (isMentioned) this.others.push(row);
  }
}

/** Columns in the order of an image: the scope comes first. */
const columnsOfTable = (table: string): readonly LogicalColumn[] =>
  tables.find(({ name }) => name === table)!.columnList;

const keyOf = ({ runId, source, step, batch, number }: Image): string =>
  JSON.stringify([runId, source, step, batch, number]);

const keyValues = ({ runId, source, step, batch, number }: Image): Sql =>
  sql`${uuid(runId)}, ${name(source)}, ${name(step)}, ${integer(batch)}, ${integer(number)}`;

const isImage = ({ runId, source, step, batch, number }: Image): Sql => sql`
  run_id = ${uuid(runId)} and source = ${name(source)} and step = ${name(step)}
  and batch = ${integer(batch)} and number = ${integer(number)}`;
