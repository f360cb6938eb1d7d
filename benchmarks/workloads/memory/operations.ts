import { memoryItemTable } from "../../../entities/memory";
import type { MemoryItem, MemoryItemInput } from "../../../src/stores/memory/types";
import { MEMORY_TYPES, memoryContent, memoryType } from "../../fill/memory";
import { idOf } from "../../fill/rows";
import { twoWordsOf } from "../../fill/sentences";
import { drawer } from "../draw";
import { firstOf, pageOf } from "../hand";
import { entry, type Pair, pair, row, type WrittenRow } from "../pair";
import { columnsOf, entryOf, itemReader, newItem } from "./items";

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
      ours: (scope, id) => scope.memory.get(id),
      hand: (hand, id) => hand.run([...hand.scope, id], (rows) => firstOf(rows, itemReader(hand))),
    }),
    pair<string[], (MemoryItem | null)[]>({
      name: "memory.getMany",
      kind: "read",
      weight: 1,
      next: draw(({ row }) => Array.from({ length: MANY }, () => idOf("item", row())), 1 << 10),
      ours: (scope, ids) => scope.memory.getMany(ids),
      hand: (hand, ids) =>
        hand.run([...hand.scope, hand.codec.anyOf(ids)], (rows) => {
          const byId = new Map(rows.map(itemReader(hand)).map((item) => [item.id, item]));
          return ids.map((id) => byId.get(id) ?? null);
        }),
    }),
    pair<string, MemoryItem[]>({
      name: "memory.list",
      kind: "read",
      weight: 15,
      next: draw(({ below }) => MEMORY_TYPES[below(MEMORY_TYPES.length)]!),
      ours: (scope, type) => scope.memory.list({ type, limit: PAGE }).then(({ items }) => items),
      hand: (hand, type) =>
        hand.run([...hand.scope, type, PAGE + 1], (rows) => pageOf(rows, PAGE, itemReader(hand))),
    }),
    pair<string, MemoryItem[]>({
      name: "memory.search",
      kind: "read",
      weight: 10,
      next: draw(({ row }) => twoWordsOf(memoryContent(row()).text)),
      ours: (scope, text) => scope.memory.search({ text, limit: FOUND }).then(({ items }) => items),
      hand: (hand, text) => hand.search(text, FOUND, itemReader(hand)),
    }),
    pair<MemoryItemInput, MemoryItem>({
      name: "memory.add",
      kind: "write",
      weight: 20,
      next: inputs,
      ours: (scope, input) => scope.memory.add(input),
      hand: (hand, input) => {
        const item = newItem(input, new Date());
        const values = [...hand.scope, ...columnsOf(hand, item)];
        return hand.runIndexed(values, [entryOf(hand, item)], () => item);
      },
      rows: (_, item) => written(item?.id),
    }),
    pair<MemoryItemInput[], MemoryItem[]>({
      name: "memory.addMany",
      kind: "write",
      weight: 1,
      next: () => Array.from({ length: BULK }, inputs),
      ours: (scope, many) => scope.memory.addMany(many),
      hand: (hand, many) => {
        const now = new Date();
        const items = many.map((input) => newItem(input, now));
        const list = hand.codec.list(items.map((item) => columnsOf(hand, item)));
        const entries = items.map((item) => entryOf(hand, item));
        return hand.runIndexed([...hand.scope, ...list], entries, () => items);
      },
      rows: (_, items) => (items ?? []).flatMap(({ id }) => written(id)),
    }),
    pair<{ id: string; content: ReturnType<typeof memoryContent> }, MemoryItem>({
      name: "memory.update",
      kind: "write",
      weight: 5,
      next: draw(({ row }) => ({ id: idOf("item", row()), content: memoryContent(row()) })),
      ours: (scope, { id, content }) => scope.memory.update(id, { content }),
      hand: (hand, { id, content }) =>
        hand.runIndexed(
          [JSON.stringify(content), null, ...hand.scope, id],
          [entryOf(hand, { id, content })],
          (rows) => firstOf(rows, itemReader(hand))!,
        ),
      rows: ({ id }) => written(id),
    }),
    pair<string, boolean>({
      name: "memory.touch",
      kind: "write",
      weight: 8,
      next: draw(({ row }) => idOf("item", row())),
      ours: (scope, id) => scope.memory.touch(id),
      hand: (hand, id) => {
        const at = hand.codec.instant(new Date());
        return hand.run([at, at, ...hand.scope, id], (rows) => rows.length === 1);
      },
      rows: (id) => written(id),
    }),
  ];
}

/** As an application adds what just happened. */
const newInput = (n: number): MemoryItemInput => ({
  type: memoryType(n),
  content: memoryContent(n),
  policyName: "default",
});

const written = (id: string | null = null): WrittenRow[] => [
  row(memoryItemTable, { id }),
  entry("memory_item", id, ""),
];
