/**
 * Label placement: positions as near as possible to the wanted ones, at least `gap` apart and
 * within `height`. Labels that are too near move apart from their common middle. Algorithm: pool
 * adjacent violators, over the wanted positions minus the space of the labels before them.
 */
export function spread(wanted: readonly number[], gap: number, height: number): number[] {
  const order = wanted.map((_, i) => i).sort((a, b) => wanted[a]! - wanted[b]! || a - b);
  const pools: { sum: number; size: number }[] = [];
  order.forEach((label, nth) => {
    let pool = { sum: wanted[label]! - nth * gap, size: 1 };
    for (let last = pools.at(-1); last !== undefined && middle(last) > middle(pool); last = pools.at(-1)) {
      pools.pop();
      pool = { sum: last.sum + pool.sum, size: last.size + pool.size };
    }
    pools.push(pool);
  });
  const highest = Math.max(0, height - (wanted.length - 1) * gap);
  const places = pools.flatMap((pool) =>
    new Array<number>(pool.size).fill(Math.min(highest, Math.max(0, middle(pool)))),
  );
  const result: number[] = [];
  order.forEach((label, nth) => {
    result[label] = places[nth]! + nth * gap;
  });
  return result;
}

const middle = ({ sum, size }: { sum: number; size: number }): number => sum / size;
