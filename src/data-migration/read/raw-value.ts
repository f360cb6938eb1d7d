/** A value as SQLite has it; integers come whole, whatever their size. */
export type RawValue = null | number | bigint | string | Buffer;
