import { wrongValue } from "./values";

const UNITS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, min: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * A duration such as `500ms`, `30s`, `5m`, `1h` or `90d`, in milliseconds.
 *
 * @throws UsageError, also for one outside of the bounds
 */
export function milliseconds(
  option: string,
  text: string,
  { least = 1, most = 86_400_000 }: { least?: number; most?: number } = {},
): number {
  const [, digits, unit = ""] = /^(\d+(?:\.\d+)?)([a-z]+)$/.exec(text) ?? [];
  const ms = Math.round(Number(digits) * (UNITS[unit] ?? Number.NaN));
  if (!(ms >= least && ms <= most))
    throw wrongValue(
      option,
      text,
      `a time with its unit from ${least} ms to ${most / 1000} s, such as 30s or 5m`,
    );
  return ms;
}
