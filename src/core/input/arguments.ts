import { type CallOptions, checkOptions } from "../call/deadline";
import { invalid, type UnifiedStoreError } from "../errors";
import { isUuid } from "../ids";
import { nameProblem } from "./rules";
import { elementsOf, isArray, readable, unreadable } from "./snapshot";

/** Options of writes with optimistic concurrency. */
export interface WriteOptions extends CallOptions {
  /**
   * Write only if the row still has this version; otherwise `version_conflict`, and nothing is
   * written.
   */
  ifVersion?: number | undefined;
}

/**
 * A checked copy of a write's options.
 *
 * @throws UnifiedStoreError `validation`
 */
export function checkWriteOptions<T extends WriteOptions>(
  options: T,
  more: readonly (keyof T & string)[] = [],
): T {
  const checked = checkOptions(options, ["ifVersion", ...more]);
  const { ifVersion } = checked;
  if (
    ifVersion !== undefined &&
    !(Number.isInteger(ifVersion) && ifVersion >= 1 && ifVersion <= 0x7fffffff)
  ) {
    throw invalid(
      "options.ifVersion",
      "must be the version of an object that was read, a whole number from 1",
    );
  }
  return checked;
}

/** @throws UnifiedStoreError `validation` */
export function checkId(id: unknown, field = "id"): string {
  if (!isUuid(id)) throw wrong(id, field, "must be a UUID, such as the id of a stored object");
  return id.toLowerCase();
}

/** @throws UnifiedStoreError `validation` */
export function checkIds(ids: unknown, field = "ids"): string[] {
  return checkEach(ids, field, checkId);
}

/** @throws UnifiedStoreError `validation` */
export function checkName(name: unknown, field = "name"): string {
  const problem = nameProblem(name);
  if (problem) throw wrong(name, field, problem);
  return name as string;
}

/** @throws UnifiedStoreError `validation` */
export function checkNames(names: unknown, field = "names"): string[] {
  return checkEach(names, field, checkName);
}

/**
 * The longest list in one call. With more elements, one statement would block other calls for
 * seconds.
 */
export const MOST_AT_ONCE = 100_000;

/**
 * A checked copy of a list. Each element is read once. A hole counts as a missing element.
 *
 * @param take checks an element; it gets the element's path, such as `items[3]`
 * @throws UnifiedStoreError `validation`
 */
export function checkEach<T>(list: unknown, field: string, take: (element: unknown, path: string) => T): T[] {
  const elements = elementsOf(list, MOST_AT_ONCE);
  if (elements === null) throw noList(list, field);
  return elements.map((element, i) => take(element, `${field}[${i}]`));
}

function noList(list: unknown, field: string): UnifiedStoreError {
  if (!isArray(list)) return wrong(list, field, "must be an array");
  const most = MOST_AT_ONCE.toLocaleString("en");
  if (Number(readable(() => list.length)) > MOST_AT_ONCE)
    return invalid(field, `must have at most ${most} elements: split more into several calls`);
  return unreadable(field);
}

/** @param problem the requirement, in words for people */
export const wrong = (value: unknown, field: string, problem: string): UnifiedStoreError =>
  invalid(field, value === undefined ? `is missing: it ${problem}` : problem);
