import { EXIT } from "../../../command-line/exit-code";
import { publishResult } from "../../../command-line/output";
import { UsageError } from "../../../command-line/usage-error";
import { UnifiedStoreError } from "../../../core/errors";
import type { Json } from "../../../core/json/json";
import { type RejectedRow, rejectedRows, retryRejectedRows } from "../../../data-migration/run/rejections";
import { openExisting } from "../../target/open-target";
import type { CommandArguments } from "../arguments/command-arguments";
import { type Mended, mendedIn } from "../arguments/mended";
import { rejectionsText, retryText } from "../output/text/rejections";
import { targetOf } from "../target/target-of";
import { whichRun } from "../which-run";

/** `migrate rejections` */
export async function rejections(given: CommandArguments): Promise<number> {
  const [wanted, ...ids] = given.operands;
  const retries = given.flags.has("retry");
  const set = given.lists.set ?? [];
  if (!retries && set.length > 0)
    throw new UsageError("--set is for rows that are tried again: give --retry too.");
  if (!retries && ids.length > 0)
    throw new UsageError("Ids behind the run are of rows that are tried again: give --retry too.");
  const mended = mendedIn(set);
  const target = targetOf(given);
  await using stores = await openExisting(target);
  const { runId } = await whichRun(stores, target, wanted!);
  const rows = await rejectedRows(stores, runId);
  if (!retries) {
    await publishResult(given.json, rows, () => rejectionsText(rows));
    return EXIT.done;
  }
  const options = retryOptions(rows, ids, mended);
  const result = await retryRejectedRows(stores, runId, options);
  const left = (await rejectedRows(stores, runId)).length;
  await publishResult(given.json, result, () => retryText(result, left));
  return left > 0 ? EXIT.remains : EXIT.done;
}

function retryOptions(rows: readonly RejectedRow[], ids: readonly string[], mended: readonly Mended[]) {
  const values: { [id: string]: { [column: string]: Json } } = {};
  for (const { row, column, value } of mended) {
    const { id, raw, table } = rowOf(rows, row);
    const known = Object.keys(raw).find((each) => each.toLowerCase() === column.toLowerCase());
    if (known === undefined)
      throw new UsageError(`--set: ${table} has no column ${column}, but ${Object.keys(raw).join(", ")}.`);
    values[id] = { ...values[id], [known]: value };
  }
  const named = ids.map((each) => rowOf(rows, each).id);
  // A value that was given is tried, too.
  const tried = named.length === 0 ? undefined : [...new Set([...named, ...Object.keys(values)])];
  return { values, ...(tried && { ids: tried }) };
}

function rowOf(rows: readonly RejectedRow[], beginning: string): RejectedRow {
  const found = rows.filter(({ id }) => id.startsWith(beginning.toLowerCase()));
  const [row] = found;
  if (row === undefined || found.length > 1)
    throw new UnifiedStoreError(
      "not_found",
      `${row === undefined ? "no row" : "more than one row"} in quarantine has an id that begins with ${beginning}`,
    );
  return row;
}
