import type { OpenSource } from "../files/open-sources";
import type { Tally } from "../ledger/tally";
import { Quarantine, type QuarantinedRow } from "../quarantine/quarantine";
import { type Step, stepName } from "../read/step";
import type { FollowContext } from "./context";
import { deleteOrphans } from "./delete-orphans";
import type { LiveFile } from "./file/live-file";
import { Pass } from "./pass";
import { reread } from "./reread";

interface LiveSource {
  live: LiveFile;
  source: OpenSource;
}

interface WaitingRows {
  step: Step;
  rows: readonly QuarantinedRow[];
}

/** Retries rows in quarantine as long as some are moved: one row may have waited for another. */
export async function retryQuarantined(context: FollowContext, { live, source }: LiveSource): Promise<void> {
  for (let before = Number.POSITIVE_INFINITY; ; ) {
    const all = await new Quarantine(context.database).list(context.run.id);
    const own = all.filter((row) => row.source === source.record.name);
    const waiting = source.steps.map((step) => ({
      step,
      rows: own.filter((row) => row.step === stepName(step)),
    }));
    const total = waiting.reduce((sum, { rows }) => sum + rows.length, 0);
    if (total === 0 || total >= before) return;
    before = total;
    await retry(context, { live, source }, waiting);
  }
}

async function retry(
  context: FollowContext,
  { live, source }: LiveSource,
  waiting: readonly WaitingRows[],
): Promise<void> {
  const pass = new Pass(context, source);
  const rereads = await live.read(() =>
    waiting.map(({ step, rows }) =>
      reread(
        context,
        { source, step },
        rows.map(({ position }) => position),
      ),
    ),
  );
  for (const each of rereads) await pass.noteEarlier(each);
  const steps = await context.ledger.steps.of(context.run.id);
  for (const [i, each] of rereads.entries()) {
    const name = stepName(each.step);
    const record = steps.find((step) => step.source === source.record.name && step.step === name);
    if (!record || each.rows.length === 0) continue;
    for (const { reason } of waiting[i]!.rows) uncountRejection(record.tally, reason);
    await pass.removeFromQuarantine(each);
    await context.ledger.steps.put(await pass.write(each, record));
  }
  await deleteOrphans(context, pass.orphans);
}

/** Takes a row out of the counts: it is counted again. */
function uncountRejection(tally: Tally, reason: string): void {
  tally.quarantined--;
  const counted = Object.hasOwn(tally.reasons, reason) ? tally.reasons[reason] : undefined;
  if (counted && --counted.count === 0) delete tally.reasons[reason];
}
