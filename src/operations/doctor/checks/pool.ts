import { found } from "../../../dialect/diagnostics/check";
import { plural } from "../../../presentation/figures";
import type { CommonCheck } from "../check";

/**
 * Callers that wait for a connection of this process's pool. The figures are those from before the
 * diagnosis, which takes connections itself.
 */
export const pool: CommonCheck = {
  id: "pool",
  look: ({ health }) => {
    const { size, idle, waiting, max } = health.pool;
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
