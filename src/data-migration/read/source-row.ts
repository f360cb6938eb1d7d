import { isUtf8 } from "node:buffer";
import type { Json } from "../../core/json";
import type { ScopedDb } from "../../db/scoped";
import { readInstant } from "./instants";
import { readJson } from "./json";
import { isLossy } from "./losses";
import type { RawValue } from "./raw-value";
import { RejectionError } from "./rejection";
import { rowId } from "./row-id";

const NO_TENANT = "names no tenant, and no tenant was given for such rows";

/** What a row is read with. */
export interface RowContext {
  /** The name of its file among the sources of the target. */
  source: string;
  table: string;
  /** Its key's columns. */
  key: readonly string[];
  /** Where each column stands among the values; further ones are the `joined`. */
  places: ReadonlyMap<string, number>;
  /** Columns that the step does not know. */
  unknown: readonly string[];
  scope(tenant: string, workspace: string): ScopedDb;
  /** Whose rows are that name no tenant, and where in it. */
  defaults: { tenant: string | null; workspace: string };
  /** A value's bytes, read again: a text that was not valid UTF-8 has the replacement character where they were. */
  bytes(column: string): Buffer | null;
}

/** Something that was changed on the way. Its example is only written when it is asked for: few of millions are shown. */
export class Coercion {
  constructor(
    /** The column, and what was done. */
    readonly name: string,
    /** Whether something of the value is lost. */
    readonly lossy: boolean,
    private readonly shown: string | null | readonly [from: unknown, to: unknown],
  ) {}

  get example(): string {
    if (this.shown === null) return "";
    if (typeof this.shown === "string") return this.shown.slice(0, 120);
    const [from, to] = this.shown;
    const text = to instanceof Date ? to.toISOString() : String(to);
    return (typeof to === "string" ? `${from} → "${text}"` : `${from} → ${text}`).slice(0, 120);
  }
}

/** By column and deed, each made once: they are counted by their names. */
const kinds = new Map<string, Map<string, { name: string; lossy: boolean }>>();

function coercion(column: string, how: string, shown: ConstructorParameters<typeof Coercion>[2]): Coercion {
  const known = kinds.get(column) ?? new Map<string, { name: string; lossy: boolean }>();
  if (known.size === 0) kinds.set(column, known);
  let kind = known.get(how);
  if (kind === undefined) {
    kind = { name: `${column}: ${how}`, lossy: isLossy(how) };
    known.set(how, kind);
  }
  return new Coercion(kind.name, kind.lossy, shown);
}

/**
 * One row of a source. SQLite enforces no column types, so every value is looked at before it is believed; what has to be changed to
 * fit is noted, and what does not fit is refused, with its column. Reading a row again gives the same.
 */
export class SourceRow {
  /** What was changed. */
  readonly coercions: Coercion[] = [];

  constructor(
    private readonly context: RowContext,
    private readonly values: readonly RawValue[],
  ) {}

  /** The value as it is; null also where the file has no such column. */
  raw(column: string): RawValue {
    const at = this.context.places.get(column);
    return at === undefined ? null : (this.values[at] ?? null);
  }

  /** How much of memory its values take, in characters, about. */
  get size(): number {
    let size = 0;
    for (const value of this.values)
      if (typeof value === "string" || Buffer.isBuffer(value)) size += value.length;
    return size;
  }

  /** Its values by column, those of joined tables included. */
  all(): { [column: string]: RawValue } {
    return Object.fromEntries(
      [...this.context.places.keys()].map((column) => [column, this.asWritten(column)]),
    );
  }

  /** A text that is not valid UTF-8 as the bytes that it is. */
  private asWritten(column: string): RawValue {
    const value = this.raw(column);
    if (typeof value !== "string" || !value.includes("\ufffd")) return value;
    const bytes = this.context.bytes(column);
    return bytes !== null && !isUtf8(bytes) ? bytes : value;
  }

  /** Its key, for people. */
  keyValues(): { [column: string]: RawValue } {
    return Object.fromEntries(this.context.key.map((column) => [column, this.raw(column)]));
  }

  /** The columns that its step does not know, and which are not null. */
  get unknownColumns(): readonly string[] {
    return this.context.unknown.filter((column) => !this.isNull(column));
  }

  isNull(column: string): boolean {
    return this.raw(column) === null;
  }

  /** The id that this row has in every target. @param order see `rowId` */
  id(order?: number): string {
    return this.idOf(this.context.table, this.context.key, order);
  }

