import type { Call } from "../db/call";
import { BeforeImages } from "./before-images";
import { Deletions } from "./deletions";
import { QuarantinedRows } from "./quarantined-rows";
import { eraseExamples } from "./report-examples";
import type { Subject } from "./subject";

/**
 * What data migrations keep of a person: rows of old files that did not fit, rows of the stores as
 * they were before a run changed them, and examples in reports. Their tables belong to no tenant.
 */
export class KeptRows {
  private constructor(
    private readonly call: Call,
    private readonly subject: Subject,
    private readonly quarantined: QuarantinedRows,
    private readonly images: BeforeImages,
  ) {}

  /** @param rows ids of all that is theirs in the stores */
  static async of(call: Call, subject: Subject, rows: Iterable<string>): Promise<KeptRows> {
    const quarantined = await QuarantinedRows.of(call, subject);
    const images = await BeforeImages.of(call, subject, rows);
    return new KeptRows(call, subject, quarantined, images);
  }

  /** For an export, by table. */
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
