import { unit } from "../fill/rows";
import type { Operation } from "../types";

/** Long enough to contain an operation with a share of a thousandth of all calls. */
const LENGTH = 1000;

/**
 * The operations of a store as one operation, each as often as its weight says. The order is
 * shuffled, but the same in every run and for both contenders, so that they do the same work.
 */
export function mixOf(store: string, operations: readonly Operation[]): Operation {
  const total = operations.reduce((sum, { weight }) => sum + weight, 0);
  const order = operations
    .flatMap((operation) => {
      const times = Math.max(1, Math.round((operation.weight / total) * LENGTH));
      return Array.from({ length: times }, () => operation);
    })
    .map((operation, n) => ({ operation, place: unit(n + 1) }))
    .sort((a, b) => a.place - b.place)
    .map(({ operation }) => operation);
  let subjectAt = 0;
  let baselineAt = 0;
  return {
    name: `${store} mix`,
    kind: "write",
    weight: total,
    subject: () => order[subjectAt++ % order.length]!.subject(),
    baseline: () => order[baselineAt++ % order.length]!.baseline(),
  };
}
