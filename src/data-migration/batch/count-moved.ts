import { type Tally, tallyUp } from "../ledger/tally";
import { displayedKey } from "../quarantine/prepared-row";
import type { MovedRow } from "./merge/merge-plan";

/** Counts the rows of the source that are in the target now. */
export function countMoved(tally: Tally, moved: readonly MovedRow[]): void {
  for (const { row, effect, merged } of moved) {
    tally.moved++;
    if (effect === "unchanged" && merged) {
      tally.duplicates++;
      tally.duplicateExample ||= displayedKey(row);
    } else if (effect === "unchanged") tally.unchanged++;
    else if (effect === "updated") tally.updated++;
    else if (effect === "kept") tally.kept++;
    // Coercions count only where the values were written.
    if (effect === "inserted" || effect === "updated")
      for (const coercion of row.row.coercions) tallyUp(tally.coercions, coercion.name, coercion);
    for (const column of row.row.unknownColumns) tallyUp(tally.extras, column, "");
  }
}
