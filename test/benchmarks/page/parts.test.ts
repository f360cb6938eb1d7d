import {
  duration,
  instant,
  milliseconds,
  percent,
  rate,
  size,
  times,
  timing,
} from "../../../benchmarks/page/format";
import { html, Markup } from "../../../benchmarks/page/html";
import { spread } from "../../../benchmarks/page/labels";
import { PALETTE } from "../../../benchmarks/page/palette";
import { linearScale, logScale } from "../../../benchmarks/page/scale";
import { slicesOf } from "../../../benchmarks/page/slices";
import { measurement, randomFrom } from "./sample";

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

  it("shortens only what is round", () => {
    expect([100, 1000, 10_000, 5e6, 12_345].map(size)).toEqual(["100", "1,000", "10k", "5M", "12,345"]);
    expect([950, 18_400, 2.5e6].map(rate)).toEqual(["950/s", "18.4k/s", "2.50M/s"]);
    expect([0.941, 12.3].map(times)).toEqual(["0.94×", "12.3×"]);
  });

  it("does not round to all or nothing", () => {
    expect([1, 0.99999, 0.5, 0.00001, 0].map(percent)).toEqual([
      "100 %",
      ">99.99 %",
      "50 %",
      "<0.01 %",
      "0 %",
    ]);
  });

  it("tells times in UTC", () => expect(instant("2026-03-01T09:30:12.512Z")).toBe("2026-03-01 09:30 UTC"));
});

describe("html", () => {
  it("escapes text and leaves markup", () => {
    expect(html`<p title="${'"'}">${"<b>"}${new Markup("<i>")}${[1.23456, null]}</p>`.text).toBe(
      '<p title="&quot;">&lt;b&gt;<i>1.23</p>',
    );
  });

  it("keeps line feeds, which hints have, and no other control characters", () => {
    expect(html`${"a\nb\u0007\ud800"}`.text).toBe("a\nb\ufffd\ufffd");
  });
});

describe("scales", () => {
  it("puts powers of ten at equal distances", () => {
    const scale = logScale([0.01, 100], [1, 10]);
    expect(scale.at(0.1) - scale.at(0.01)).toBeCloseTo(scale.at(100) - scale.at(10), 9);
    expect(scale.ticks.filter(({ labelled }) => labelled).map(({ value }) => value)).toEqual([
      0.01, 0.1, 1, 10, 100,
    ]);
  });

  it("has two labels at least, and never many", () => {
    for (const values of [[1], [1, 1.5], [3, 9], [1, 1e3], [1e-9, 1e9], [1e-300, 1e300], []]) {
      const labelled = logScale(values, [0.1, 10]).ticks.filter((tick) => tick.labelled);
      expect(labelled.length).toBeGreaterThanOrEqual(2);
      expect(labelled.length).toBeLessThanOrEqual(8);
    }
  });

  it("ends at a round number", () => {
    expect(linearScale(17_300, 3).ticks.map(({ value }) => value)).toEqual([0, 10_000, 20_000]);
    expect(linearScale(0, 3).high).toBe(1);
  });
});

describe("labels", () => {
  it("stay where they want to be when there is room", () => {
    expect(spread([50, 10, 90], 15, 100)).toEqual([50, 10, 90]);
  });

  it("move apart around their middle, within the drawing and in order", () => {
    expect(spread([50, 50, 50], 10, 100)).toEqual([40, 50, 60]);
    expect(spread([99, 100, 100], 10, 100)).toEqual([80, 90, 100]);
    expect(spread([0, 1], 10, 100)).toEqual([0, 10]);
  });
});

describe("slices", () => {
  const sample = measurement(
    randomFrom(1),
    { engine: "SQLite", store: "memory", operation: "memory.get", records: 1, workers: 1, contender: "ours" },
    1,
    0.2,
  );

  it("leave out the last when it was cut short", () => {
    const of = { ...sample, seconds: 0.35, overTime: { sliceMs: 100, calls: [10, 20, 30, 5] } };
    expect(slicesOf(of, 10)).toEqual({ seconds: 0.1, rates: [100, 200, 300] });
  });

  it("are put together to no more than asked for", () => {
    const of = { ...sample, seconds: 0.5, overTime: { sliceMs: 100, calls: [10, 20, 30, 40, 50] } };
    expect(slicesOf(of, 3)).toEqual({ seconds: 0.2, rates: [150, 350, 500] });
  });
});

describe("colours", () => {
  const { page, panel, rule, ...inks } = PALETTE;
  it.each(Object.entries(inks))("%s can be read on the page and on panels, in light and dark", (_, ink) => {
    for (const ground of [page, panel])
      for (const scheme of [0, 1] as const)
        expect(contrast(ink[scheme], ground[scheme])).toBeGreaterThanOrEqual(4.5);
  });
});

/** WCAG 2's contrast ratio. */
function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light! + 0.05) / (dark! + 0.05);
}

function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return channel <= 0.03928 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}
