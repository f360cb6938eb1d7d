import type { AnalyticsCallInput } from "../../src/stores/analytics/types";

export const HOSTILE_TEXT =
  "nul \u0000, lone \ud800 and \udc00, noncharacter \uffff, pair 😀, \\u0000, %_!'\"$1?";
export const at = (second: number): Date => new Date(Date.UTC(2025, 0, 1, 0, 0, second));
export const a = (more: Partial<AnalyticsCallInput> = {}): AnalyticsCallInput => ({
  task: "t",
  model: "m",
  ...more,
});

/** All calls since the distant past. */
export const EVER = {
  createdFrom: new Date("0001-01-01T00:00:00Z"),
  createdTo: new Date(Date.UTC(9999, 0, 1)),
};
