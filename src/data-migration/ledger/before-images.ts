import type { Executor } from "../../db/database";
import { toJson } from "../target/row-json";
import { entryOf, findEntries, itemKey } from "../target/search-entries";
import type { Target } from "../target/target";
import { Ledger, type StepPlace } from "./ledger";

/** Keeps rows of the target as they are before a batch changes or removes them. */
export class BeforeImages {
  private kept = 0;

  /** @param number the batch's */
  constructor(
    private readonly tx: Executor,
    private readonly place: StepPlace,
    private readonly number: number,
  ) {}

  async keep(target: Target, rows: readonly (readonly unknown[])[]): Promise<void> {
    if (rows.length === 0) return;
    const entries = target.entries
      ? await findEntries(
          this.tx,
          target,
          rows.map((values) => ({ values })),
        )
      : new Map<string, string[]>();
    const records = rows.map((values) => {
      const id = String(values[target.key.at(-1)!]);
      const found = entries.get(itemKey(target, values)) ?? [];
      const row = { values, entries: found.map((text) => entryOf(id, text)) };
      return { place: this.kept++, target: target.table, before: toJson(target, row) };
    });
    await new Ledger(this.tx).addBefore(this.place, this.number, records);
  }
}
