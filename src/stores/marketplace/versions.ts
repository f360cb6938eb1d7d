import type { Range, SemVer } from "semver";

/** Loaded when the first version is read: 15 ms, which an opening is not to wait for. */
let classes: { SemVer: typeof SemVer; Range: typeof Range } | undefined;
function semver(): NonNullable<typeof classes> {
  classes ??= { SemVer: require("semver/classes/semver.js"), Range: require("semver/classes/range.js") };
  return classes;
}

/** A semantic version as the specification writes it: no leading `v`, no spaces. */
export function parseVersion(text: string): SemVer | null {
  try {
    const version = new (semver().SemVer)(text);
    const build = version.build.length === 0 ? "" : `+${version.build.join(".")}`;
    return `${version.version}${build}` === text ? version : null;
  } catch {
    return null;
  }
}

/** @param includePrerelease whether prereleases are in a range that names none */
export function parseRange(text: string, includePrerelease: boolean): Range | null {
  try {
    return new (semver().Range)(text, { includePrerelease });
  } catch {
    return null;
  }
}

/** Whether a range is one that every version is in, such as `*`: it names none. */
export const holdsAll = ({ set }: Range): boolean =>
  set.some((comparators) => comparators.every(({ semver }) => typeof semver === "symbol"));

/**
 * Text whose order by code point is the order of versions: `1.2.3` is `001100120013~`. Each number
 * has its length before it, a prerelease `-` and its identifiers behind it, numbers among them as
 * `0` and words as `1`, each ended by a space, which no word has; what is none has `~`, which is
 * above them. Build metadata is of no account.
 */
export function precedenceOf(version: SemVer): string {
  return core(version) + (version.prerelease.length === 0 ? RELEASE : PRERELEASE + identifiers(version));
}

const PRERELEASE = "-";
const RELEASE = "~";

const core = ({ major, minor, patch }: SemVer): string => [major, minor, patch].map(ordered).join("");

const identifiers = ({ prerelease }: SemVer): string =>
  prerelease.map((each) => (/^\d+$/.test(String(each)) ? `0${ordered(each)} ` : `1${each} `)).join("");

/** Longer numbers are greater; a version has at most 256 characters. */
const ordered = (number: string | number): string =>
  `${String(String(number).length).padStart(3, "0")}${number}`;

/**
 * Precedences from `low` up to `high`, without it, as a range allows them: of all versions, or of
 * prereleases too.
 */
export interface Interval {
  low: string;
  high: string;
  /** Whether the prereleases within belong to it. */
  prereleases: boolean;
}

/** Below and above all precedences. */
const LOWEST = "0";
const HIGHEST = "1";

/**
 * The range as intervals of precedences, so that the database finds the versions in it. Without
 * `includePrerelease` a range has those prereleases alone whose numbers it names with a prerelease:
 * `>=1.2.3-beta` has 1.2.3-rc, but not 1.2.4-rc.
 */
export function intervalsOf({ set, includePrerelease: prereleases }: Range): Interval[] {
  const intervals: Interval[] = [];
  for (const comparators of set) {
    const whole = { low: LOWEST, high: HIGHEST, prereleases };
    const named: string[] = [];
    for (const { operator, semver } of comparators) {
      // That any version will do is told by a symbol.
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

/** Nothing lies between the two. */
const behind = (precedence: string): string => `${precedence}\u0001`;
const later = (a: string, b: string): string => (a > b ? a : b);
const earlier = (a: string, b: string): string => (a < b ? a : b);
