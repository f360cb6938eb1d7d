import { rmSync } from "node:fs";
import { Cleanup } from "../../../benchmarks/cleanup";
import { openSqlite } from "../../../benchmarks/subjects/sqlite";
import type { Subject } from "../../../benchmarks/types";
import { memoryWorkload } from "../../../benchmarks/workloads/memory";
import type { Pair } from "../../../benchmarks/workloads/pair";
import { mustBehaveAlike } from "../../../benchmarks/workloads/same-behaviour";
import type { BoundPair, StoreWorkload } from "../../../benchmarks/workloads/workload";
import { temporaryFolder } from "../../support/folder";

let folder: string;
let cleanup: Cleanup;
let subject: Subject;
let workload: StoreWorkload;

beforeAll(async () => {
  folder = temporaryFolder();
  cleanup = new Cleanup();
  subject = await openSqlite({ folder }, cleanup);
  workload = await memoryWorkload(subject);
  await workload.grow(50);
});
afterAll(async () => {
  await cleanup.run();
  rmSync(folder, { recursive: true });
});

function withHand(
  name: string,
  hand: (bound: BoundPair, input: unknown) => unknown,
): Pick<StoreWorkload, "pairs"> {
  const bound = workload.pairs().find(({ pair }) => pair.name === name)!;
  const pair: Pair = { ...bound.pair, hand: (_, input) => hand(bound, input) };
  return { pairs: () => [{ ...bound, pair }] };
}

const byHand = ({ pair, hand }: BoundPair, input: unknown): object => pair.hand(hand, input) as object;

const wrong: [string, string, (bound: BoundPair, input: unknown) => unknown][] = [
  ["memory.get", "another result", (bound, input) => ({ ...byHand(bound, input), version: 7 })],
  ["memory.list", "a row less", (bound, input) => (byHand(bound, input) as unknown[]).slice(1)],
  ["memory.touch", "no write", () => true],
  [
    "memory.update",
    "another content",
    (bound, input) => byHand(bound, { ...(input as object), content: { text: "other" } }),
  ],
  [
    "memory.add",
    "a row that is not there",
    (bound, input) => ({ ...byHand(bound, input), id: crypto.randomUUID() }),
  ],
];

test.each(wrong)("%s by hand with %s is found out", async (name, _what, hand) => {
  await mustBehaveAlike(subject, withHand(name, byHand));
  await expect(mustBehaveAlike(subject, withHand(name, hand))).rejects.toThrow(name);
});
