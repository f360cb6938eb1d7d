import type { AnyTable } from "../../../entities/table";
import { type MemberRules, Shape } from "../../core/input/shape";
import { upsert } from "../../db/collections/upsert";
import type { UpsertDefinition } from "../../db/collections/upserting";
import type { Selection, Table } from "../../db/table";

interface Particulars<E extends object, R, I extends object, P extends object>
  extends Pick<UpsertDefinition<R, I, P>, "list" | "references" | "forbids"> {
  definition: AnyTable;
  table: Table<E, R>;
  /** Additional rules of members, only in the marketplace. */
  rules?: MemberRules;
  derived?: { properties: readonly (keyof E & string)[]; of(row: R): Partial<E> };
  returns?: Selection<R>;
}

/**
 * Definition of the upserts of one catalogue table. Its rules and its statement come from the table
 * definition.
 */
export function writes<E extends object, R extends object, I extends object, P extends object>({
  rules,
  list,
  references,
  forbids,
  ...parts
}: Particulars<E, R, I, P>): UpsertDefinition<R, I, P> {
  const input = Shape.of<I>(parts.definition.columns, rules);
  return {
    list,
    input,
    patch: input.patch<P>(parts.definition.key),
    upsert: upsert(parts),
    ...(references && { references }),
    ...(forbids && { forbids }),
  };
}