  /** The id of a second row that is made of this one. @param part tells it from the first, such as `answer` */
  partId(part: string, order?: number): string {
    return this.idOf(`${this.context.table} ${part}`, this.context.key, order);
  }

  /** The id of the row of another table that these columns name. */
  ref(table: string, ...columns: string[]): string {
    return this.idOf(table, columns);
  }

  refOrNull(table: string, column: string): string | null {
    return this.isNull(column) ? null : this.ref(table, column);
  }

  /** The scope that two columns name; without them, or where they are null or empty, the one that the operator has named. */
  scope(tenantColumn?: string, workspaceColumn?: string): ScopedDb {
    const { defaults, scope } = this.context;
    const tenant = (tenantColumn && this.nameOrNull(tenantColumn)) || defaults.tenant;
    const workspace = (workspaceColumn && this.nameOrNull(workspaceColumn)) || defaults.workspace;
    if (!tenant) throw new RejectionError(NO_TENANT, tenantColumn ?? null, "no_tenant");
    return scope(tenant, workspace);
  }

  /** The scope of a tenant that something else than a column names, in the workspace that the operator has named. */
  scopeOf(tenant: string): ScopedDb {
    return this.context.scope(tenant, this.context.defaults.workspace);
  }

  text(column: string): string {
    const value = this.raw(column);
    if (typeof value === "string") return this.checked(value, column);
    if (value === null) throw new RejectionError("is null", column);
    if (Buffer.isBuffer(value)) {
      if (!isUtf8(value)) throw new RejectionError("has bytes that are not valid UTF-8", column);
      this.note(column, "bytes to text", null);
      return value.toString();
    }
    return this.coerced(String(value), column, "number to text", value);
  }

  textOrNull(column: string): string | null {
    return this.isNull(column) ? null : this.text(column);
  }

  /** A name that may be absent: empty text is taken for absent, since no name is empty. */
  nameOrNull(column: string): string | null {
    const text = this.textOrNull(column);
    return text === "" ? this.coerced(null, column, "empty text to null", '""') : text;
  }

  number(column: string): number {
    const value = this.raw(column);
    if (value === null) throw new RejectionError("is null", column);
    const number = typeof value === "string" ? this.numberIn(value, column) : Number(value);
    if (Buffer.isBuffer(value) || Number.isNaN(number)) throw new RejectionError("is not a number", column);
    if (!Number.isFinite(number)) throw new RejectionError("is infinite", column);
    if (typeof value === "bigint" && BigInt(number) !== value)
      throw new RejectionError("is a whole number above 2^53, which would be rounded", column);
    return Object.is(number, -0) ? this.coerced(0, column, "negative zero to zero", "-0.0") : number;
  }

  numberOrNull(column: string): number | null {
    return this.isNull(column) ? null : this.number(column);
  }

  whole(column: string): number {
    const number = this.number(column);
    if (!Number.isSafeInteger(number)) throw new RejectionError("is not a whole number", column);
    return typeof this.raw(column) === "number"
      ? this.coerced(number, column, "real to integer", number)
      : number;
  }

  wholeOrNull(column: string): number | null {
    return this.isNull(column) ? null : this.whole(column);
  }

  /** 0 and 1, or the texts `true` and `false`. */
  flag(column: string): boolean {
    const value = this.raw(column);
    if (value === null) throw new RejectionError("is null", column);
    if (typeof value === "string" && /^(true|false)$/i.test(value))
      return this.coerced(/^t/i.test(value), column, "text to boolean", JSON.stringify(value));
    const number = typeof value === "string" && /^[01]$/.test(value) ? Number(value) : value;
    if (number !== 0n && number !== 1n && number !== 0 && number !== 1)
      throw new RejectionError("is neither 0 nor 1", column);
    return this.coerced(Number(number) === 1, column, "0/1 to boolean", value);
  }

  flagOrNull(column: string): boolean | null {
    return this.isNull(column) ? null : this.flag(column);
  }

  instant(column: string): Date {
    const value = this.raw(column);
    if (value === null) throw new RejectionError("is null where an instant is expected", column);
    if (value === "") throw new RejectionError("is empty where an instant is expected", column);
    if (Buffer.isBuffer(value)) throw new RejectionError("is not an instant, but bytes", column);
    const read = readInstant(typeof value === "bigint" ? Number(value) : value);
    if ("problem" in read) throw new RejectionError(read.problem, column);
    // What was understood has nothing to be escaped but white space around it.
    const shown = typeof value === "string" ? `"${value.trim()}"` : value;
    return this.coerced(read.date, column, read.how, shown);
  }

