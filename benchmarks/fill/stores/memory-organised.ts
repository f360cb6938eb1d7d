import {
  memoryAccessTable,
  memoryAssociationTable,
  memoryClusterItemTable,
  memoryClusterTable,
} from "../../../entities/memory";
import type { Scope } from "../../../src/scope";
import { newAccess } from "../../../src/stores/memory/accesses/access";
import type { MemoryAccessInput } from "../../../src/stores/memory/accesses/types";
import { associationMaker } from "../../../src/stores/memory/associations/association";
import type { MemoryAssociationInput } from "../../../src/stores/memory/associations/types";
import type { RowMaker } from "../fill";
import { idOf, timeOf, unit } from "../rows";
import { numbers, sentence, twoWordsOf } from "../sentences";
import { FilledTable } from "../table";

/** With a million items there are as many clusters as the store builds at most. */
const ITEMS_PER_CLUSTER = 500;
const DIMENSIONS = 384;
const ACTORS = 20;

const itemId = (n: number): string => idOf("item", n);
/** The cluster of the nth item. */
export const clusterOf = (n: number): string => idOf("cluster", Math.floor(n / ITEMS_PER_CLUSTER));
/** An earlier item, or the nth itself. */
const earlier = (n: number, draw: number): number => Math.floor(unit(draw) * n);

/** Links of the nth item: to the item before it, and to any earlier one. */
export function associationRows(n: number): Required<MemoryAssociationInput>[] {
  if (n === 0) return [];
  const fromId = itemId(n) as Required<MemoryAssociationInput>["fromId"];
  const link = (to: number, kind: string) => ({
    fromId,
    toId: itemId(to) as Required<MemoryAssociationInput>["toId"],
    kind,
    weight: unit(n + to),
  });
  return [link(n - 1, "follows"), link(earlier(n, n), "related")];
}

/** The nth access, of an item that is not later. */
const accessRow = (n: number): MemoryAccessInput => ({
  id: idOf("access", n),
  itemId: itemId(earlier(n + 1, -n)),
  actor: `agent-${n % ACTORS}`,
  query: twoWordsOf(sentence(n, 1)),
  usedAt: timeOf(n),
});

/** Clusters are left out: they are made from vectors. */
export async function addOrganised({ memory }: Scope, from: number, to: number): Promise<void> {
  const added = numbers(from, to);
  await memory.associations.putMany(added.flatMap(associationRows));
  await memory.accesses.addMany(added.map(accessRow));
}

const ASSOCIATION = FilledTable.of(memoryAssociationTable);
const ACCESS = FilledTable.of(memoryAccessTable);
const CLUSTER = FilledTable.of(memoryClusterTable);
const MEMBER = FilledTable.of(memoryClusterItemTable);

/** After the table of the items. */
export const ORGANISED_TABLES = [ASSOCIATION, ACCESS, CLUSTER, MEMBER];

/** What belongs to the nth item, whose text has this hash. A cluster comes with its first item. */
export function makeOrganised(n: number, { db, emit }: RowMaker, textHash: string): void {
  const createdAt = timeOf(n);
  for (const link of associationRows(n))
    emit(ASSOCIATION, { ...associationMaker.row(db, link), createdAt, updatedAt: createdAt });
  emit(ACCESS, newAccess(db, accessRow(n)));
  if (n % ITEMS_PER_CLUSTER === 0) emit(CLUSTER, clusterRow(n / ITEMS_PER_CLUSTER, createdAt));
  emit(MEMBER, {
    itemId: itemId(n),
    clusterId: clusterOf(n),
    similarity: 0.7 + 0.3 * unit(n),
    textHash,
    assignedAt: createdAt,
  });
}

/** The size is already that after the last item. */
function clusterRow(cluster: number, createdAt: Date): object {
  const words = twoWordsOf(sentence(cluster, 2)).toLowerCase().split(" ");
  return {
    id: idOf("cluster", cluster),
    label: words.join(", "),
    words,
    size: ITEMS_PER_CLUSTER,
    model: "bench",
    centroid: direction(cluster),
    threshold: 0.7,
    k: null,
    createdAt,
    updatedAt: createdAt,
  };
}

/** A vector of length 1. */
function direction(n: number): Float32Array {
  const vector = Float32Array.from({ length: DIMENSIONS }, (_, i) => unit(n * DIMENSIONS + i) - 0.5);
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}
