import { memoryItemTable } from "../../../entities/memory";
import type { MemoryItem, MemoryItemInput } from "../../../src/stores/memory/types";
import { idOf } from "../../fill/rows";
import { twoWordsOf } from "../../fill/sentences";
import { MEMORY_TYPES, memoryContent, memoryType } from "../../fill/stores/memory";
import { firstOf, pageOf } from "../baseline";
import { drawer } from "../draw";
import { entry, type Pair, pair, row, type WrittenRow } from "../pair";
import { columnsOf, entryOf, itemReader, newItem } from "./items";
import { organisedPairs } from "./organised";

const PAGE = 20;
const FOUND = 10;
const BULK = 100;
const MANY = 20;

export function memoryPairs(records: number): readonly Pair[] {
  const draw = drawer(records);
  const inputs = draw(({ row }) => newInput(row()));
  return [
    pair<string, MemoryItem | null>({
      name: "memory.get",
      kind: "read",
      weight: 40,
      next: draw(({ row }) => idOf("item", row())),
      subject: (scope, id) => scope.memory.get(id),
      baseline: (baseline, id) =>
        baseline.run([...baseline.scope, id], (rows) => firstOf(rows, itemReader(baseline))),
    }),
    pair<string[], (MemoryItem | null)[]>({
      name: "memory.getMany",
      kind: "read",
      weight: 1,
      next: draw(({ row }) => Array.from({ length: MANY }, () => idOf("item", row())), 1 << 10),
      subject: (scope, ids) => scope.memory.getMany(ids),
      baseline: (baseline, ids) =>
        baseline.run(
          [...baseline.codec.list([...new Set(ids)].map((id) => [id])), ...baseline.scope],
          (rows) => {
            const byId = new Map(rows.map(itemReader(baseline)).map((item) => [item.id, item]));
            return ids.map((id) => byId.get(id) ?? null);
          },
        ),
    }),
    pair<string, MemoryItem[]>({
      name: "memory.list",
      kind: "read",
      weight: 15,
      next: draw(({ below }) => MEMORY_TYPES[below(MEMORY_TYPES.length)]!),
      subject: (scope, type) => scope.memory.list({ type, limit: PAGE }).then(({ items }) => items),
      baseline: (baseline, type) =>
        baseline.run([...baseline.scope, type, PAGE + 1], (rows) => pageOf(rows, PAGE, itemReader(baseline))),
    }),
    pair<string, MemoryItem[]>({
      name: "memory.search",
      kind: "read",
      weight: 10,
      next: draw(({ row }) => twoWordsOf(memoryContent(row()).text)),
      subject: (scope, text) =>
        scope.memory.search({ text, mode: "words", limit: FOUND }).then(({ items }) => items),
      baseline: (baseline, text) => baseline.search(text, FOUND, itemReader(baseline)),
    }),
    pair<MemoryItemInput, MemoryItem>({
      name: "memory.add",
      kind: "write",
      weight: 20,
      next: inputs,
      subject: (scope, input) => scope.memory.add(input),
      baseline: (baseline, input) => {
        const item = newItem(input, new Date());
        const values = [...baseline.scope, ...columnsOf(baseline, item)];
        return baseline.runIndexed(values, [entryOf(baseline, item)], () => item);
      },
      rows: (_, item) => written(item?.id),
    }),
    pair<MemoryItemInput[], MemoryItem[]>({
      name: "memory.addMany",
      kind: "write",
      weight: 1,
      next: () => Array.from({ length: BULK }, inputs),
      subject: (scope, many) => scope.memory.addMany(many),
      baseline: (baseline, many) => {
        const now = new Date();
        const items = many.map((input) => newItem(input, now));
        const list = baseline.codec.list(items.map((item) => columnsOf(baseline, item)));
        const entries = items.map((item) => entryOf(baseline, item));
        return baseline.runIndexed([...baseline.scope, ...list], entries, () => items);
      },
      rows: (_, items) => (items ?? []).flatMap(({ id }) => written(id)),
    }),
    pair<{ id: string; content: ReturnType<typeof memoryContent> }, MemoryItem>({
      name: "memory.update",
      kind: "write",
      weight: 5,
      next: draw(({ row }) => ({ id: idOf("item", row()), content: memoryContent(row()) })),
      subject: (scope, { id, content }) => scope.memory.update(id, { content }),
      baseline: (baseline, { id, content }) =>
        baseline.runIndexed(
          [JSON.stringify(content), null, ...baseline.scope, id],
          [entryOf(baseline, { id, content })],
          (rows) => firstOf(rows, itemReader(baseline))!,
        ),
      rows: ({ id }) => written(id),
    }),
    pair<string, boolean>({
      name: "memory.touch",
      kind: "write",
      weight: 8,
      next: draw(({ row }) => idOf("item", row())),
      subject: (scope, id) => scope.memory.touch(id),
      baseline: (baseline, id) => {
        const at = baseline.codec.instant(new Date());
        const ids = baseline.codec.anyOf([id]);
        return baseline.run([at, at, ...baseline.scope, ids], (rows) => rows.length === 1);
      },
      rows: (id) => written(id),
    }),
    ...organisedPairs(draw, records),
  ];
}

/** As an application adds new items. */
const newInput = (n: number): MemoryItemInput => ({
  type: memoryType(n),
  content: memoryContent(n),
  policyName: "default",
});

const written = (id: string | null = null): WrittenRow[] => [
  row(memoryItemTable, { id }),
  entry("memory_item", id, ""),
];
