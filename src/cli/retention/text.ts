import type { PruningStatus, RetentionPolicy, RetentionState } from "../../manager";
import { NONE, whole } from "../../presentation/figures";
import { left, table } from "../../presentation/terminal/table";

const DAY_MS = 86_400_000;
const UNITS = [
  ["d", DAY_MS],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1000],
] as const;

/** As the option takes it: in the largest unit that it is a whole number of. */
function age(ms: number): string {
  const [unit, size] = UNITS.find(([, each]) => ms >= each && ms % each === 0) ?? ["ms", 1];
  return `${whole(ms / size)}${unit}`;
}

type Kept = Pick<RetentionPolicy, "maxAgeMs" | "maxRows" | "hide">;

/** What a policy keeps, in words. */
export function policyText({ maxAgeMs, maxRows, hide }: Kept): string {
  const parts = [
    ...(maxAgeMs === null ? [] : [`${age(maxAgeMs)}${hide ? ", hidden then" : ""}`]),
    ...(maxRows === null ? [] : [`the newest ${whole(maxRows)}`]),
  ];
  return parts.length === 0 ? "all" : parts.join(", ");
}

const time = (at: Date): string => `${at.toISOString().slice(0, 19).replace("T", " ")} UTC`;

interface Listed {
  kinds: readonly RetentionState[];
  pruning: PruningStatus | null;
}

/** A line for each kind of rows, and the last pruning. */
export function listText({ kinds, pruning }: Listed, columns: number): string {
  const rows = kinds.map(({ store, what, about, policy, of }) => [
    `${store}.${what}`,
    policy === null ? NONE : policyText(policy),
    policy === null ? "" : of === "tenant" ? "its own" : "default",
    about,
  ]);
  const shape = [left("kind"), left("kept"), left("policy"), left("rows", { dispensable: 1 })];
  return `${table(shape, rows, columns)}\n${pruningText(pruning)}`;
}

function pruningText(pruning: PruningStatus | null): string {
  if (pruning === null) return "It was never pruned.";
  if (pruning.running)
    return pruning.unfinished
      ? `A pruning runs, since ${time(pruning.startedAt)}.`
      : "A tenant is pruned now.";
  if (pruning.unfinished) return `A pruning was cut off: it began at ${time(pruning.startedAt)}.`;
  return `The last pruning ended at ${time(pruning.finishedAt!)}.`;
}
