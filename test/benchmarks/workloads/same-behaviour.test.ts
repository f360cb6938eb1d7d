import { rmSync } from "node:fs";
import { Cleanup } from "../../../benchmarks/cleanup";
import { openSqlite } from "../../../benchmarks/contenders/sqlite";
import type { Testbed } from "../../../benchmarks/types";
import { memoryWorkload } from "../../../benchmarks/workloads/memory";
import type { Pair } from "../../../benchmarks/workloads/pair";
import { mustBehaveAlike } from "../../../benchmarks/workloads/same-behaviour";
import type { BoundPair, StoreWorkload } from "../../../benchmarks/workloads/workload";
import { temporaryFolder } from "../../support/folder";

let folder: string;
let cleanup: Cleanup;
let testbed: Testbed;
let workload: StoreWorkload;

beforeAll(async () => {
  folder = temporaryFolder();
  cleanup = new Cleanup();
  testbed = await openSqlite({ folder }, cleanup);
  workload = await memoryWorkload(testbed);
  await workload.grow(50);
});
afterAll(async () => {
  await cleanup.run();
  rmSync(folder, { recursive: true });
});

function withBaseline(
  name: string,
  baseline: (bound: BoundPair, input: unknown) => unknown,
): Pick<StoreWorkload, "pairs"> {
  const bound = workload.pairs().find(({ pair }) => pair.name === name)!;
  const pair: Pair = { ...bound.pair, baseline: (_, input) => baseline(bound, input) };
  return { pairs: () => [{ ...bound, pair }] };
}

const callBaseline = ({ pair, baseline }: BoundPair, input: unknown): object =>
  pair.baseline(baseline, input) as object;

const wrong: [string, string, (bound: BoundPair, input: unknown) => unknown][] = [
  ["memory.get", "another result", (bound, input) => ({ ...callBaseline(bound, input), version: 7 })],
  ["memory.list", "a row less", (bound, input) => (callBaseline(bound, input) as unknown[]).slice(1)],
  ["memory.touch", "no write", () => true],
  [
    "memory.update",
    "another content",
    (bound, input) => callBaseline(bound, { ...(input as object), content: { text: "other" } }),
  ],
  [
    "memory.add",
    "a row that is not there",
    (bound, input) => ({ ...callBaseline(bound, input), id: crypto.randomUUID() }),
  ],
];

test.each(wrong)("%s of the baseline with %s is detected", async (name, _what, baseline) => {
  await mustBehaveAlike(testbed, withBaseline(name, callBaseline));
  await expect(mustBehaveAlike(testbed, withBaseline(name, baseline))).rejects.toThrow(name);
});
