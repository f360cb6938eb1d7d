import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { summaryOf } from "../../conformance/analytics/model";
import type { UnifiedStoreManager } from "../../src";
import { backends, type TestDatabase } from "../backends";
import { rounds } from "../support/rounds";
import { name } from "./operations/arbitraries";

const LARGEST = 9e11;
const time = fc.date({ min: new Date("1969-11-01"), max: new Date("1970-03-01"), noInvalidDate: true });
const figure = fc.option(
  fc.oneof(
    fc.constantFrom(0, 5e-10, 0.1, 1, LARGEST),
    fc.double({ min: 0, max: LARGEST, noNaN: true }),
    fc.double({ min: 0, max: 1, noNaN: true }),
  ),
);
const tokens = fc.option(fc.integer({ min: 0, max: LARGEST }));
const call = fc.record({
  createdAt: time,
  task: fc.constantFrom("a", "b"),
  model: name,
  provider: fc.option(name),
  profileId: fc.option(fc.constantFrom("x", "y")),
  tokensIn: tokens,
  tokensOut: tokens,
  costUsd: figure,
  latencyMs: figure,
  success: fc.option(fc.boolean()),
});
const groupBy = fc.uniqueArray(
  fc.constantFrom(
    "task" as const,
    "model" as const,
    "provider" as const,
    "profileId" as const,
    "success" as const,
  ),
);
const bucket = fc.constantFrom(
  "minute" as const,
  "hour" as const,
  "day" as const,
  "week" as const,
  "month" as const,
);

/** On each engine the numbers equal a simple computation, to the last bit. So all engines agree. */
describe.each(backends)("on $name", (backend) => {
  let database: TestDatabase;
  let stores: UnifiedStoreManager;
  beforeAll(async () => {
    database = await backend.create();
    stores = await database.open();
  });
  afterAll(() => database.drop());

  test("a summary of random calls equals a simple computation", async () => {
    const calls = fc.array(call, { maxLength: 60 });
    const range = fc
      .tuple(time, time)
      .map(([a, b]) => (a <= b ? { createdFrom: a, createdTo: b } : { createdFrom: b, createdTo: a }));
    await fc.assert(
      fc.asyncProperty(
        calls,
        range,
        groupBy,
        fc.option(bucket),
        async (inputs, { createdFrom, createdTo }, groups, period) => {
          const { analytics } = stores.scope({ tenant: randomUUID() });
          const made = await analytics.calls.addMany(inputs);
          const query = { groupBy: groups, ...(period && { bucket: period }) };
          const within = made.filter(({ createdAt: at }) => at >= createdFrom && at < createdTo);
          expect(await analytics.calls.summarize({ createdFrom, createdTo, ...query })).toEqual(
            summaryOf(within, query),
          );
        },
      ),
      { numRuns: rounds(40) },
    );
  });
});
