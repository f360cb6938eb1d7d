import type { Case } from "../harness";
import type { Subject } from "../subjects/subject";
import { newItems } from "../texts";

const ROWS = 1000;

/**
 * `addMany` against TypeORM's `insert` of the same rows, which is one statement too, and against TypeORM writing all that
 * ours writes: the rows and their entries in the search index, which are most of the work.
 */
export function bulkAdd({ engine, ours, typeorm }: Subject): Case[] {
  const inputs = newItems(ROWS, 6);
  return [
    {
      name: `${engine} addMany (${ROWS.toLocaleString("en-GB")})`,
      callers: 1,
      unit: { name: "rows", perCall: ROWS },
      // By number: by time, the faster one would have to write into a table that grows faster.
      turn: { calls: 4 },
      ours: { name: "memory.addMany", call: () => ours.memory.addMany(inputs) },
      baselines: [
        { name: "TypeORM insert", target: 3, call: () => typeorm.insert(inputs) },
        { name: "TypeORM insert, index too", call: () => typeorm.insertIndexed(inputs) },
      ],
    },
  ];
}
