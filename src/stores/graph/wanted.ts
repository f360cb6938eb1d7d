import { invalid } from "../../core/errors";
import { isObject } from "../../core/input/snapshot";
import type { RowChange } from "../../db/collections/upsert";
import type { RowMaker } from "../../db/row-maker";
import type { RowDefaults } from "../../db/scoped";

/**
 * The row to insert for an input, if no row has its key yet.
 *
 * @param input returned by `validate`
 * @param path of the input in errors, such as `nodes[3].`
 */
export function wantedRow<I extends { attrs?: unknown }, R extends { createdAt: Date }>(
  maker: RowMaker<I, R>,
  { now, newId }: RowDefaults,
  { input, path }: { input: I; path: string },
): Omit<RowChange, "key"> {
  if (input.attrs !== undefined && !isObject(input.attrs))
    throw invalid(`${path}attrs`, "must be a plain object such as { since: 2020 }");
  const at = now();
  const row = maker.row({ now: () => at, newId }, { ...input, attrs: input.attrs ?? {} }, path);
  const given = new Set(Object.keys(input).filter((name) => input[name as keyof I] !== undefined));
  return { row: { ...row, updatedAt: at }, given, path };
}
