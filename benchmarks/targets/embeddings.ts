import type { MemoryItemInput } from "../../src/stores/memory/types";
import { memoryContent, memoryType } from "../fill/stores/memory";
import { alternate } from "../measure/alternate";
import { median } from "../measure/statistics";
import type { Testbed } from "../types";
import { type Effort, type Outcome, perSecond, times } from "./target";

const MOST = 1.3;
const DIMENSIONS = 384;
/** Different vectors, each made once: making one is the model's work. */
const VECTORS = 256;

/** `memory.add` of an item with its vector against `memory.add` of the item alone. */
export async function* embeddingTargets(testbed: Testbed, effort: Effort): AsyncGenerator<Outcome> {
  for (const callers of [1, 8]) yield await embeddingTarget(testbed, callers, effort);
}

async function embeddingTarget(
  { scope, title, upkeep }: Testbed,
  callers: number,
  { rounds, turnMs }: Effort,
): Promise<Outcome> {
  const vectors = Array.from({ length: VECTORS }, (_, n) =>
    Float32Array.from({ length: DIMENSIONS }, (_, i) => Math.sin(n * 7919 + i * 104_729)),
  );
  let made = 0;
  const bare = (): MemoryItemInput => ({ type: memoryType(++made), content: memoryContent(made) });
  const embedded = (): MemoryItemInput => ({ ...bare(), embedding: vectors[made % VECTORS] });
  /** @returns milliseconds of an add, by all callers together */
  const turn = (input: () => MemoryItemInput) => async (): Promise<number> => {
    await upkeep.settle();
    const start = performance.now();
    let added = 0;
    const caller = async (): Promise<void> => {
      while (performance.now() - start < turnMs) {
        await scope.memory.add(input());
        added++;
      }
    };
    await Promise.all(Array.from({ length: callers }, caller));
    return (performance.now() - start) / added;
  };
  const [alone, together] = (await alternate([turn(bare), turn(embedded)], { rounds, warmUpRounds: 1 })) as [
    number[],
    number[],
  ];
  const ratio = median(together.map((ms, i) => ms / alone[i]!));
  const rate = (all: number[]): string => perSecond(1000 / median(all));
  return {
    what: `${title}, ${callers === 1 ? "one caller" : `${callers} callers`}: memory.add with a vector of ${DIMENSIONS}`,
    asked: `at most ${times(MOST)} the cost without`,
    measured: `${times(ratio)}, ${rate(together)}`,
    beside: `without ${rate(alone)}`,
    met: ratio <= MOST,
  };
}
