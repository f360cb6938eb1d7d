import fc from "fast-check";
import type { UnifiedStoreManager } from "../../src";
import { selection } from "../../src/db/table";
import { instant, type Period, RowColumns, Rows, sql, startOf } from "../../src/dialect/sql";
import { backends, type TestDatabase } from "../backends";

const AT = new RowColumns([["at", "instant"]]);
const BEGINS = selection<Record<Period, Date>>({
  minute: "instant",
  hour: "instant",
  day: "instant",
  week: "instant",
  month: "instant",
});
const DAY = 86_400_000;

function begins(at: Date): Record<Period, Date> {
  const whole = (ms: number): Date => new Date(Math.floor(at.getTime() / ms) * ms);
  const day = whole(DAY);
  return {
    minute: whole(60_000),
    hour: whole(3_600_000),
    day,
    week: new Date(day.getTime() - ((day.getUTCDay() + 6) % 7) * DAY),
    month: new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), 1)),
  };
}

describe.each(backends)("on $name", (backend) => {
  let database: TestDatabase;
  let stores: UnifiedStoreManager;
  beforeAll(async () => {
    database = await backend.create();
    stores = await database.open();
  });
  afterAll(() => database.drop());

  test("periods start at the boundaries of the UTC calendar", async () => {
    const time = fc.date({
      min: new Date("1900-01-01"),
      max: new Date("2400-01-01"),
      noInvalidDate: true,
    });
    await fc.assert(
      fc.asyncProperty(time, async (at) => {
        const rows = new Rows(AT, [[at]]);
        const statement = sql`
          select ${startOf("minute", "v.at")}, ${startOf("hour", "v.at")}, ${startOf("day", "v.at")},
            ${startOf("week", "v.at")}, ${startOf("month", "v.at")}
          from ${rows} as v where v.at <= ${instant(at)}`;
        const context = { operation: "test" };
        const [found] = await stores.internals.run({ statement, returns: BEGINS, context });
        expect(found).toEqual(begins(at));
      }),
      { numRuns: 100 },
    );
  });
});
