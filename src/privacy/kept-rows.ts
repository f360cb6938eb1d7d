import type { Call } from "../db/call";
import { BeforeImages } from "./before-images";
import { Deletions } from "./deletions";
import { QuarantinedRows } from "./quarantined-rows";
import { eraseExamples } from "./report-examples";
import type { Subject } from "./subject";

/**
 * A person's data in the ledger of data migrations: quarantined rows of old files, before images of
 * rows in the stores, and examples in reports. These tables belong to no tenant.
 */
export class KeptRows {
  private constructor(
    private readonly call: Call,
    private readonly subject: Subject,
    private readonly quarantined: QuarantinedRows,
    private readonly images: BeforeImages,
  ) {}

  /** @param rows ids of all rows of the person in the stores */
  static async of(call: Call, subject: Subject, rows: Iterable<string>): Promise<KeptRows> {
    const quarantined = await QuarantinedRows.of(call, subject);
    const images = await BeforeImages.of(call, subject, rows);
    return new KeptRows(call, subject, quarantined, images);
  }

  /** Rows for an export, by table. */
  get tables(): Record<string, Record<string, unknown>[]> {
    return { ...this.quarantined.tables, ...this.images.tables };
  }

  async erase(): Promise<{ deleted: Record<string, number>; replaced: number }> {
    const deletions = new Deletions(this.call);
    await this.quarantined.delete(deletions);
    await this.images.delete(deletions);
    const replaced = await this.images.redactOthers();
    await eraseExamples(this.call, this.subject);
    return { deleted: deletions.counts, replaced };
  }
}
