import type { UnifiedStoreManager } from "../../../src";
import { fromJson } from "../../../src/migrators/before";
import { Ledger, type StepPlace } from "../../../src/migrators/ledger";
import { inTransaction } from "../../../src/migrators/lighten";
import { unpackRows } from "../../../src/migrators/packed-rows";
import { parkRows } from "../../../src/migrators/parking";
import { Target } from "../../../src/migrators/target";
import {
  deleteRows,
  findRows,
  insertRows,
  keyOf,
  keyText,
  updateRows,
} from "../../../src/migrators/target-rows";

/** Takes back what a run that followed its files has written, by what the ledger knows of it: the last batch first. */
export async function undo({ internals: database }: UnifiedStoreManager, runId: string): Promise<void> {
  const ledger = new Ledger(database);
  const changes: { place: StepPlace; number: number }[] = [];
  const copied: { place: StepPlace; number: number }[] = [];
  for (const { source, step } of await ledger.steps(runId)) {
    const place = { runId, source, step };
    const ofCopying = new Set((await ledger.copiedBatches(place)).map(({ number }) => number));
    for (const number of await ledger.batchNumbers(place))
      (ofCopying.has(number) ? copied : changes).push({ place, number });
  }
  changes.sort((a, b) => b.number - a.number);
  const depth = ({ step }: StepPlace): number => Target.of(TARGET_OF[step]!).depth;
  copied.sort((a, b) => depth(b.place) - depth(a.place));
  for (const { place, number } of [...changes, ...copied]) {
    const records = unpackRows(await ledger.batch(place, number)).reverse();
    const before = await ledger.before(place, number);
    await inTransaction(database, async (tx) => {
      for (const { target: table, key } of records.filter(({ effect }) => effect === "inserted"))
        await deleteRows(tx, Target.of(table), [key]);
      const images = before.map((image) => {
        const target = Target.of(image.target);
        return { target, row: fromJson(target, image.before) };
      });
      for (const target of new Set(images.map((image) => image.target))) {
        const own = images.filter((image) => image.target === target).map(({ row }) => row);
        const there = await findRows(
          tx,
          target,
          target.key,
          own.map(({ values }) => keyOf(target.key, values)),
        );
        await parkRows(tx, database.dialect, target, [...there.values()]);
        const isThere = ({ values }: (typeof own)[number]): boolean =>
          there.has(keyText(keyOf(target.key, values)));
        await updateRows(tx, database.dialect, target, own.filter(isThere));
        await insertRows(
          tx,
          database.dialect,
          target,
          own.filter((row) => !isThere(row)),
        );
      }
    });
  }
}

const TARGET_OF: Record<string, string> = {
  kg_nodes: "graph_node",
  kg_edges: "graph_edge",
  kg_provenance: "graph_provenance",
  watchlist: "ingest_watch",
  ingest_state: "ingest_watch",
  discord_user_opt_ins: "conversation_participant",
  "discord_interactions to conversation_participant": "conversation_participant",
  "discord_interactions to conversation_session": "conversation_session",
  discord_interactions: "conversation_message",
  profiles: "profile",
};
