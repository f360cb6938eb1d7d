import { validate } from "../../../core/input/validation";
import type { Upsert } from "../../../db/collections/upsert";
import type { UpsertDefinition } from "../../../db/collections/upserting";
import type { SourceRow } from "../../read/row/source-row";
import type { Step } from "../../read/step";
import type { Target } from "../../target/target";
import { RowDocument } from "../reading/document";
import { catalogueScopes, INSTALLING_TENANTS } from "./tenants";

/** Table of the catalogue: its columns other than `data`, and the input that the store takes. */
interface CatalogueTable<I extends object> {
  table: string;
  target: Target;
  writes: Pick<UpsertDefinition<never, I, never>, "input"> & { upsert: Pick<Upsert<never>, "newChange"> };
  key: readonly string[];
  columns?: readonly string[];
  inputOf(row: SourceRow, document: RowDocument): { [member in keyof I]: unknown };
}

/** Step of a table of the catalogue. */
export function catalogueStep<I extends object>(part: CatalogueTable<I>): Step {
  const { table, target, writes, key, columns = [], inputOf } = part;
  return {
    table,
    target,
    key,
    columns: [...columns, "data"],
    keepsExtras: true,
    joinedValues: { tenants: INSTALLING_TENANTS },
    joinedTables: ["mp_installs"],
    transform(row, sink) {
      const document = new RowDocument(row, "data");
      const members = inputOf(row, document);
      // The rest of the document becomes the attributes.
      const input = validate(writes.input, { ...members, attrs: document.rest() }, "");
      const made = writes.upsert.newChange(input, "").row;
      for (const db of catalogueScopes(row)) sink.write(target, db, made);
    },
  };
}

/** Value of a column that the document repeats. */
export function own(row: SourceRow, document: RowDocument, column: string): string {
  const value = row.text(column);
  document.mustAgree(column, value);
  return value;
}
