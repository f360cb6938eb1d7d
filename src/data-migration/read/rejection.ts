/** A row that cannot be moved as it is. The message says why, in words that follow "this row:", and shows no contents. */
export class Refused extends Error {
  constructor(
    readonly reason: string,
    /** The column at fault, where it is one. */
    readonly column: string | null = null,
  ) {
    super(column === null ? reason : `${column} ${reason}`);
  }
}
