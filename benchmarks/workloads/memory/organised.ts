import { memoryAccessTable, memoryAssociationTable, memoryItemTable } from "../../../entities/memory";
import type { MemoryAccess } from "../../../src/stores/memory/accesses/types";
import type {
  MemoryAssociation,
  MemoryAssociationInput,
} from "../../../src/stores/memory/associations/types";
import type { MemoryCluster, MemoryClusterItem } from "../../../src/stores/memory/clusters/types";
import { idOf } from "../../fill/rows";
import { sentence, twoWordsOf } from "../../fill/sentences";
import { associationRows, clusterOf } from "../../fill/stores/memory-organised";
import { type Baseline, MAIN_ROWS, pageOf } from "../baseline";
import type { Chance, drawer } from "../draw";
import { type Pair, pair, row } from "../pair";
import {
  accessColumns,
  accessReader,
  associationColumns,
  associationReader,
  clusterReader,
  memberReader,
  newAccess,
  type Use,
} from "./organised-rows";

const PAGE = 20;

/** What organises the items: links, uses and clusters. */
export function organisedPairs(draw: ReturnType<typeof drawer>, records: number): readonly Pair[] {
  const known = draw(({ row }) => associationRows(Math.max(1, row()))[0]!);
  const fresh = draw((chance) => newLink(chance, records));
  let puts = 0;
  return [
    pair<string, MemoryAssociation[]>({
      name: "memory.associations.list",
      kind: "read",
      weight: 5,
      next: draw(({ row }) => idOf("item", row())),
      subject: (scope, itemId) =>
        scope.memory.associations.list({ itemId, limit: PAGE }).then(({ items }) => items),
      baseline: (baseline, itemId) => {
        // The links from the item and those to it, and then both together.
        const end = [...baseline.scope, itemId, PAGE + 1];
        return baseline.run([...end, ...end, PAGE + 1], (rows) =>
          pageOf(rows, PAGE, associationReader(baseline)),
        );
      },
    }),
    pair<string, MemoryAccess[]>({
      name: "memory.accesses.list",
      kind: "read",
      weight: 2,
      next: draw(({ row }) => idOf("item", row())),
      subject: (scope, itemId) =>
        scope.memory.accesses.list({ itemId, limit: PAGE }).then(({ items }) => items),
      baseline: (baseline, itemId) => page(baseline, [itemId], accessReader(baseline)),
    }),
    pair<null, MemoryCluster[]>({
      name: "memory.clusters.list",
      kind: "read",
      weight: 1,
      next: () => null,
      subject: (scope) => scope.memory.clusters.list({ limit: PAGE }).then(({ items }) => items),
      baseline: (baseline) => page(baseline, [], clusterReader(baseline)),
    }),
    pair<string, MemoryClusterItem[]>({
      name: "memory.clusters.items",
      kind: "read",
      weight: 2,
      next: draw(({ row }) => clusterOf(row())),
      subject: (scope, clusterId) =>
        scope.memory.clusters.items({ clusterId, limit: PAGE }).then(({ items }) => items),
      baseline: (baseline, clusterId) => page(baseline, [clusterId], memberReader(baseline)),
    }),
    pair<Required<MemoryAssociationInput>, MemoryAssociation>({
      name: "memory.associations.put",
      kind: "write",
      weight: 3,
      // An equal number of existing and new links.
      next: () => (++puts % 2 === 0 ? known() : fresh()),
      subject: (scope, input) => scope.memory.associations.put(input),
      baseline: (baseline, input) => {
        const at = baseline.codec.instant(new Date());
        const list = baseline.codec.list([associationColumns(input, at)]);
        return baseline.run([...baseline.scope, ...list], (rows) => associationReader(baseline)(rows[0]!));
      },
      rows: ({ fromId, toId, kind }) => [row(memoryAssociationTable, { from_id: fromId, to_id: toId, kind })],
    }),
    pair<Use, MemoryAccess>({
      name: "memory.accesses.add",
      kind: "write",
      weight: 3,
      next: draw(use),
      subject: (scope, input) => scope.memory.accesses.add(input),
      baseline: (baseline, input) => {
        const access = newAccess(baseline, input);
        return baseline.run([...baseline.scope, ...accessColumns(baseline, access)], () => access);
      },
      rows: (_, access) => [row(memoryAccessTable, { id: access?.id ?? null })],
    }),
    pair<Use, boolean>({
      name: "memory.touch logged",
      kind: "write",
      weight: 4,
      next: draw(use),
      subject: (scope, { itemId, ...by }) => scope.memory.touch(itemId, by),
      baseline: (baseline, input) => {
        const { codec, scope } = baseline;
        const access = newAccess(baseline, input);
        const at = codec.instant(access.usedAt);
        const touched = [at, at, ...scope, codec.anyOf([input.itemId])];
        const logged = [...scope, ...codec.list([accessColumns(baseline, access)]), MAIN_ROWS];
        return baseline.runFollowed([touched, logged], (rows) => rows.length === 1);
      },
      rows: ({ itemId }) => [row(memoryItemTable, { id: itemId })],
    }),
  ];
}

/** A page in the order of an index. */
const page = <T>(baseline: Baseline, of: unknown[], read: (row: unknown[]) => T): T[] | Promise<T[]> =>
  baseline.run([...baseline.scope, ...of, PAGE + 1], (rows) => pageOf(rows, PAGE, read));

function newLink({ row, below }: Chance, records: number): Required<MemoryAssociationInput> {
  const from = row();
  const to = (from + 1 + below(records - 1)) % records;
  const [fromId, toId] = [from, to].map((n) => idOf("item", n)) as never as [
    MemoryAssociation["fromId"],
    MemoryAssociation["toId"],
  ];
  return { fromId, toId, kind: "explains", weight: below(100) / 100 };
}

function use({ row }: Chance): Use {
  const n = row();
  return { itemId: idOf("item", n) as Use["itemId"], actor: "planner", query: twoWordsOf(sentence(n)) };
}
