import fc from "fast-check";
import { utcInstant } from "../../src/dialect/instant";

const first = new Date("0100-01-01T00:00:00.000Z");
const last = new Date("9999-12-31T23:59:59.999Z");

test("every instant from the year 100 on is parsed like Date does", () => {
  fc.assert(
    fc.property(fc.date({ min: first, max: last, noInvalidDate: true }), fc.boolean(), (date, short) => {
      const text = date.toISOString().slice(0, 23).replace("T", " ");
      // In the server's format: without trailing zeros, and with an offset at the end.
      const written = short ? text.replace(/\.?0{1,3}$/, "") : text;
      const read = utcInstant(`${written}+00`, written.length);
      expect(read?.getTime()).toBe(date.getTime());
    }),
    { numRuns: 2000 },
  );
});

test("each result is a new date", () => {
  const text = "2025-01-31 23:59:59.123";
  expect(utcInstant(text)).toEqual(utcInstant(text));
  expect(utcInstant(text)).not.toBe(utcInstant(text));
});

test.each([
  "2025-02-29 00:00:00.000",
  "1900-02-29 00:00:00.000",
  "2025-04-31 00:00:00.000",
  "2025-13-01 00:00:00.000",
  "2025-00-01 00:00:00.000",
  "2025-01-00 00:00:00.000",
  "2025-01-01 24:00:00.000",
  "2025-01-01 00:60:00.000",
  "2025-01-01 00:00:60.000",
  "2025-01-01t00:00:00.000",
  "2025-01-01 00:00:00.",
  "2025-01-01 00:00:00.1234",
  "2025-01-01 00:00:00.1x",
  "2025-1-01 00:00:00.000",
  "0050-01-01 00:00:00.000",
  "2025-01-01",
  "infinity",
  "",
])("%j is not an instant", (text) => {
  expect(utcInstant(text)).toBeNull();
});
