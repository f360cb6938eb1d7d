/** Positions of values on an axis, as a share of its length. */
export interface Scale {
  readonly kind: "linear" | "log";
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly Tick[];
  /** 0 to 1. Values beyond an end are drawn at the end. */
  at(value: number): number;
}

export interface Tick {
  readonly value: number;
  /** Ticks with a label. Other ticks have only a line. */
  readonly labelled: boolean;
}

/**
 * Logarithmic scale over all positive values, with some space at both ends; `fallback` if there are
 * none.
 */
export function logScale(values: readonly number[], fallback: readonly [low: number, high: number]): Scale {
  const [lowest, highest] = extent(values.filter((value) => value > 0 && Number.isFinite(value))) ?? fallback;
  const [first, last] = [Math.log10(lowest), Math.log10(highest)];
  const air = highest === lowest ? 0.5 : Math.max(0.02, 0.04 * (last - first));
  const from = first - air;
  const to = last + air;
  return {
    kind: "log",
    low: 10 ** from,
    high: 10 ** to,
    ticks: logTicks(from, to),
    at: (value) => (value > 0 ? share(Math.log10(value), from, to) : 0),
  };
}

/** Linear scale from zero to a round number at or above the highest value. */
export function linearScale(highest: number, ticks: number): Scale {
  const high = Number.isFinite(highest) && highest > 0 ? highest : 1;
  const step = roundUp(high / ticks);
  const count = Math.ceil(high / step - 1e-9);
  return {
    kind: "linear",
    low: 0,
    high: step * count,
    ticks: Array.from({ length: count + 1 }, (_, i) => ({ value: i * step, labelled: true })),
    at: (value) => share(value, 0, step * count),
  };
}

/**
 * The same scale with ticks at these values. A tick has a label if the earlier values in the list
 * leave `room`, a share of the axis.
 */
export function withTicks(scale: Scale, values: readonly number[], room: number): Scale {
  const labelled: number[] = [];
  for (const value of values)
    if (labelled.every((other) => Math.abs(scale.at(other) - scale.at(value)) >= room)) labelled.push(value);
  return { ...scale, ticks: values.map((value) => ({ value, labelled: labelled.includes(value) })) };
}

function logTicks(from: number, to: number): Tick[] {
  const decades = to - from;
  // One decade or less needs the digits in between. From nine decades on, labels would overlap.
  const labelled = decades < 0.8 ? [1, 1.5, 2, 3, 5, 7] : decades < 1.6 ? [1, 2, 5] : [1];
  const lined = decades >= 1.6 && decades < 3.5 ? [1, 2, 5] : labelled;
  const every = Math.max(1, Math.ceil(decades / 7));
  const ticks: Tick[] = [];
  for (let decade = Math.floor(from); decade <= to; decade++) {
    if (decade % every !== 0) continue;
    for (const digit of lined) {
      const value = digit * 10 ** decade;
      const exponent = Math.log10(value);
      if (exponent >= from && exponent <= to) ticks.push({ value, labelled: labelled.includes(digit) });
    }
  }
  return ticks;
}

/** 1, 2, 2.5 or 5 times a power of ten. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  const digit = [1, 2, 2.5, 5, 10].find((each) => value <= each * power * (1 + 1e-9)) ?? 10;
  return digit * power;
}

function share(value: number, from: number, to: number): number {
  const at = (value - from) / (to - from);
  return Number.isFinite(at) ? Math.min(1, Math.max(0, at)) : 0;
}

function extent(values: readonly number[]): [number, number] | null {
  if (values.length === 0) return null;
  return [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
}
