import { invalid } from "../../core/errors";
import { elementsOf, memberOf } from "../../core/input/snapshot";
import { checkConfigInput, type RetrievalConfigSettings } from "../configs/settings";
import { object } from "./judged";

const MOST_VALUES = 100;

/** One member to vary: the settings that take the place of its own, one after the other. */
export type Axis = readonly RetrievalConfigSettings[];

/** A member of the grid, and the settings that one of its values stands for. */
const AXES: Readonly<Record<string, (value: unknown) => object>> = {
  weights: (weights) => ({ weights }),
  minScore: (minScore) => ({ minScore }),
  diversity: (diversity) => ({ diversity }),
  halfLifeDays: (halfLifeDays) => ({ recency: halfLifeDays === null ? undefined : { halfLifeDays } }),
};

/** Lexical parts of 0, 0.1, … 1: nDCG changes by less than 0.002 between .4 and .6. */
const WEIGHTS = Array.from({ length: 11 }, (_, i) => ({ lexical: i / 10, dense: (10 - i) / 10 }));

/** @throws UnifiedStoreError `validation`, such as `over.weights[2].lexical` */
export function axesOf(given: unknown): Axis[] {
  const grid = given === undefined ? { weights: WEIGHTS } : object(given, "over", Object.keys(AXES));
  const axes = Object.keys(AXES).filter((member) => grid[member as never] !== undefined);
  if (axes.length === 0) throw invalid("over", `must have at least one of ${Object.keys(AXES).join(", ")}`);
  return axes.map((member) => {
    const field = memberOf("over", member);
    const values = elementsOf(grid[member as never], MOST_VALUES);
    if (values === null || values.length === 0)
      throw invalid(field, `must be a list of 1 to ${MOST_VALUES} values`);
    return values.map((value, i) => {
      const path = `${field}[${i}]`;
      const { recency, ...rest } = AXES[member]!(value) as RetrievalConfigSettings;
      const given = { name: "grid", ...rest, ...(recency && { recency }) };
      const { settings } = checkConfigInput(given, path);
      // Undefined takes the member away.
      return member === "halfLifeDays" && recency === undefined ? { recency } : settings;
    });
  });
}
