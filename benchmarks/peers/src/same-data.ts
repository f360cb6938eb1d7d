import assert from "node:assert/strict";
import { newItems, TYPES } from "./items.js";
import { type Found, newItem, type Peer } from "./peer.js";
import { QUERIES } from "./queries.js";
import type { Testbed } from "./testbed.js";

/** More than the result of any query. */
const ALL = 1000;

/**
 * Checks that contenders do the same work: each must find the same items, and store the items that
 * it receives.
 */
export async function mustHoldTheSame(testbed: Testbed): Promise<void> {
  for (const peer of testbed.peers) await mustReadTheSame(testbed, peer);
  await mustFindTheSame(testbed);
  // Last, because contenders on one table find the rows that the others have added.
  for (const peer of testbed.peers) await mustKeepItems(peer);
}

async function mustReadTheSame({ engine, subject, keys }: Testbed, peer: Peer): Promise<void> {
  const label = `${engine}, ${peer.name}`;
  for (const key of [keys[0]!, keys[keys.length >> 1]!])
    assert.deepEqual(kept(peer, await peer.get(key)), kept(peer, await subject.memory.get(key.id)), label);
  for (const type of TYPES) {
    const { items } = await subject.memory.list({ type, limit: 20 });
    assert.equal(items.length, 20);
    const found = await peer.list(type, 20);
    assert.deepEqual(
      found.map((item) => kept(peer, item)),
      items.map((item) => kept(peer, item)),
      label,
    );
  }
}

async function mustKeepItems(peer: Peer): Promise<void> {
  const [one, ...many] = newItems(4, 3).map(newItem);
  await peer.add(one!);
  await peer.addMany(many);
  for (const item of [one!, ...many])
    assert.deepEqual(kept(peer, await peer.get(item)), kept(peer, item), peer.name);
}

/** Compared as sets: each library ranks differently. */
async function mustFindTheSame({ subject, langGraph }: Testbed): Promise<void> {
  if (!langGraph) return;
  for (const text of QUERIES) {
    const { items } = await subject.memory.search({ text, mode: "words", limit: ALL });
    assert.ok(items.length > 0 && items.length < ALL, text);
    assert.deepEqual(idsOf(await langGraph.search(text, ALL)), idsOf(items), text);
  }
}

const idsOf = (items: readonly { id: string }[]): string[] => items.map(({ id }) => id).sort();

/** The part of an item that the peer stores. */
function kept(peer: Peer, item: Found): object {
  assert.ok(item, `${peer.name} found nothing`);
  return Object.fromEntries(peer.fields.map((field) => [field, item[field]]));
}
