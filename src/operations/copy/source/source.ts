import type { SearchSchemeEntity } from "../../../../entities/database/search-scheme";
import type { Chosen, CopiedScope } from "../chosen";
import type { Row } from "../row";
import type { CopiedTable } from "../tables";

/** How the search entries of a table are made. */
export type SearchSettings = Pick<SearchSchemeEntity, "scheme" | "maxCharacters" | "rules">;

/** Where rows come from: a snapshot of a database, or the files of an export. */
export interface RowSource extends AsyncDisposable {
  /** What it is, for the record of a copy that was cut off. It holds no password. */
  readonly identity: string;
  /** Null where the table was never indexed by a known version. */
  settings(table: string): Promise<SearchSettings | null>;
  /** Names of its tenants, in order. */
  tenants(): Promise<string[]>;
  count(table: CopiedTable, chosen: Chosen): Promise<number>;
  /** The rows of a table in the order of its key, some hundred at once. */
  rows(table: CopiedTable, scopes: readonly CopiedScope[] | null): AsyncIterable<Row[]>;
}
