import type { Period } from "../sql";
import type { ValueType } from "../value-type";
import { SERVER_TYPE } from "./codec";
import { quoted } from "./quoted";

/** Parts of statements, as PostgreSQL spells them. */
export class PostgresPhrases {
  private readonly prefix: string;

  /** @param schema of this project's tables */
  constructor(schema: string) {
    this.prefix = `${quoted(schema)}.`;
  }

  table = (name: string): string => `${this.prefix}"${name}"`;
  parameter = (index: number, type: ValueType): string => `$${index}::${SERVER_TYPE[type]}`;
  anyOf = (type: ValueType, index: number): string => `= any($${index}::${SERVER_TYPE[type]}[])`;
  returnedRows = (): { text: string; parameters: number } => ({ text: "main", parameters: 0 });
  skipLocked = " for update skip locked";
  forKeyShare = " for key share";
  oneOf = ["= any (array(", "))"] as const;
  forNoKeyUpdate = " for no key update of t";
  forUpdate = " for update of t";
  rankWithin = (): string => "null";
  percentile = (part: number, column: string): string =>
    `percentile_disc(${part}) within group (order by ${column})`;
  startOf = (period: Period, column: string): string => `date_trunc('${period}', ${column}, 'UTC')`;
  bytesOf = (column: string): string => `pg_column_size(${column})`;
}
