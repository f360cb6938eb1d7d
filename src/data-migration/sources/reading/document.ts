import type { Json } from "../../../core/json";
import { readInstant } from "../../read/instants";
import { readJson } from "../../read/json";
import { RejectionError } from "../../read/rejection";
import type { SourceRow } from "../../read/source-row";
import { withExtras } from "./values";

/**
 * The JSON object in a column that holds most of its row. Its members are looked at like columns, and named `column.member` where
 * something is wrong with one; null is the same as absent. What was not read is left for `rest`.
 */
export class RowDocument {
  private readonly members: { [member: string]: Json };

  constructor(
    private readonly row: SourceRow,
    private readonly column: string,
  ) {
    this.members = { ...row.jsonObject(column) };
  }

  /** A value that the row has in a column of its own, and the document again. */
  mustAgree(member: string, own: string): void {
    const text = this.textOrNull(member);
    if (text !== null && text !== own) throw this.refused(member, "disagrees with the row's own column");
  }

  text(member: string): string {
    const text = this.textOrNull(member);
    if (text === null) throw this.refused(member, "is missing");
    return text;
  }

  textOrNull(member: string): string | null {
    const value = this.take(member) ?? null;
    if (value === null || typeof value === "string") return value;
    if (typeof value !== "number") throw this.refused(member, "is not a text");
    return this.coerced(String(value), member, "number to text", value);
  }

  /** A name that may be absent: empty text is taken for absent, since no name is empty. */
  nameOrNull(member: string): string | null {
    const text = this.textOrNull(member);
    return text === "" ? this.coerced(null, member, "empty text to null", '""') : text;
  }

  /** A word of a closed list, in whichever case it was written. */
  lowerCase(member: string): string {
    const text = this.text(member);
    const lower = text.toLowerCase();
    if (lower !== text) this.note(member, "upper case to lower case");
    return lower;
  }

  number(member: string): number {
    const value = this.take(member) ?? null;
    if (typeof value === "number") return value;
    if (value === null) throw this.refused(member, "is missing");
    if (typeof value !== "string" || !/^\s*[+-]?\d+(\.\d+)?\s*$/.test(value))
      throw this.refused(member, "is not a number");
    return this.coerced(Number(value), member, "text to number", JSON.stringify(value));
  }

  flagOrNull(member: string): boolean | null {
    const value = this.take(member) ?? null;
    if (value === null || typeof value === "boolean") return value;
    if (typeof value === "string" && /^(true|false)$/i.test(value))
      return this.coerced(/^t/i.test(value), member, "text to boolean", JSON.stringify(value));
    if (value !== 0 && value !== 1) throw this.refused(member, "is neither true nor false");
    return this.coerced(value === 1, member, "0/1 to boolean", value);
  }

  instantOrNull(member: string): Date | null {
    const value = this.take(member) ?? null;
    if (value === null) return null;
    if (value === "") return this.coerced(null, member, "empty text to null", '""');
    if (typeof value !== "string" && typeof value !== "number")
      throw this.refused(member, "is not an instant, but another kind of value");
    const read = readInstant(value);
    if ("problem" in read) throw this.refused(member, read.problem);
    return this.coerced(read.date, member, read.how, JSON.stringify(value));
  }

  /** Any value as it is; undefined where there is no such member. */
  json(member: string): Json | undefined {
    return this.take(member);
  }

  /** A value that is JSON itself, or text of JSON; undefined where there is no such member. */
  decoded(member: string): Json | undefined {
    const value = this.take(member);
    if (typeof value !== "string") return value;
    if (value === "") return this.coerced(null, member, "empty text to null", '""');
    const read = readJson(value);
    if ("problem" in read) throw this.refused(member, read.problem);
    this.note(member, "JSON text to JSON");
    return read.value;
  }

  /** The members that were not read, and the columns of the row that are not known here. */
  rest(): { [member: string]: Json } {
    return withExtras(this.row, this.members) as { [member: string]: Json };
  }

  refused(member: string, reason: string): RejectionError {
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

  private coerced<T>(to: T, member: string, how: string, from: unknown): T {
    return this.row.coerced(to, this.nameOf(member), how, from);
  }

  private nameOf(member: string): string {
    return `${this.column}.${member}`;
  }
}
