import { type CallOptions, checkOptions } from "./deadline";
import { invalid } from "./errors";
import { isUuid } from "./ids";
import { nameProblem } from "./rules";

/** Options of writes that may be refused when the row has changed meanwhile. */
export interface WriteOptions extends CallOptions {
  /** Write only if the row still has this version; otherwise `version_conflict`, and nothing is written. */
  ifVersion?: number;
}

/** @throws UnifiedStoreError `validation` */
export function checkWriteOptions(options: WriteOptions): WriteOptions {
  checkOptions(options, ["ifVersion"]);
  const { ifVersion } = options;
  if (
    ifVersion !== undefined &&
    !(Number.isInteger(ifVersion) && ifVersion >= 1 && ifVersion <= 0x7fffffff)
  ) {
    throw invalid(
      "options.ifVersion",
      "must be the version of an object that was read, a whole number from 1",
    );
  }
  return options;
}

/** @throws UnifiedStoreError `validation` */
export function checkId(id: unknown, field = "id"): string {
  if (!isUuid(id)) throw invalid(field, "must be a UUID, such as the id of a stored object");
  return id.toLowerCase();
}

/** @throws UnifiedStoreError `validation` */
export function checkIds(ids: unknown, field = "ids"): string[] {
  if (!Array.isArray(ids)) throw invalid(field, "must be an array of ids");
  return Array.from(ids, (id, i) => checkId(id, `${field}[${i}]`));
}

/** @throws UnifiedStoreError `validation` */
export function checkName(name: unknown, field = "name"): string {
  const problem = nameProblem(name);
  if (problem) throw invalid(field, problem);
  return name as string;
}

/** @throws UnifiedStoreError `validation` */
export function checkNames(names: unknown, field = "names"): string[] {
  if (!Array.isArray(names)) throw invalid(field, "must be an array");
  return Array.from(names, (name, i) => checkName(name, `${field}[${i}]`));
}

/** @throws UnifiedStoreError `validation` */
export function checkArray(value: unknown, field: string): asserts value is unknown[] {
  if (!Array.isArray(value)) throw invalid(field, "must be an array");
}
