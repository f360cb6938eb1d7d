import assert from "node:assert/strict";
import type { MemoryItem } from "../src/stores/memory/types";
import { statements as postgresStatements } from "./baselines/hand-written-pg";
import { statements as sqliteStatements } from "./baselines/hand-written-sqlite";
import type { Subject } from "./subjects/subject";
import { newItems, TYPES } from "./texts";

/**
 * A comparison is worth nothing when the two do different things: this demands that the hand-written baseline sends the same
 * statements as ours and returns equal objects, and that TypeORM finds the same rows. It comes before all measuring.
 */
export async function mustBehaveAlike(subject: Subject): Promise<void> {
  const { engine, ours, hand, typeorm, ids } = subject;
  for (const id of [ids[0]!, ids[ids.length >> 1]!]) {
    assert.deepEqual(await hand.get(id), await ours.memory.get(id), `${engine}: get`);
    assert.deepEqual(idsOf([await typeorm.findOneBy(id)]), [id], `${engine}: findOneBy`);
  }
  const type = TYPES[0];
  const { items: page } = await ours.memory.list({ type, limit: 20 });
  assert.equal(page.length, 20);
  assert.deepEqual(await hand.list(type, 20), page, `${engine}: list`);
  assert.deepEqual(idsOf(await typeorm.find(type, 20)), idsOf(page), `${engine}: find`);

  const [input] = newItems(1, 3);
  const added = await hand.add(input!);
  assert.deepEqual(timeless(added), timeless(await ours.memory.add(input!)), `${engine}: add`);
  assert.deepEqual(await hand.get(added.id), added, `${engine}: add, read again`);
  await mustSendTheSame(subject);
}

async function mustSendTheSame({ engine, recording, ids }: Subject): Promise<void> {
  const { scope, texts } = recording;
  texts.length = 0;
  await scope.memory.add(newItems(1, 4)[0]!);
  await scope.memory.get(ids[0]!);
  await scope.memory.list({ type: TYPES[0], limit: 20 });
  const written = engine === "SQLite" ? sqliteStatements : postgresStatements;
  assert.deepEqual(
    written.map(normal),
    texts.map(normal),
    `${engine}: the statements in benchmarks/baselines are no longer those that src sends: write them anew`,
  );
}

const idsOf = (rows: unknown[]): (string | undefined)[] =>
  rows.map((row) => (row as { id: string } | null)?.id);

const timeless = ({ id: _id, createdAt: _c, lastUsedAt: _l, ...rest }: MemoryItem): object => rest;

/** White space has no meaning in any of them. */
const normal = (text: string): string =>
  text
    .replace(/\s+/g, " ")
    .replace(/(?<=\() | (?=\))/g, "")
    .trim();
