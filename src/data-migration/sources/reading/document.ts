import type { Json } from "../../../core/json/json";
import { readInstant } from "../../read/row/instants";
import { readJson } from "../../read/row/json";
import { RejectionError } from "../../read/row/rejection";
import type { SourceRow } from "../../read/row/source-row";
import { withExtras } from "./values";

/**
 * JSON document of a row: the column that holds most of its values. Its members are read like
 * columns.
 *
 * A coercion or rejection names a member as `column.member`. A null member counts as absent. The
 * members that were not read are left for `rest`.
 */
export class RowDocument {
  private readonly members: { [member: string]: Json };

  constructor(
    private readonly row: SourceRow,
    private readonly column: string,
  ) {
    this.members = { ...row.jsonObject(column) };
  }

  /** Checks that a member repeats the value of a column. */
  mustAgree(member: string, own: string): void {
    const text = this.textOrNull(member);
    if (text !== null && text !== own) throw this.rejection(member, "disagrees with the row's own column");
  }

  text(member: string): string {
    const text = this.textOrNull(member);
    if (text === null) throw this.rejection(member, "is missing");
    return text;
  }

  textOrNull(member: string): string | null {
    const value = this.take(member) ?? null;
    if (value === null || typeof value === "string") return value;
    if (typeof value !== "number") throw this.rejection(member, "is not a text");
    return this.coerced(String(value), member, { how: "number to text", from: value });
  }

  /** Optional name. Empty text is coerced to null, since no name is empty. */
  nameOrNull(member: string): string | null {
    const text = this.textOrNull(member);
    return text === "" ? this.coerced(null, member, { how: "empty text to null", from: '""' }) : text;
  }

  /** Word of a closed list, coerced to lower case. */
  lowerCase(member: string): string {
    const text = this.text(member);
    const lower = text.toLowerCase();
    if (lower !== text) this.note(member, "upper case to lower case");
    return lower;
  }

  number(member: string): number {
    const value = this.take(member) ?? null;
    if (typeof value === "number") return value;
    if (value === null) throw this.rejection(member, "is missing");
    if (typeof value !== "string" || !/^\s*[+-]?\d+(\.\d+)?\s*$/.test(value))
      throw this.rejection(member, "is not a number");
    return this.coerced(Number(value), member, { how: "text to number", from: JSON.stringify(value) });
  }

  flagOrNull(member: string): boolean | null {
    const value = this.take(member) ?? null;
    if (value === null || typeof value === "boolean") return value;
    if (typeof value === "string" && /^(true|false)$/i.test(value))
      return this.coerced(/^t/i.test(value), member, { how: "text to boolean", from: JSON.stringify(value) });
    if (value !== 0 && value !== 1) throw this.rejection(member, "is neither true nor false");
    return this.coerced(value === 1, member, { how: "0/1 to boolean", from: value });
  }

  instantOrNull(member: string): Date | null {
    const value = this.take(member) ?? null;
    if (value === null) return null;
    if (value === "") return this.coerced(null, member, { how: "empty text to null", from: '""' });
    if (typeof value !== "string" && typeof value !== "number")
      throw this.rejection(member, "is not an instant, but another kind of value");
    const read = readInstant(value);
    if ("reason" in read) throw this.rejection(member, read.reason);
    return this.coerced(read.date, member, { how: read.how, from: JSON.stringify(value) });
  }

  /** Any value as it is; undefined where the member is absent. */
  json(member: string): Json | undefined {
    return this.take(member);
  }

  /** JSON, or text of JSON, which is parsed; undefined where the member is absent. */
  decoded(member: string): Json | undefined {
    const value = this.take(member);
    if (typeof value !== "string") return value;
    if (value === "") return this.coerced(null, member, { how: "empty text to null", from: '""' });
    const read = readJson(value);
    if ("reason" in read) throw this.rejection(member, read.reason);
    this.note(member, "JSON text to JSON");
    return read.value;
  }

  /** Members that were not read, with the unknown columns of the row. */
  rest(): { [member: string]: Json } {
    return withExtras(this.row, this.members) as { [member: string]: Json };
  }

  rejection(member: string, reason: string): RejectionError {
    return new RejectionError(reason, this.nameOf(member));
  }

  note(member: string, how: string): void {
    this.row.note(this.nameOf(member), how, null);
  }

  private take(member: string): Json | undefined {
    if (!Object.hasOwn(this.members, member)) return undefined;
    const value = this.members[member];
    delete this.members[member];
    return value;
  }

  private coerced<T>(to: T, member: string, coercion: { how: string; from: unknown }): T {
    return this.row.coerced(to, this.nameOf(member), coercion);
  }

  private nameOf(member: string): string {
    return `${this.column}.${member}`;
  }
}
