import type { CheckedOptions, Stores } from "./options";
import type { MigrationReport } from "./report/types";

export async function rehearse(
  _stores: Stores,
  _options: CheckedOptions,
): Promise<{ report: MigrationReport }> {
  throw new Error("not yet");
}
