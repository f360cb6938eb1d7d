import type { Ledger } from "../ledger/ledger";
import type { RowRecord } from "../ledger/rows/packed-rows";
import type { PreparedRow } from "../quarantine/prepared-row";
import { positionKeyOf } from "../read/position-key";
import { keyOf } from "../target/row-key";
import type { TargetRow } from "../target/target-row";
import { recordKey } from "./orphans";

/** The records of earlier runs, by the position keys of the rows of the source. */
export type RecordsByPosition = ReadonlyMap<string, readonly RowRecord[]>;

/** Keys under which the target may have the rows, by the position keys of the source's rows. */
export async function targetKeys(
  ledger: Ledger,
  rows: readonly PreparedRow[],
): Promise<Map<string, Set<string>>> {
  const ids = rows.flatMap(({ targetRows }) => targetRows.flatMap((row) => idOf(row) ?? []));
  const aliases = (await ledger.aliases.exist())
    ? await ledger.aliases.actualIds(ids)
    : new Map<string, string>();
  return new Map(
    rows.map(({ position, targetRows }) => [
      positionKeyOf(position),
      new Set(targetRows.flatMap((row) => keysOf(row, aliases.get(idOf(row) ?? "")))),
    ]),
  );
}

/** A row's own key, and the key under its alias. */
function keysOf(row: TargetRow, actualId: string | undefined): string[] {
  const own = recordKey({ target: row.target.table, key: keyOf(row.target.key, row.values) });
  return actualId === undefined ? [own] : [own, aliasKey(row, actualId)];
}

/**
 * Drops aliases that this run has found and that do not hold any longer. Their rows have become
 * rows of their own.
 */
export async function dropStaleAliases(
  ledger: Ledger,
  rows: readonly PreparedRow[],
  { runId, earlier }: { runId: string; earlier: RecordsByPosition },
): Promise<void> {
  if (!(await ledger.aliases.exist())) return;
  const own = rows.flatMap(({ position, targetRows }) =>
    targetRows.flatMap((row) => {
      const id = idOf(row);
      return id === null ? [] : [{ position, row, id }];
    }),
  );
  const aliases = await ledger.aliases.actualIds(own.map(({ id }) => id));
  const stale = own.filter(({ position, row, id }) => {
    const actual = aliases.get(id);
    if (actual === undefined) return false;
    const key = aliasKey(row, actual);
    const records = earlier.get(positionKeyOf(position)) ?? [];
    return !records.some((record) => recordKey(record) === key || record.effect === "merged");
  });
  await ledger.aliases.deleteOfRun(
    runId,
    stale.map(({ id }) => id),
  );
}

const idOf = ({ target, values }: TargetRow): string | null =>
  target.idAt === null ? null : (values[target.idAt] as string);

const aliasKey = ({ target, values }: TargetRow, actualId: string): string =>
  recordKey({ target: target.table, key: keyOf(target.key, values.with(target.idAt!, actualId)) });
