/** Value of SQLite, as it is stored. An integer is a bigint, so that none is rounded. */
export type RawValue = null | number | bigint | string | Buffer;
