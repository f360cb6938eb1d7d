import { writeFileSync } from "node:fs";
import type { CommandLine } from "../../command-line/command";
import { EXIT } from "../../command-line/exit-code";
import { interruptible } from "../../command-line/interruption";
import { note, publishResult } from "../../command-line/output";
import { mustBeWritable } from "../../command-line/writable";
import type { TenantErasure, TenantErasureProgress, UnifiedStoreManager } from "../../manager";
import { plural, whole } from "../../presentation/figures";
import { confirmed } from "../confirm";
import { openExisting } from "../target/open-target";
import { targetAt } from "../target/target";
import type { EraseOption } from "./options";
import { erasureText } from "./text";

const INTERRUPTED = "Interrupted. What is deleted stays deleted: the same command goes on behind it.";
const EVERY_MS = 5_000;

/** `unified-store tenants erase` */
export async function run({ values, operands, flags, json }: CommandLine<EraseOption>): Promise<number> {
  const { workspace, receipt } = values;
  const tenant = operands[0]!;
  if (receipt !== undefined) mustBeWritable("--receipt", receipt);
  await using stores = await openExisting(targetAt(values));
  const dryRun = flags.has("dry-run");
  if (!dryRun && !(await isMeant(stores, { tenant, workspace, yes: flags.has("yes") }))) {
    note("Nothing was deleted.");
    return EXIT.usage;
  }
  const deleted: Record<string, number> = {};
  const write = (document: unknown): void => {
    if (receipt !== undefined) writeFileSync(receipt, `${JSON.stringify(document, null, 2)}\n`);
  };
  const tell = told(deleted);
  try {
    const { result } = await interruptible({ interrupted: INTERRUPTED }, (signal) =>
      stores.tenant(tenant).erase({ workspace, dryRun, signal, onProgress: tell }),
    );
    write(result);
    await publishResult(json, result, () => erasureText(result));
    return result.dryRun || result.complete ? EXIT.done : EXIT.remains;
  } catch (error) {
    // What is gone by now is in no later receipt.
    if (Object.keys(deleted).length > 0)
      write({ tenant, workspace: workspace ?? null, endedAt: new Date(), deleted, complete: false });
    throw error;
  }
}

interface Meant {
  tenant: string;
  workspace: string | undefined;
  yes: boolean;
}

/** Asks with the number of rows: a name is mistyped easily. */
async function isMeant(stores: UnifiedStoreManager, { tenant, workspace, yes }: Meant): Promise<boolean> {
  if (yes) return true;
  const { rows }: Pick<TenantErasure, "rows"> = await stores
    .tenant(tenant)
    .erase({ workspace, dryRun: true });
  const whose = workspace === undefined ? `tenant ${tenant}` : `workspace ${workspace} of tenant ${tenant}`;
  return confirmed(`${plural(rows, "row")} of ${whose} will be deleted for good.`, { yes });
}

/** Notes what is deleted, and tells of it every five seconds. */
function told(deleted: Record<string, number>): (progress: TenantErasureProgress) => void {
  let last = performance.now();
  return ({ table, rows, pass }) => {
    deleted[table] = rows;
    if (performance.now() - last < EVERY_MS) return;
    last = performance.now();
    note(`${table}: ${whole(rows)} deleted${pass > 1 ? `, pass ${pass}` : ""}`);
  };
}
