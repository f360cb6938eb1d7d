import type { Measurement } from "../../types";
import type { Points } from "./path";
import type { Scale } from "./scale";

/** Points of the curve along the axis: one for every two pixels at about 400 pixels. */
const STEPS = 200;

/** A curve is not drawn below this share of its peak. */
const FAINT = 0.003;

/**
 * Kernel density: calls by latency as a smooth curve over a logarithmic axis, with an area of 1.
 */
export interface Density {
  readonly values: readonly number[];
  readonly peak: number;
}

export function density({ histogram }: Measurement, scale: Scale): Density | null {
  const bins = histogram.filter(([edge, calls]) => edge > 0 && calls > 0);
  const total = bins.reduce((sum, [, calls]) => sum + calls, 0);
  if (total === 0) return null;
  const values = new Array<number>(STEPS + 1).fill(0);
  const width = bandwidth(bins, scale);
  for (const [edge, calls] of bins) {
    const centre = scale.at(edge) * STEPS;
    const reach = Math.ceil(3 * width);
    const from = Math.max(0, Math.floor(centre) - reach);
    const to = Math.min(STEPS, Math.ceil(centre) + reach);
    for (let step = from; step <= to; step++)
      values[step]! += (calls / total / width) * Math.exp(-(((step - centre) / width) ** 2) / 2);
  }
  return { values, peak: values.reduce((a, b) => Math.max(a, b)) };
}

/** The visible part of the curve, scaled to `height` at `peak`. */
export function curve({ values }: Density, peak: number, floor: number, height: number): Points {
  const points: [number, number][] = [];
  const seen = (step: number): boolean => (values[step] ?? 0) > FAINT * peak;
  for (let step = 0; step <= STEPS; step++)
    if (seen(step - 1) || seen(step) || seen(step + 1))
      // The square root makes the tails visible, which matter most, and keeps the order.
      points.push([step / STEPS, floor - Math.sqrt(values[step]! / peak) * height]);
  return points;
}

/**
 * Kernel width in points: not finer than the histogram's own buckets, which would show as teeth.
 */
function bandwidth(bins: Measurement["histogram"], scale: Scale): number {
  const gaps = bins
    .slice(1)
    .map(([edge], i) => (scale.at(edge) - scale.at(bins[i]![0])) * STEPS)
    .filter((gap) => gap > 0)
    .sort((a, b) => a - b);
  const usual = gaps[Math.floor(gaps.length / 2)] ?? 0;
  return Math.min(STEPS / 20, Math.max(1.2, usual));
}
