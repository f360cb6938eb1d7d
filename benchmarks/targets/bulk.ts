import { Client } from "pg";
import { cell, copyIn } from "../../src/dialect/postgres/copy-in";
import type { MemoryItemInput } from "../../src/stores/memory/types";
import { numbers } from "../fill/sentences";
import { memoryContent, memoryType } from "../fill/stores/memory";
import { alternate } from "../measure/alternate";
import { median } from "../measure/statistics";
import type { Testbed } from "../types";
import { Baseline } from "../workloads/baseline";
import { columnsOf, entryOf, newItem } from "../workloads/memory/items";
import { type Effort, type Outcome, perSecond, times } from "./target";

const ROWS = 10_000;
const LEAST = 0.7;
/** One call takes about a second. */
const MOST_ROUNDS = 7;

const ITEM_COLUMNS =
  "tenant_id, workspace_id, id, type, content, embedding, policy_name, decay_score, pinned, archived, created_at, last_used_at, version";
const ENTRY_COLUMNS = "tenant_id, workspace_id, item_id, part, search_text, search_keys";

/**
 * `addMany` against the same rows and search entries by hand: in one statement with `unnest`, and
 * by COPY in one transaction.
 */
export async function bulkTarget(
  testbed: Testbed,
  { rounds, sweep }: Effort & { sweep: () => Promise<void> },
): Promise<Outcome> {
  const { scope, engine, address, title, upkeep } = testbed;
  if (engine !== "postgres") throw new TypeError("COPY exists only on PostgreSQL");
  const inputs: MemoryItemInput[] = numbers(0, ROWS).map((n) => ({
    type: memoryType(n),
    content: memoryContent(n),
  }));
  const texts = await testbed.record((recording) => recording.memory.addMany(inputs.slice(0, 2)));
  const key = [scope.tenant, scope.workspace] as const;
  const baseline = new Baseline(testbed.baseline, engine, key, texts);
  const client = new Client({ connectionString: address.url });
  await client.connect();

  const made = (): { rows: unknown[][]; entries: unknown[][] } => {
    const now = new Date();
    const items = inputs.map((input) => newItem(input, now));
    return {
      rows: items.map((item) => columnsOf(baseline, item)),
      entries: items.map((item) => entryOf(baseline, item)),
    };
  };
  const byUnnest = async (): Promise<void> => {
    const { rows, entries } = made();
    await baseline.runIndexed([...key, ...baseline.codec.list(rows)], entries, () => undefined);
  };
  const byCopy = async (): Promise<void> => {
    const { rows, entries } = made();
    const lines = (all: unknown[][]): string[] =>
      all.map((row) => `${[...key, ...row].map(cell).join("\t")}\n`);
    const into = (table: string, columns: string): string =>
      `copy ${upkeep.table(table)} (${columns}) from stdin`;
    await client.query("begin");
    await copyIn(client, into("memory_item", ITEM_COLUMNS), lines(rows));
    await copyIn(client, into("memory_item_search", ENTRY_COLUMNS), lines(entries));
    await client.query("commit");
  };
  const turn = (work: () => Promise<unknown>) => async (): Promise<number> => {
    await sweep();
    const start = performance.now();
    await work();
    return performance.now() - start;
  };
  try {
    const [subject, unnest, copy] = (await alternate(
      [turn(() => scope.memory.addMany(inputs)), turn(byUnnest), turn(byCopy)],
      { rounds: Math.min(rounds, MOST_ROUNDS), warmUpRounds: 1 },
    )) as [number[], number[], number[]];
    const ratio = (baselineMs: number[]): number => median(baselineMs.map((ms, i) => ms / subject[i]!));
    const least = Math.min(ratio(unnest), ratio(copy));
    return {
      what: `${title}: memory.addMany of ${ROWS.toLocaleString("en-GB")} rows`,
      asked: times(LEAST),
      measured: times(least),
      beside: `${perSecond((ROWS * 1000) / median(subject))}; ${times(ratio(unnest))} unnest, ${times(ratio(copy))} COPY`,
      met: least >= LEAST,
    };
  } finally {
    await client.end();
  }
}
