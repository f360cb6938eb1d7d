import type { Connections } from "./connections";
import type { StepQueries } from "./queries";

/** Size limit of a file's values: which rows have a value above it. */
export class SizeLimit {
  /** Whether a statement has found any such row. A snapshot does not change, so it is run once. */
  private readonly found = new Map<string, boolean>();

  constructor(private readonly connections: Connections) {}

  /** Condition of a step's oversized rows; null where it has none. */
  oversizedRows(queries: StepQueries, table: string, limit: number): string | null {
    const condition = queries.isOversized(limit);
    const statement = `select exists (select 1 from ${table} as t where ${condition})`;
    let found = this.connections.live ? undefined : this.found.get(statement);
    if (found === undefined) {
      found = this.connections.value(statement) === 1;
      this.found.set(statement, found);
    }
    return found ? condition : null;
  }
}
