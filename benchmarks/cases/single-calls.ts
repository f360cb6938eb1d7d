import type { Case } from "../harness";
import { CALLERS, type Subject } from "../subjects/subject";
import { newItems, random, TYPES } from "../texts";

const PAGE = 20;

/** `get`, `list` and `add`, one item or page a call; reads first, since adds make the tables grow. */
export function postgresCalls(subject: Subject): Case[] {
  const { ours, hand, typeorm } = subject;
  const { nextId, nextType, nextItem } = inputs(subject.ids);
  const shared = { callers: CALLERS, unit: { name: "calls", perCall: 1 }, turn: { ms: 400 } };
  const HAND = { name: "hand-written pg", target: 0.85 };
  return [
    {
      ...shared,
      name: "PostgreSQL get",
      ours: { name: "memory.get", call: () => ours.memory.get(nextId()) },
      baselines: [
        { ...HAND, call: () => hand.get(nextId()) },
        { name: "TypeORM findOneBy", target: 2, call: () => typeorm.findOneBy(nextId()) },
      ],
    },
    {
      ...shared,
      name: `PostgreSQL list (${PAGE} rows)`,
      ours: { name: "memory.list", call: () => ours.memory.list({ type: nextType(), limit: PAGE }) },
      baselines: [
        { ...HAND, call: () => hand.list(nextType(), PAGE) },
        { name: "TypeORM find", target: 2, call: () => typeorm.find(nextType(), PAGE) },
      ],
    },
    {
      ...shared,
      name: "PostgreSQL add",
      ours: { name: "memory.add", call: () => ours.memory.add(nextItem()) },
      baselines: [
        { ...HAND, call: () => hand.add(nextItem()) },
        { name: "TypeORM save", target: 2, call: () => typeorm.save(nextItem()) },
      ],
    },
  ];
}

/** One caller: SQLite works on the calling thread, so more of them would only wait for each other. */
export function sqliteCalls(subject: Subject): Case[] {
  const { ours, hand } = subject;
  const { nextId, nextItem } = inputs(subject.ids);
  const shared = { callers: 1, unit: { name: "calls", perCall: 1 }, turn: { ms: 250 } };
  const HAND = { name: "hand-written better-sqlite3", target: 0.5 };
  return [
    {
      ...shared,
      name: "SQLite get",
      ours: { name: "memory.get", call: () => ours.memory.get(nextId()) },
      baselines: [{ ...HAND, call: () => hand.get(nextId()) }],
    },
    {
      ...shared,
      name: "SQLite add",
      ours: { name: "memory.add", call: () => ours.memory.add(nextItem()) },
      baselines: [{ ...HAND, call: () => hand.add(nextItem()) }],
    },
  ];
}

/** Endless inputs, made before the clock starts. */
function inputs(ids: readonly string[]) {
  const added = newItems(5000, 2);
  const next = random(5);
  const order = Array.from({ length: 1 << 14 }, () => ids[Math.floor(next() * ids.length)]!);
  let at = 0;
  return {
    nextId: () => order[at++ & (order.length - 1)]!,
    nextType: () => TYPES[at++ % TYPES.length]!,
    nextItem: () => added[at++ % added.length]!,
  };
}
