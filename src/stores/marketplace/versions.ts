import type { Range, SemVer } from "semver";

/** Loaded lazily, with the first version: the load takes 15 ms, and `open` must not wait for it. */
let classes: { SemVer: typeof SemVer; Range: typeof Range } | undefined;
function semver(): NonNullable<typeof classes> {
  classes ??= { SemVer: require("semver/classes/semver.js"), Range: require("semver/classes/range.js") };
  return classes;
}

/** Parses a semantic version in the exact form of the specification: no leading `v`, no spaces. */
export function parseVersion(text: string): SemVer | null {
  try {
    const version = new (semver().SemVer)(text);
    const build = version.build.length === 0 ? "" : `+${version.build.join(".")}`;
    return `${version.version}${build}` === text ? version : null;
  } catch {
    return null;
  }
}

/** @param includePrerelease whether a range includes prereleases that it does not name */
export function parseRange(text: string, includePrerelease: boolean): Range | null {
  try {
    return new (semver().Range)(text, { includePrerelease });
  } catch {
    return null;
  }
}

/** Whether a range contains all versions, such as `*`. */
export const holdsAll = ({ set }: Range): boolean =>
  set.some((comparators) => comparators.every(({ semver }) => typeof semver === "symbol"));

/**
 * Order-preserving encoding of a version: its code point order is the order of semantic versions.
 * `1.2.3` becomes `001100120013~`. Each number has its length as a prefix. A release ends with `~`,
 * which sorts above `-`. A prerelease continues with `-` and its identifiers: `0` before a number,
 * `1` before a word, and a space after each, which no word contains. Build metadata is ignored.
 */
export function precedenceOf(version: SemVer): string {
  return core(version) + (version.prerelease.length === 0 ? RELEASE : PRERELEASE + identifiers(version));
}

const PRERELEASE = "-";
const RELEASE = "~";

const core = ({ major, minor, patch }: SemVer): string => [major, minor, patch].map(ordered).join("");

const identifiers = ({ prerelease }: SemVer): string =>
  prerelease.map((each) => (/^\d+$/.test(String(each)) ? `0${ordered(each)} ` : `1${each} `)).join("");

/**
 * Length-prefixed number: longer numbers are greater. Three digits suffice, since a version has at
 * most 256 characters.
 */
const ordered = (number: string | number): string =>
  `${String(String(number).length).padStart(3, "0")}${number}`;

/** Half-open interval of precedences that a range allows: `low` is included, `high` is not. */
export interface Interval {
  low: string;
  high: string;
  /** Whether it includes the prereleases between both ends. */
  prereleases: boolean;
}

/** Bounds below and above all precedences. */
const LOWEST = "0";
const HIGHEST = "1";

/**
 * Converts a range to intervals of precedences, which the database can search. Without
 * `includePrerelease`, a range includes only prereleases of a version that it names with a
 * prerelease: `>=1.2.3-beta` includes 1.2.3-rc, but not 1.2.4-rc.
 */
export function intervalsOf({ set, includePrerelease: prereleases }: Range): Interval[] {
  const intervals: Interval[] = [];
  for (const comparators of set) {
    const whole = { low: LOWEST, high: HIGHEST, prereleases };
    const named: string[] = [];
    for (const { operator, semver } of comparators) {
      // A symbol stands for any version.
      if (typeof semver === "symbol") continue;
      const at = precedenceOf(semver);
      if (operator === ">" || operator === ">=" || operator === "")
        whole.low = later(whole.low, operator === ">" ? behind(at) : at);
      if (operator === "<" || operator === "<=" || operator === "")
        whole.high = earlier(whole.high, operator === "<" ? at : behind(at));
      if (semver.prerelease.length > 0) named.push(core(semver));
    }
    intervals.push(whole);
    if (prereleases) continue;
    for (const numbers of new Set(named)) {
      const low = later(whole.low, numbers + PRERELEASE);
      const high = earlier(whole.high, numbers + RELEASE);
      intervals.push({ low, high, prereleases: true });
    }
  }
  return intervals.filter(({ low, high }) => low < high);
}

/** The next possible text: no precedence lies between the two. */
const behind = (precedence: string): string => `${precedence}\u0001`;
const later = (a: string, b: string): string => (a > b ? a : b);
const earlier = (a: string, b: string): string => (a < b ? a : b);
