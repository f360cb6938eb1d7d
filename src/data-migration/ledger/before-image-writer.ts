import type { Executor } from "../../db/database";
import { entryOf, findEntries, itemKey } from "../target/row-entries";
import { toJson } from "../target/row-json";
import type { Target } from "../target/target";
import { BeforeImages } from "./before-images";
import type { StepKey } from "./step-key";

/**
 * Writer of before-images: rows of the target as they are before a batch changes or deletes them.
 */
export class BeforeImageWriter {
  private readonly images: BeforeImages;
  private written = 0;

  /** @param number of the batch */
  constructor(
    private readonly tx: Executor,
    private readonly key: StepKey,
    private readonly number: number,
  ) {
    this.images = new BeforeImages(tx);
  }

  async write(target: Target, rows: readonly (readonly unknown[])[]): Promise<void> {
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
      return { number: this.written++, target: target.table, before: toJson(target, row) };
    });
    await this.images.add(this.key, this.number, records);
  }
}
