import type { CallOptions } from "../../core/call/deadline";
import { UnifiedStoreError } from "../../core/errors";
import { IsWhole, Optional } from "../../core/input/rules";
import { validate } from "../../core/input/validation";
import { Param, Sql, sql } from "../../dialect/sql";
import { Call, inCall, type StatementParts } from "../call";
import type { ScopedDb } from "../scoped";
import { type Selection, selection } from "../table";
import type { CountOptions, Page, PageCount } from "./page";

const DEFAULT_MOST = 10_000;
/** A limit that no list reaches, within 32 bits. */
const NO_LIMIT = 2_000_000_000;

class CountInput {
  @Optional()
  @IsWhole(1, 1_000_000)
  most?: number | undefined;
}

const COUNT = selection<{ count: number }>({ count: "count" });
const ESTIMATE = selection<{ estimate: unknown }>({ estimate: "json" });

/** A list whose rows are to be counted. */
export interface Countable<T> {
  method: string;
  /** Its options. The time of the count begins here. */
  check(): CallOptions;
  /** Its first page, of that many rows. */
  page(call: Call, limit: number): Promise<Page<T>>;
}

/**
 * Counts the rows of a list by the statement of its page: exactly up to a bound, above it the
 * engine estimates. So each list has a total without a statement of its own.
 */
export async function countList<T>(
  db: ScopedDb,
  { method, check, page }: Countable<T>,
  given: CountOptions,
): Promise<PageCount> {
  return inCall(db, { method, options: {}, check }, async (call) => {
    const { most = DEFAULT_MOST } = validate(CountInput, given, "");
    if (method === "search")
      throw new UnifiedStoreError("not_supported", "a search ranks rows and has no total: count a list");
    const counting = new CountingCall(call, "exactly", most);
    const { items, nextCursor } = await page(counting, most);
    // A list of several statements gives its rows.
    const count = counting.counted ?? items.length + (nextCursor === null ? 0 : 1);
    if (count <= most) return { count, exact: true };
    const estimating = new CountingCall(call, "roughly", NO_LIMIT);
    if (counting.counted !== null) await page(estimating, NO_LIMIT);
    return { count: Math.max(most + 1, estimating.counted ?? 0), exact: false };
  });
}

/** A call whose statement of a page counts its rows instead of returning them. */
class CountingCall extends Call {
  counted: number | null = null;

  constructor(
    call: Call,
    private readonly how: "exactly" | "roughly",
    private readonly limit: number,
  ) {
    super(call.context, call.store, call.method, { signal: call.signal });
  }

  override async all<T>(statement: Sql, returns: Selection<T>, parts?: StatementParts): Promise<T[]> {
    // A page reads one row more than it holds.
    if (lastValue(statement) !== this.limit + 1) return super.all(statement, returns, parts);
    this.counted = this.how === "exactly" ? await this.exactly(statement) : await this.roughly(statement);
    return [];
  }

  private async exactly(statement: Sql): Promise<number> {
    return (await super.all(sql`select count(*) from (${statement}) as counted`, COUNT))[0]!.count;
  }

  private async roughly(statement: Sql): Promise<number> {
    const { figures } = this.database.dialect!;
    const [row] = await super.all(figures.estimate(statement), ESTIMATE);
    return Math.round(figures.readEstimate(row!.estimate));
  }
}

/** The value that ends a statement: its limit, where it has one. */
function lastValue({ strings, values }: Sql): unknown {
  const last = values.at(-1);
  if (strings.at(-1)!.trim() !== "") return undefined;
  return last instanceof Sql ? lastValue(last) : last instanceof Param ? last.value : undefined;
}
