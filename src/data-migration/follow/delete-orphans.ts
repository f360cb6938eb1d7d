import type { Transaction } from "../../db/transaction";
import { inTransaction } from "../batch/in-transaction";
import { BeforeImageWriter } from "../ledger/before-image-writer";
import { Ledger } from "../ledger/ledger";
import { packRows } from "../ledger/rows/packed-rows";
import type { StepKey } from "../ledger/step-key";
import { positionKeyOf } from "../read/position-key";
import { findRows } from "../target/find-rows";
import { isAsMoved, rowHash } from "../target/row-hash";
import { keyOf, keyText } from "../target/row-key";
import { Target } from "../target/target";
import { deleteRows } from "../target/write-rows";
import type { FollowContext } from "./context";
import { type Orphan, type Orphans, recordKey } from "./orphans";

const MOST_AT_ONCE = 500;

const REFERRED = "gone from the source, but left: other rows refer to it";
const CHANGED = "gone from the source, but left: the application has changed it";

/** Orphan that stays in the target, and why. */
export interface LeftOrphan {
  stepKey: StepKey;
  why: string;
}

/** Deletes orphans, children before their parents. @returns those that had to be left */
export async function deleteOrphans(context: FollowContext, orphans: Orphans): Promise<LeftOrphan[]> {
  const left: LeftOrphan[] = [];
  for (const group of childrenFirst(orphans.all()))
    for (let i = 0; i < group.length; i += MOST_AT_ONCE) {
      const part = group.slice(i, i + MOST_AT_ONCE);
      const { stepKey } = part[0]!;
      const number = await context.number();
      const reasons = await inTransaction(context.database, (tx) =>
        deletePart(context, { tx, number }, part),
      );
      left.push(...reasons.map((why) => ({ stepKey, why })));
    }
  for (const group of groups(orphans.takeStale(), ({ stepKey }) => stepText(stepKey)))
    await deleteRecords(context, context.ledger, group);
  return left;
}

/** Orphans by target and step. */
const childrenFirst = (orphans: readonly Orphan[]): Orphan[][] =>
  groups(orphans, ({ stepKey, record }) => `${record.target}\0${stepText(stepKey)}`).sort(
    ([a], [b]) => Target.of(b!.record.target).depth - Target.of(a!.record.target).depth,
  );

const stepText = ({ source, step }: StepKey): string => `${source}\0${step}`;

function groups(orphans: readonly Orphan[], keyOfGroup: (orphan: Orphan) => string): Orphan[][] {
  const found = new Map<string, Orphan[]>();
  for (const orphan of orphans) {
    const key = keyOfGroup(orphan);
    const own = found.get(key) ?? [];
    found.set(key, own);
    own.push(orphan);
  }
  return [...found.values()];
}

/** Deletes orphans of one target and step. @returns why some of them are left */
async function deletePart(
  context: FollowContext,
  { tx, number }: { tx: Transaction; number: number },
  orphans: readonly Orphan[],
): Promise<string[]> {
  const [{ stepKey, record }] = orphans as [Orphan];
  const target = Target.of(record.target);
  const keys = orphans.map((orphan) => orphan.record.key);
  const rows = await findRows(tx, target, { keys, lock: true, model: context.options.embeddingModel });
  const found = (orphan: Orphan): unknown[] | undefined => rows.get(keyText(orphan.record.key));
  const unchanged = orphans.filter((orphan) => {
    const values = found(orphan);
    return (
      values !== undefined && isAsMoved(target.columns, orphan.record.hash, rowHash(target.columns, values))
    );
  });
  const images = unchanged.map((orphan) => found(orphan)!);
  await new BeforeImageWriter(tx, stepKey, number).write(target, images);
  const deleted = await deleteRows(
    tx,
    target,
    images.map((values) => keyOf(target.key, values)),
  );
  const wasDeleted = (orphan: Orphan): boolean => deleted.has(keyText(orphan.record.key));
  const records = unchanged
    .filter(wasDeleted)
    .map((orphan) => ({ ...orphan.record, effect: "deleted" as const }));
  const ledger = new Ledger(tx);
  if (records.length > 0) await ledger.batches.add(stepKey, { number, rows: packRows(records), last: null });
  const gone = new Set(orphans.filter((orphan) => found(orphan) === undefined || wasDeleted(orphan)));
  await deleteRecords(context, ledger, [...gone]);
  return orphans
    .filter((orphan) => !gone.has(orphan))
    .map((orphan) => (unchanged.includes(orphan) ? REFERRED : CHANGED));
}

/** Deletes the records of rows of one step at the positions where they were. */
async function deleteRecords(context: FollowContext, ledger: Ledger, gone: readonly Orphan[]): Promise<void> {
  if (gone.length === 0) return;
  const { stepKey } = gone[0]!;
  const positions = gone.map(({ record }) => record.position);
  const earlier = await context.moved(stepKey).within(ledger, positions);
  const keys = new Set(gone.map(({ record }) => recordKey(record)));
  await ledger.changes.put(
    stepKey,
    [...new Set(positions.map(positionKeyOf))].map((at) => ({
      positionKey: at,
      rows: packRows((earlier.get(at) ?? []).filter((record) => !keys.has(recordKey(record)))),
    })),
  );
}
