import type { AnyTable } from "../../entities/table";
import { invalid } from "../core/errors";
import { JsonText } from "../core/json";
import { Shape } from "../core/shape";

/** How rows of one table are changed, as its definition says. */
export interface RowPatch<P extends object> {
  /** The rules of a patch: no member is needed. */
  readonly input: Shape<P>;
  /**
   * The members that change, as they are written: JSON is encoded, which checks it.
   *
   * @param patch as `validate` gave it
   * @throws UnifiedStoreError `validation` when there are none
   */
  values(patch: P, path?: string): Record<string, unknown>;
}

/** @param kept properties that a row keeps, beside those that the store makes */
export function rowPatch<P extends object>(definition: AnyTable, kept: readonly string[]): RowPatch<P> {
  const columns = Object.entries(definition.columns).filter(
    ([property, { options }]) => !options.generated && !kept.includes(property),
  );
  // What has a default may be left out.
  const members = columns.map(([property, { type, options }]) => [
    property,
    { type, options: { ...options, default: true } },
  ]);
  const encoded = columns.flatMap(([property, { type }]) => (type === "json" ? [property] : []));

  return {
    input: Shape.of<P>(Object.fromEntries(members)),

    values(patch, path = "patch") {
      const values = { ...patch } as Record<string, unknown>;
      let isEmpty = true;
      for (const property in values) isEmpty &&= values[property] === undefined;
      if (isEmpty) throw invalid(path, "must change at least one member");
      for (const property of encoded) {
        const value = values[property];
        if (value !== undefined && value !== null)
          values[property] = JsonText.of(value, `${path}.${property}`);
      }
      return values;
    },
  };
}
