import {
  duration,
  elapsed,
  instant,
  milliseconds,
  percent,
  rate,
  size,
  times,
  timing,
} from "../../src/presentation/figures";

const plain = (text: string): string => text.replaceAll("\u00a0", " ");

describe("figures as text", () => {
  it.each([
    [0.0421, "42.1 µs"],
    [0.9999, "1.00 ms"],
    [8.4, "8.40 ms"],
    [999.6, "1.00 s"],
    [61_000, "61.0 s"],
    [0, "0 ms"],
    [Number.NaN, "–"],
  ])("%d ms measured is %s", (ms, text) => expect(plain(timing(ms))).toBe(text));

  it("keeps units with figures, and columns in one unit", () => {
    expect(duration(10)).toBe("10\u00a0ms");
    expect([0.0421, 0.421, 4.21, 42.1, 421, 4210].map(milliseconds)).toEqual([
      "0.042",
      "0.42",
      "4.21",
      "42.1",
      "421",
      "4,210",
    ]);
  });

  it("shortens only round numbers", () => {
    expect([100, 1000, 10_000, 5e6, 12_345].map(size)).toEqual(["100", "1,000", "10k", "5M", "12,345"]);
    expect([950, 18_400, 2.5e6].map(rate)).toEqual(["950/s", "18.4k/s", "2.50M/s"]);
    expect([0.941, 12.3].map(times)).toEqual(["0.94×", "12.3×"]);
  });

  it("does not round to 0 or 100 %", () => {
    expect([1, 0.99999, 0.5, 0.00001, 0].map(percent)).toEqual([
      "100 %",
      ">99.99 %",
      "50 %",
      "<0.01 %",
      "0 %",
    ]);
  });

  it.each([
    [0, "0 s"],
    [0.004, "0 s"],
    [0.42, "0.42 s"],
    [12.34, "12.3 s"],
    [59.97, "1 min"],
    [72.4, "1 min 12 s"],
    [3599.6, "1 h"],
    [7500, "2 h 5 min"],
    [273_600, "3 d 4 h"],
    [null, "–"],
    [Number.NaN, "–"],
  ])("%d seconds are shown as %s", (seconds, text) => expect(plain(elapsed(seconds))).toBe(text));

  it("shows times in UTC", () => expect(instant("2026-03-01T09:30:12.512Z")).toBe("2026-03-01 09:30 UTC"));
});
