import type { CommandLine } from "../../command-line/command";
import { milliseconds } from "../../command-line/duration";
import { EXIT } from "../../command-line/exit-code";
import { Interruption, interruptible } from "../../command-line/interruption";
import { complain, note, print, publishResult } from "../../command-line/output";
import { UsageError } from "../../command-line/usage-error";
import { wholeNumber } from "../../command-line/values";
import type { PruneProgress, PruneResult, UnifiedStoreManager } from "../../manager";
import { plural, whole } from "../../presentation/figures";
import { confirmed } from "../confirm";
import { openExisting } from "../target/open-target";
import { targetAt } from "../target/target";
import type { OptionName } from "./options";
import { pruneText } from "./text";

const TELL_MS = 5_000;
const INTERRUPTED = "Interrupted. What is deleted stays deleted: the next pruning goes on with the rest.";
const WEEK_MS = 7 * 86_400_000;

interface Wanted {
  tenant: string | undefined;
  share: number | undefined;
  onProgress: (progress: PruneProgress) => void;
}

/** `unified-store prune` */
export async function run({ values, flags, json }: CommandLine<OptionName>): Promise<number> {
  const { tenant, every } = values;
  const share =
    values.share === undefined
      ? undefined
      : wholeNumber("share", values.share, { least: 1, most: 100 }) / 100;
  const everyMs = every === undefined ? null : milliseconds("every", every, { least: 1000, most: WEEK_MS });
  const dryRun = flags.has("dry-run");
  if (everyMs !== null && (dryRun || tenant !== undefined || (json !== null && json !== "-")))
    throw new UsageError(
      "--every is of all tenants, and deletes: leave out --tenant, --dry-run and --json FILE.",
    );
  await using stores = await openExisting(targetAt(values));
  const wanted: Wanted = { tenant, share, onProgress: teller() };
  if (!dryRun && !(await isMeant(stores, { tenant, everyMs, yes: flags.has("yes") }))) {
    note("Nothing was deleted.");
    return EXIT.usage;
  }
  if (everyMs !== null) return daemon(stores, wanted, { everyMs, json });
  const { result } = await interruptible({ interrupted: INTERRUPTED }, (signal) =>
    stores.retention.prune({ ...wanted, dryRun, signal }),
  );
  await publishResult(json, result, () => pruneText(result));
  return result.failures.length > 0 ? EXIT.remains : EXIT.done;
}

interface Meant {
  tenant: string | undefined;
  everyMs: number | null;
  yes: boolean;
}

async function isMeant(stores: UnifiedStoreManager, { tenant, everyMs, yes }: Meant): Promise<boolean> {
  if (yes) return true;
  const { rows, tenants } = await stores.retention.prune({ tenant, dryRun: true });
  const again = everyMs === null ? "" : " And again and again, what policies do not keep then.";
  return confirmed(
    `${plural(rows, "row")} of ${plural(tenants, "tenant")} will be deleted for good.${again}`,
    {
      yes,
    },
  );
}

/** Prunes until a signal comes: one line for each pruning. */
async function daemon(
  stores: UnifiedStoreManager,
  { share, onProgress }: Wanted,
  { everyMs, json }: { everyMs: number; json: string | null },
): Promise<number> {
  using interruption = new Interruption(() => note("Stopping cleanly … (Ctrl-C again stops at once)"));
  const tell = async (result: PruneResult | null): Promise<void> => {
    if (json !== null) await print(JSON.stringify(result));
    else await print(result === null ? "Another process has just pruned." : pruneText(result));
  };
  await stores.retention.pruneEvery({
    ...{ everyMs, share, onProgress, signal: interruption.signal },
    onPruned: (result) => void tell(result),
    onError: (error) => complain(`Pruning failed: ${error instanceof Error ? error.message : String(error)}`),
  });
  return interruption.exitCode;
}

/** Tells of a long pruning every five seconds. */
function teller(): (progress: PruneProgress) => void {
  let last = performance.now();
  return ({ tenant, kind, rows }) => {
    if (performance.now() - last < TELL_MS) return;
    last = performance.now();
    note(`${whole(rows)} deleted; now ${kind} of ${tenant}`);
  };
}
