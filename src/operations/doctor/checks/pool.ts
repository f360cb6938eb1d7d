import { found } from "../../../dialect/diagnostics/check";
import { plural } from "../../../presentation/figures";
import type { CommonCheck } from "../check";

/**
 * Callers that wait for a connection of this process's pool. A pool without a free connection looks
 * like a database that is down.
 */
export const pool: CommonCheck = {
  id: "pool",
  whenDown: true,
  look: ({ pool: { size, idle, waiting, max } }) => {
    const text = `${size - idle} of ${plural(max, "connection")} of the pool are in use`;
    if (waiting === 0) return [];
    return [
      found(
        "warning",
        null,
        `${plural(waiting, "caller")} wait for a connection; ${text}: end transactions sooner, or give the pool more`,
        `UnifiedStoreManager.open({ url, poolSize: ${2 * max} })`,
      ),
    ];
  },
};
