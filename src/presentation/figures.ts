/**
 * Figures as text, with their units. A figure that was not measured, or is not a number, is a dash.
 */

export const NONE = "–";

/** A duration for axes and targets: `400 µs`, `10 ms`, `1.5 s`. */
export const duration = (ms: number): string => inUnit(ms, figure);

/** A measured duration, with three digits: `420 µs`, `8.40 ms`, `1.20 s`. */
export const timing = (ms: number): string => inUnit(ms, digits);

function inUnit(ms: number, text: (value: number) => string): string {
  if (!isFigure(ms)) return NONE;
  if (ms >= 999.5) return `${text(ms / 1000)}${SPACE}s`;
  return ms >= 0.9995 || ms === 0 ? `${text(ms)}${SPACE}ms` : `${text(ms * 1000)}${SPACE}µs`;
}

/** An elapsed time for people: `0.42 s`, `12.3 s`, `1 min 12 s`, `2 h 5 min`, `3 d 4 h`. */
export function elapsed(seconds: number | null): string {
  if (!isFigure(seconds) || seconds < 0) return NONE;
  if (seconds < 59.95) return `${seconds < 0.005 ? "0" : seconds.toFixed(seconds < 9.995 ? 2 : 1)}${SPACE}s`;
  const rounded = Math.round(seconds);
  const [unit, size, part, partSize] = LONG.find(([, from]) => rounded >= from)!;
  const more = Math.floor((rounded % size) / partSize);
  return `${whole(Math.floor(rounded / size))}${SPACE}${unit}${more === 0 ? "" : `${SPACE}${more}${SPACE}${part}`}`;
}

const LONG = [
  ["d", 86_400, "h", 3600],
  ["h", 3600, "min", 60],
  ["min", 60, "s", 1],
] as const;

/** A no-break space keeps a figure and its unit on one line. */
const SPACE = "\u00a0";

/** A number of milliseconds, for columns with that unit: `0.042`, `0.42`, `8.40`, `42.0`, `420`. */
export function milliseconds(ms: number): string {
  if (!isFigure(ms)) return NONE;
  if (ms >= 1e9) return figure(ms);
  if (ms > 0 && ms < 0.001) return "<0.001";
  return fixed(ms, ms < 0.0995 ? 3 : ms < 9.995 ? 2 : ms < 99.95 ? 1 : 0);
}

/** `18.4k/s` */
export const rate = (perSecond: number | null): string =>
  isFigure(perSecond) ? `${inThousands(perSecond, digits)}/s` : NONE;

/** `0.94×` */
export const times = (ratio: number): string => (isFigure(ratio) ? `${multiple(ratio)}×` : NONE);

/** `1,000,000` */
export const whole = (n: number): string => (isFigure(n) ? (n >= 1e15 ? figure(n) : fixed(n, 0)) : NONE);

/** A number of records: `1,000`, `5M`, but `12,345`. */
export const size = (n: number): string =>
  n >= 10_000 && Number(n.toPrecision(3)) === n ? short(n) : whole(n);

/** For the labels of axes: `500`, `10k`, `5M`. */
export const short = (n: number): string => inThousands(n, figure);

function inThousands(n: number, text: (value: number) => string): string {
  const step = SHORT.find(({ from }) => n >= from);
  return step === undefined ? text(n) : `${text(n / step.unit)}${step.suffix}`;
}

const SHORT = [
  { from: 999.5e6, unit: 1e9, suffix: "G" },
  { from: 999.5e3, unit: 1e6, suffix: "M" },
  { from: 999.5, unit: 1e3, suffix: "k" },
];

/** Bytes in powers of 1,000: `512 B`, `1.2 MB`. */
export const bytes = (n: number): string => {
  const step = BYTES.find(({ from }) => n >= from);
  return step === undefined ? `${whole(n)} B` : `${figure(n / step.unit)} ${step.name}`;
};

const BYTES = [
  { from: 999.5e9, unit: 1e12, name: "TB" },
  { from: 999.5e6, unit: 1e9, name: "GB" },
  { from: 999.5e3, unit: 1e6, name: "MB" },
  { from: 999.5, unit: 1e3, name: "kB" },
];

export const percent = (share: number): string => {
  if (!isFigure(share)) return NONE;
  const text = fixed(share * 100, 2).replace(/\.?0+$/, "");
  // Rounding must not turn nearly all into all, or nearly none into none.
  if (share < 1 && text === "100") return ">99.99 %";
  return share > 0 && text === "0" ? "<0.01 %" : `${text || "0"} %`;
};

/** `2026-03-01 09:30 UTC`, from ISO 8601. */
export const instant = (iso: string): string => {
  const match = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)\S*Z$/.exec(iso);
  return match === null ? iso : `${match[1]} ${match[2]} UTC`;
};

/** The same to the second: `2026-03-01 09:30:12 UTC`. */
export const moment = (iso: string): string => {
  const match = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)\S*Z$/.exec(iso);
  return match === null ? iso : `${match[1]} ${match[2]} UTC`;
};

/** `a, b and c` */
export const list = (items: readonly string[]): string =>
  items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;

/** `1 call`, `2 calls` */
export const plural = (n: number, noun: string): string => `${whole(n)} ${noun}${n === 1 ? "" : "s"}`;

/** False for null: reports come from JSON, where NaN and Infinity are null. */
export const isFigure = (value: number | null): value is number =>
  typeof value === "number" && Number.isFinite(value);

const multiple = (ratio: number): string =>
  ratio >= 10 || (ratio > 0 && ratio < 0.095) ? figure(ratio) : fixed(ratio, 2);

/** Three significant digits, with trailing zeros. */
const digits = (value: number): string =>
  value >= 0.095 && value < 999.5 ? value.toPrecision(3) : figure(value);

/** Three significant digits at most. */
function figure(value: number): string {
  if (value !== 0 && (value >= 1e7 || value < 1e-4)) return value.toExponential(1);
  return Number(value.toPrecision(3)).toLocaleString("en-GB", { maximumFractionDigits: 6 });
}

const fixed = (value: number, digits: number): string =>
  value.toLocaleString("en-GB", { minimumFractionDigits: digits, maximumFractionDigits: digits });
