import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { type Scope, UnifiedStoreError, type UnifiedStoreManager } from "../../src";
import { backend, type TestDatabase } from "../backends";
import { rounds, roundsTimeout } from "../support/rounds";
import { STORE_NAMES, sequences, stateOf } from "./operations";
import type { Operation } from "./operations/arbitraries";

/**
 * Property test: random sequences of calls give the same results, the same errors and the same
 * final state on both engines.
 */
describe("F11 SQLite and PostgreSQL agree", () => {
  const databases: TestDatabase[] = [];
  const managers: UnifiedStoreManager[] = [];
  let tick = 0;

  beforeAll(async () => {
    for (const name of ["SQLite in memory", "PostgreSQL"] as const) {
      const database = await backend(name).create();
      databases.push(database);
      managers.push(await database.open({ clock: () => new Date(Date.UTC(2025, 5, 1) + tick * 1000) }));
    }
  });
  afterAll(async () => {
    for (const database of databases) await database.drop();
  });

  async function answer({ run }: Operation, scope: Scope): Promise<unknown> {
    try {
      return { value: await run(scope) };
    } catch (error) {
      if (error instanceof UnifiedStoreError) return { code: error.code };
      return { error: String(error) };
    }
  }

  test.each(STORE_NAMES)(
    "%s",
    async (store) => {
      await fc.assert(
        fc.asyncProperty(sequences(store), async (operations) => {
          const tenant = randomUUID();
          const scopes = managers.map((manager) => manager.scope({ tenant }));
          for (const operation of operations) {
            tick++;
            const [one, other] = await Promise.all(scopes.map((scope) => answer(operation, scope)));
            expect({ call: operation.call, answer: other }).toEqual({ call: operation.call, answer: one });
          }
          const [one, other] = await Promise.all(scopes.map(stateOf));
          expect(other).toEqual(one);
        }),
        { numRuns: rounds(12), endOnFailure: true },
      );
    },
    roundsTimeout(60_000),
  );
});
