import { isUtf8 } from "node:buffer";
import type { RawValue } from "./raw-value";
import type { RowContext } from "./row-context";

/** Raw values of a row, by column. */
export class RawRow {
  constructor(
    protected readonly context: RowContext,
    private readonly values: readonly RawValue[],
  ) {}

  /** Value as the file has it. It is null also where the file lacks the column. */
  raw(column: string): RawValue {
    const index = this.context.indexes.get(column);
    return index === undefined ? null : (this.values[index] ?? null);
  }

  isNull(column: string): boolean {
    return this.raw(column) === null;
  }

  /** Approximate memory of the values, in characters. */
  get size(): number {
    let size = 0;
    for (const value of this.values)
      if (typeof value === "string" || Buffer.isBuffer(value)) size += value.length;
    return size;
  }

  /** All values by column, joined ones included. A text that is no valid UTF-8 is bytes. */
  all(): { [column: string]: RawValue } {
    return Object.fromEntries(
      [...this.context.indexes.keys()].map((column) => [column, this.asWritten(column)]),
    );
  }

  /** Values of the key, for people. */
  keyValues(): { [column: string]: RawValue } {
    return Object.fromEntries(this.context.key.map((column) => [column, this.raw(column)]));
  }

  /** Columns that the step does not name, and that are not null. */
  get unknownColumns(): readonly string[] {
    return this.context.unknown.filter((column) => !this.isNull(column));
  }

  /** Whether a text is valid UTF-8 in the file. SQLite does not check that. */
  protected isValidText(column: string, text: string): boolean {
    return this.invalidBytes(column, text) === null;
  }

  private asWritten(column: string): RawValue {
    const value = this.raw(column);
    return typeof value === "string" ? (this.invalidBytes(column, value) ?? value) : value;
  }

  /**
   * Bytes of a text that is no valid UTF-8; null for other texts. SQLite gives a replacement
   * character in place of invalid bytes, so only a text with one is checked.
   */
  private invalidBytes(column: string, text: string): Buffer | null {
    if (!text.includes("\ufffd")) return null;
    const bytes = this.context.bytes(column);
    return bytes === null || isUtf8(bytes) ? null : bytes;
  }
}
