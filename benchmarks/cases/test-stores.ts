import { UnifiedStoreManager } from "../../src/manager";
import { createTestStores } from "../../src/testing";
import type { Case } from "../harness";

/** What a test suite pays for empty stores of its own, against opening a database in memory and migrating it. */
export function testStores(): Case[] {
  const opened: AsyncDisposable[] = [];
  const keep = (stores: AsyncDisposable): void => {
    opened.push(stores);
  };
  // Closing is not what is compared.
  const after = async (): Promise<void> => {
    for (const stores of opened.splice(0)) await stores[Symbol.asyncDispose]();
  };
  return [
    {
      name: "createTestStores()",
      callers: 1,
      unit: { name: "calls", perCall: 1 },
      turn: { calls: 20 },
      ours: { name: "createTestStores", after, call: async () => keep(await createTestStores()) },
      baselines: [
        {
          name: "cold open with migrations",
          target: 10,
          after,
          call: async () => keep(await UnifiedStoreManager.open({ url: "sqlite::memory:" })),
        },
      ],
    },
  ];
}
