import { rule } from "../../core/input/rules";
import { parseRange, parseVersion } from "./versions";

export const IsVersion = (): PropertyDecorator =>
  rule(
    "a semantic version such as 1.2.3 or 2.0.0-beta.1, without a leading v",
    (value) => typeof value === "string" && parseVersion(value) !== null,
  );

const MOST_RANGE_CHARACTERS = 4096;

/**
 * Parses a range in both modes. With prereleases, the upper end may exceed the greatest number of a
 * version; then the same text is no longer a valid range.
 */
const isRange = (text: string): boolean => [false, true].every((each) => parseRange(text, each) !== null);

export const IsRange = (): PropertyDecorator =>
  rule(
    `a range of semantic versions such as ^1.2 or >=1.0.0 <2.0.0, of at most ${MOST_RANGE_CHARACTERS} characters`,
    (value) => typeof value === "string" && value.length <= MOST_RANGE_CHARACTERS && isRange(value),
  );
