import { integer, type Sql, sql, TableName, uuid } from "../../dialect/sql";
import type { Call } from "../call";
import { selection } from "../table";

interface Ends {
  first: string;
  last: string;
  /** The one behind some first ones; null where there are only a few. */
  behind: string | null;
}

const ENDS = selection<Ends>({ first: "uuid", last: "uuid", behind: "uuid" });
/** So many texts are a few batches: all workers begin at the first. */
const FEW = 1000;

/** Hexadecimal digits of an id that hold its time. */
const TIME_DIGITS = 12;
const MOST_WALKS = 3;

/**
 * One worker's way through the pending texts of a table, by id: from a random one to the last, and
 * from the first to where it began. Several workers thus begin at different places, and none reads
 * again what it has passed: a batch that began at the first id each time would pass over all texts
 * that have vectors, which is quadratic.
 */
export class PendingWalk {
  private start: string | null = null;
  private from: string | null = null;
  private wrapped = false;
  private walks = 1;
  isOver = false;

  /** A condition on the search entries `e` that are still before this worker. */
  async range(call: Call, table: string): Promise<Sql> {
    if (this.start === null) {
      this.start = await startOf(call, table);
      this.from = this.start;
    }
    if (!this.wrapped) return sql`e.item_id >= ${uuid(this.from)}`;
    const before = sql`e.item_id < ${uuid(this.start)}`;
    return this.from === null ? before : sql`e.item_id >= ${uuid(this.from)} and ${before}`;
  }

  /** The last item is looked at again: others of its parts may be left. */
  claimed(ids: readonly string[]): void {
    this.from = ids.reduce((last, id) => (id > last ? id : last));
  }

  /** Nothing is left in the range. */
  passed(): void {
    this.isOver = this.wrapped;
    this.wrapped = true;
    this.from = null;
  }

  /** Begins anew, a few times: texts may be written faster than they are embedded. */
  again(): void {
    if (this.walks === MOST_WALKS) return;
    this.walks++;
    this.start = null;
    this.wrapped = false;
    this.isOver = false;
  }
}

/** Ids begin with their time, so a random time between the first and the last is a fair start. */
async function startOf(call: Call, table: string): Promise<string> {
  const entries = new TableName(`${table}_search`);
  const statement = sql`
    select
      (select e.item_id from ${entries} as e where ${call.inScope("e")} order by e.item_id limit 1),
      (select e.item_id from ${entries} as e where ${call.inScope("e")} order by e.item_id desc limit 1),
      (select e.item_id from ${entries} as e where ${call.inScope("e")} order by e.item_id limit 1 offset ${integer(FEW)})`;
  const { first, last, behind } = (await call.first(statement, ENDS))!;
  if (behind === null) return FIRST_OF_ALL;
  const [low, high] = [timeIn(first), timeIn(last)];
  const digits = Math.floor(low + Math.random() * (high - low + 1))
    .toString(16)
    .padStart(TIME_DIGITS, "0");
  return `${digits.slice(0, 8)}-${digits.slice(8)}-0000-0000-000000000000`;
}

const FIRST_OF_ALL = "00000000-0000-0000-0000-000000000000";

const timeIn = (id: string): number => Number.parseInt(id.replaceAll("-", "").slice(0, TIME_DIGITS), 16);
