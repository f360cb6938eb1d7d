import { found } from "../../../dialect/diagnostics/check";
import { timing } from "../../../presentation/figures";
import type { CommonCheck } from "../check";

const SLOW_MS = 50;
const ROUNDS = 5;

/** Whether the database answers, and how fast: the fastest of some round trips. */
export const connection: CommonCheck = {
  id: "connection",
  whenDown: true,
  look: async ({ database: { dialect }, health }, signal) => {
    const { status, error, latencyMs } = health;
    if (status === "down") return [found("error", null, error?.message ?? "the database does not answer")];
    let least = latencyMs ?? Number.POSITIVE_INFINITY;
    for (let round = 1; round < ROUNDS; round++) {
      const start = performance.now();
      await dialect.version(signal);
      least = Math.min(least, performance.now() - start);
    }
    const text = `a round trip takes ${timing(least)}`;
    if (least < SLOW_MS) return [found("info", null, text)];
    return [
      found(
        "warning",
        null,
        `${text}, and each call needs at least one: run the application near its database`,
      ),
    ];
  },
};
