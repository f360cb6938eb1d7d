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

/** So many are read at once: values of up to 16 MiB are in them. */
const AT_ONCE = 50;
const ONE = selection<{ one: number }>({ one: "integer" });
/** An image begins with the scope of its row. */
const OF_TENANT = raw(`"before" -> 'columns' ->> 0 = `);
const OF_WORKSPACE = raw(`"before" -> 'columns' ->> 1 = `);

/** Tables whose rows stay, without the id, where they are another's. */
const SHARED = ["conversation_participant", "conversation_session"];

/** Before images. A person's rows of the stores, as they were before a run changed them. */
export class BeforeImages {
  private readonly theirs: Image[] = [];
  /** Of others' rows in which the id stands. */
  private readonly others: Image[] = [];
  /** Grows with the images that are found, as what hangs on their rows is theirs too. */
  private readonly rows: Set<string>;

  private constructor(
    private readonly call: Call,
    private readonly subject: Subject,
    rows: Iterable<string>,
  ) {
    this.rows = new Set(rows);
  }

  /** @param rows ids of all that is theirs in the stores */
  static async of(call: Call, subject: Subject, rows: Iterable<string>): Promise<BeforeImages> {
    const images = new BeforeImages(call, subject, rows);
    for (let known = -1; known < images.rows.size; ) {
      known = images.rows.size;
      await images.find();
    }
    return images;
  }

  /** For an export, by table. */
  get tables(): Record<string, Record<string, unknown>[]> {
    return this.theirs.length > 0 ? { [image.name.name]: this.theirs.map((each) => ({ ...each })) } : {};
  }

  async delete(deletions: Deletions): Promise<void> {
    for (const each of this.theirs) await deletions.of(image.name, isImage(each));
  }

  /** @returns how many images of others' rows had the id in them */
  async redactOthers(): Promise<number> {
    for (const each of this.others) {
      const before = redacted(each.before, this.subject.id);
      const statement = sql`
        update ${image.name} set "before" = ${json(before, "before")} where ${isImage(each)} returning 1 as one`;
      await this.call.all(statement, ONE);
    }
    return this.others.length;
  }

  /** Those that are not yet found. */
  private async find(): Promise<void> {
    const { call } = this;
    const known = new Set([...this.theirs, ...this.others].map(keyOf));
    for (let last: Image | undefined; ; ) {
      const after = last ? sql` and (run_id, source, step, batch, place) > (${placeOf(last)})` : EMPTY;
      const statement = sql`
        select ${image.columns.sql} from ${image.name}
        where ${OF_TENANT}${name(call.tenant)} and ${OF_WORKSPACE}${name(call.workspace)}${after}
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

/** In the order in which rows are kept: those of the scope first. */
const columnsOfTable = (table: string): readonly LogicalColumn[] =>
  tables.find(({ name }) => name === table)!.columnList;

const keyOf = ({ runId, source, step, batch, place }: Image): string =>
  JSON.stringify([runId, source, step, batch, place]);

const placeOf = ({ runId, source, step, batch, place }: Image): Sql =>
  sql`${uuid(runId)}, ${name(source)}, ${name(step)}, ${integer(batch)}, ${integer(place)}`;

const isImage = ({ runId, source, step, batch, place }: Image): Sql => sql`
  run_id = ${uuid(runId)} and source = ${name(source)} and step = ${name(step)}
  and batch = ${integer(batch)} and place = ${integer(place)}`;