  /** Null for null and, as a coercion, for empty text. */
  instantOrNull(column: string): Date | null {
    if (this.isNull(column)) return null;
    if (this.raw(column) === "") return this.coerced(null, column, "empty text to null", '""');
    return this.instant(column);
  }

  json(column: string): Json {
    const read = readJson(this.text(column));
    if ("problem" in read) throw new RejectionError(read.problem, column);
    this.note(column, "JSON text to JSON", null);
    return read.value;
  }

  jsonOrNull(column: string): Json | null {
    return this.isNull(column) ? null : this.json(column);
  }

  jsonObject(column: string): { [key: string]: Json } {
    const value = this.json(column);
    if (typeof value !== "object" || value === null || Array.isArray(value))
      throw new RejectionError("is not a JSON object", column);
    return value as { [key: string]: Json };
  }

  /** A list of numbers in JSON; the empty one means that there is none. They become 32-bit floats. */
  embeddingOrNull(column: string): number[] | null {
    const value = this.jsonOrNull(column);
    if (value === null) return null;
    if (!Array.isArray(value) || !value.every((each) => typeof each === "number"))
      throw new RejectionError("is not a list of numbers", column);
    if (value.length === 0) return this.coerced(null, column, "empty list to null", "[]");
    const numbers = value as number[];
    const changed = numbers.find((number) => Math.fround(number) !== number);
    if (changed !== undefined)
      this.coerced(Math.fround(changed), column, "float64 to float32 embedding", changed);
    return numbers;
  }

  /**
   * The columns that are not known here, where they are not null; null where there are none. See `withExtras`.
   */
  extras(): { [column: string]: Json } | null {
    const { unknown } = this.context;
    if (unknown.length === 0) return null;
    const extras = unknown
      .filter((column) => !this.isNull(column))
      .map((column) => [column, this.extra(column)]);
    // Not one by one: `__proto__` is a name like any other.
    return extras.length > 0 ? Object.fromEntries(extras) : null;
  }

  private extra(column: string): Json {
    const value = this.raw(column);
    if (typeof value === "number" || typeof value === "bigint")
      return Number.isFinite(Number(value)) && isPlain(value) ? Number(value) : String(value);
    return Buffer.isBuffer(value) ? `base64:${value.toString("base64")}` : this.text(column);
  }

  /** Notes that a value was changed on the way, and returns what it was changed to. @param from shown as an example: never text of users */
  coerced<T>(to: T, column: string, how: string, from: unknown): T {
    this.coercions.push(coercion(column, how, [from, to]));
    return to;
  }

  /** Notes something that was done on the way. */
  note(column: string, how: string, example: string | null): void {
    this.coercions.push(coercion(column, how, example));
  }

  private idOf(table: string, columns: readonly string[], order?: number): string {
    const key = columns.map((column) => {
      const value = this.raw(column);
      if (value === null) throw new RejectionError("is null, so the row has no key", column);
      if (Buffer.isBuffer(value)) throw new RejectionError("is a key of bytes", column);
      if (typeof value === "string") return this.checked(value, column);
      return typeof value === "bigint" ? plain(value) : value;
    });
    return rowId({ source: this.context.source, table, key }, order);
  }

  private numberIn(text: string, column: string): number {
    if (!/^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(text))
      throw new RejectionError("is text, not a number", column);
    if (isRoundedWhole(text.trim()))
      throw new RejectionError("is a whole number above 2^53, which would be rounded", column);
    return this.coerced(Number(text), column, "text to number", JSON.stringify(text));
  }

  private checked(text: string, column: string): string {
    if (text.includes("\ufffd") && !this.isAsWritten(column))
      throw new RejectionError("has bytes that are not valid UTF-8", column);
    return text;
  }

  private isAsWritten(column: string): boolean {
    const bytes = this.context.bytes(column);
    return bytes === null || isUtf8(bytes);
  }
}

const plain = (value: bigint): number | string =>
  value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : String(value);

const isRoundedWhole = (text: string): boolean =>
  /^[+-]?\d{16,308}$/.test(text) && BigInt(Number(text)) !== BigInt(text.replace("+", ""));

const isPlain = (value: number | bigint): boolean =>
  typeof value === "number" || typeof plain(value) === "number";
