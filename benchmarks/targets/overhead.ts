import { checkOptions } from "../../src/core/call/deadline";
import { checkId } from "../../src/core/input/arguments";
import { sql, uuid } from "../../src/dialect/sql";
import { item } from "../../src/stores/memory/item";
import { createTestStores } from "../../src/testing/stores";
import { memoryRow } from "../fill/stores/memory";
import { median } from "../measure/statistics";
import type { Effort, Outcome } from "./target";

const MOST_SHARE = 0.15;
const ROWS = 1000;
const CALLS = 4000;

/**
 * Cost of validation and of hydration (making the object) for a get in memory, alternating with the
 * whole get.
 */
export async function overhead({ rounds }: Effort): Promise<Outcome> {
  const stores = await createTestStores();
  const { memory } = stores.scope({ tenant: "bench" });
  const items = await memory.addMany(Array.from({ length: ROWS }, (_, n) => memoryRow(n)));
  const { dialect, statements } = stores.internals;
  const read = item.columns.reader(dialect);
  const rows = await Promise.all(
    items.map(async ({ id }) => {
      const found = await dialect.run(
        [statements.bind(sql`select ${item.columns.sql} from ${item.name} where id = ${uuid(id)}`)],
        null,
      );
      return found[0]!;
    }),
  );
  const wholes: number[] = [];
  const parts: number[] = [];
  for (let round = -3; round < rounds * 3; round++) {
    const start = performance.now();
    for (let i = 0; i < CALLS; i++) await memory.get(items[(i * 7919) % ROWS]!.id);
    const between = performance.now();
    for (let i = 0; i < CALLS; i++) {
      const at = (i * 7919) % ROWS;
      checkOptions({});
      checkId(items[at]!.id);
      read(rows[at]!);
    }
    const end = performance.now();
    if (round < 0) continue;
    wholes.push(between - start);
    parts.push(end - between);
  }
  await stores.close();
  const share = median(parts.map((part, i) => part / wholes[i]!));
  const us = (ms: number): string => `${((ms * 1000) / CALLS).toFixed(2)} µs`;
  return {
    what: "SQLite in memory: validation and hydration of a get",
    asked: `${MOST_SHARE * 100} % of it`,
    measured: `${(share * 100).toFixed(1)} %`,
    beside: `${us(median(parts))} of ${us(median(wholes))}`,
    met: share < MOST_SHARE,
  };
}
