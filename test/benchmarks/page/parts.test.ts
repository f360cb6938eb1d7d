import { spread } from "../../../benchmarks/page/charts/labels";
import { linearScale, logScale } from "../../../benchmarks/page/charts/scale";
import { slicesOf } from "../../../benchmarks/page/charts/slices";
import { CHART_PALETTE } from "../../../benchmarks/page/palette";
import { PALETTE } from "../../../src/presentation/page/palette";
import { contrast } from "../../presentation/contrast";
import { measurement, randomFrom } from "./sample";

describe("scales", () => {
  it("place powers of ten at equal distances", () => {
    const scale = logScale([0.01, 100], [1, 10]);
    expect(scale.at(0.1) - scale.at(0.01)).toBeCloseTo(scale.at(100) - scale.at(10), 9);
    expect(scale.ticks.filter(({ labelled }) => labelled).map(({ value }) => value)).toEqual([
      0.01, 0.1, 1, 10, 100,
    ]);
  });

  it("have at least two labels, and never many", () => {
    for (const values of [[1], [1, 1.5], [3, 9], [1, 1e3], [1e-9, 1e9], [1e-300, 1e300], []]) {
      const labelled = logScale(values, [0.1, 10]).ticks.filter((tick) => tick.labelled);
      expect(labelled.length).toBeGreaterThanOrEqual(2);
      expect(labelled.length).toBeLessThanOrEqual(8);
    }
  });

  it("end at a round number", () => {
    expect(linearScale(17_300, 3).ticks.map(({ value }) => value)).toEqual([0, 10_000, 20_000]);
    expect(linearScale(0, 3).high).toBe(1);
  });
});

describe("labels", () => {
  it("stay at their wanted position if there is room", () => {
    expect(spread([50, 10, 90], 15, 100)).toEqual([50, 10, 90]);
  });

  it("move apart from their common middle, within the drawing and in order", () => {
    expect(spread([50, 50, 50], 10, 100)).toEqual([40, 50, 60]);
    expect(spread([99, 100, 100], 10, 100)).toEqual([80, 90, 100]);
    expect(spread([0, 1], 10, 100)).toEqual([0, 10]);
  });
});

describe("slices", () => {
  const sample = measurement(
    randomFrom(1),
    {
      engine: "SQLite",
      store: "memory",
      operation: "memory.get",
      records: 1,
      workers: 1,
      contender: "subject",
    },
    1,
    0.2,
  );

  it("leave out an incomplete last slice", () => {
    const of = { ...sample, seconds: 0.35, overTime: { sliceMs: 100, calls: [10, 20, 30, 5] } };
    expect(slicesOf(of, 10)).toEqual({ seconds: 0.1, rates: [100, 200, 300] });
  });

  it("are merged to at most the requested number", () => {
    const of = { ...sample, seconds: 0.5, overTime: { sliceMs: 100, calls: [10, 20, 30, 40, 50] } };
    expect(slicesOf(of, 3)).toEqual({ seconds: 0.2, rates: [150, 350, 500] });
  });
});

describe("colours", () => {
  it.each(Object.entries(CHART_PALETTE))(
    "%s can be read on the page and on panels, in light and dark",
    (_, ink) => {
      for (const ground of [PALETTE.page, PALETTE.panel])
        for (const scheme of [0, 1] as const)
          expect(contrast(ink[scheme], ground[scheme])).toBeGreaterThanOrEqual(4.5);
    },
  );
});
