import { checkSignal } from "../core/call/deadline";
import { invalid } from "../core/errors";
import { wrong } from "../core/input/arguments";
import { nameProblem } from "../core/input/rules";
import { elementsOf, isObject, memberOf, membersOf } from "../core/input/snapshot";
import type { UnifiedStoreManager } from "../manager";
import type { Tier } from "./read/step";
import type { ProgressEvent } from "./report/progress";

export { databaseOf } from "../database-of";

export const TIERS: readonly Tier[] = ["P0", "P1", "P2"];

/** Where rows come from, and the tenant that they belong to. */
export interface SourceOptions {
  /**
   * Files, and folders that are searched for them. A file may be given a name by which the target
   * knows it, such as `archive-2024=./old/memory.db`: ids are made of it, so that it should stay.
   * Default: the file's own name, or more of its path where that is taken.
   */
  from: string | readonly string[];
  /** Which tiers. Default: all. */
  tiers?: readonly Tier[];
  /** The tenant of rows that name none. Default: a run over such rows is refused. */
  tenant?: string;
  /** The workspace of rows that name none. Default `default`. */
  workspace?: string;
  /**
   * Name of the model that made the vectors of memory items: that of the application's embedder,
   * which then finds the items by them. Where a tenant has the model with other dimensions, these
   * are put behind the name. Default: the name that an earlier run was given; without one
   * `unnamed-<dimensions>`.
   */
  embeddingModel?: string;
  signal?: AbortSignal;
}

export interface RunOptions extends SourceOptions {
  /** Reads and checks everything, and writes nothing to the target. Default false. */
  dryRun?: boolean;
  /**
   * The id of a run that was interrupted or failed, to resume it with the options that it began
   * with. Default: a new run.
   */
  resume?: string;
  /** What becomes of invalid rows: they go to quarantine, or fail the run. Default `quarantine`. */
  onInvalid?: "quarantine" | "fail";
  /** Rows that are committed at once, 1 to 100,000. Default 10,000. */
  batchSize?: number;
  /** Then applies what changes in the files, until `cutover`. Default false. */
  follow?: boolean;
  /** Values of more bytes than this go to quarantine. Default 16 MiB. */
  maxValueBytes?: number;
  /** Is told how far the run is. */
  onProgress?: (event: ProgressEvent) => void;
  /** Is told, in sentences for people, what a run waits for, and what may not be meant. */
  onNotice?: (notice: string) => void;
}

/** The same with all defaults in effect. */
export interface CheckedOptions {
  from: readonly string[];
  tiers: readonly Tier[];
  tenant: string | null;
  workspace: string;
  embeddingModel: string | null;
  dryRun: boolean;
  resume: string | null;
  onInvalid: "quarantine" | "fail";
  batchSize: number;
  follow: boolean;
  maxValueBytes: number;
  signal: AbortSignal | undefined;
  onProgress: (event: ProgressEvent) => void;
  onNotice: (notice: string) => void;
}

const KNOWN = [
  ...[
    "from",
    "tiers",
    "tenant",
    "workspace",
    "embeddingModel",
    "signal",
    "dryRun",
    "resume",
    "onInvalid",
    "batchSize",
  ],
  ...["follow", "maxValueBytes", "onProgress", "onNotice"],
];
const MOST_PATHS = 10_000;

/** A checked copy, each option read once. */
export function checkOptions(input: RunOptions): CheckedOptions {
  const options = optionsOf(input, KNOWN);
  const { tenant, workspace = "default", batchSize = 10_000, maxValueBytes = 16 << 20 } = options;
  const { onInvalid = "quarantine", dryRun = false, follow = false, resume, signal } = options;
  const { onProgress, onNotice, embeddingModel } = options;
  const from = typeof options.from === "string" ? [options.from] : elementsOf(options.from, MOST_PATHS);
  if (!from || from.length === 0 || !from.every(isPath))
    throw wrong(options.from, "from", "must be a path of a file or folder, or a list of them");
  const tiers =
    options.tiers === undefined ? TIERS : (elementsOf(options.tiers, TIERS.length) as Tier[] | null);
  if (!tiers || tiers.length === 0 || !tiers.every((tier) => TIERS.includes(tier)))
    throw invalid("tiers", "must be some of P0, P1, P2");
  for (const [field, value] of Object.entries({ tenant, workspace, embeddingModel })) {
    const problem = value === undefined ? null : nameProblem(value);
    if (problem) throw invalid(field, problem);
  }
  if (!isWhole(batchSize, 100_000)) throw invalid("batchSize", "must be a whole number from 1 to 100000");
  if (onInvalid !== "quarantine" && onInvalid !== "fail")
    throw invalid("onInvalid", "must be quarantine or fail");
  if (dryRun && (follow || resume !== undefined))
    throw invalid("dryRun", "writes nothing: it cannot be combined with follow or resume");
  return {
    ...{ from, tiers: TIERS.filter((tier) => tiers.includes(tier)), tenant: tenant ?? null, workspace },
    embeddingModel: embeddingModel ?? null,
    ...{ dryRun, resume: resume ?? null, onInvalid, batchSize, follow, maxValueBytes, signal },
    onProgress: onProgress ?? (() => {}),
    onNotice: onNotice ?? (() => {}),
  };
}

/**
 * A copy of options, each read once, with those checked that all functions share. Unknown ones
 * throw: with `dryrun` for `dryRun`, a dry run would write.
 */
export function optionsOf<T extends object>(input: T, names: readonly string[]): T {
  if (!isObject(input)) throw invalid("options", "must be an object");
  const options = membersOf(input, new Set(names), "options", (name) =>
    invalid(memberOf("options", name), `is not known here: use ${names.join(", ")}`),
  );
  const { signal, maxValueBytes, onProgress, onNotice, dryRun, follow } = options;
  if (signal !== undefined) checkSignal(signal, "signal");
  for (const [field, value] of Object.entries({ onProgress, onNotice }))
    if (value !== undefined && typeof value !== "function") throw invalid(field, "must be a function");
  for (const [field, value] of Object.entries({ dryRun, follow }))
    if (value !== undefined && typeof value !== "boolean") throw invalid(field, "must be true or false");
  if (maxValueBytes !== undefined && !isWhole(maxValueBytes, 1 << 28))
    throw invalid("maxValueBytes", "must be a whole number from 1 to 268435456");
  return options as T;
}

const isWhole = (value: unknown, most: number): boolean =>
  typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= most;

const isPath = (path: unknown): path is string => typeof path === "string" && path !== "";

/** What all functions of data migrations take first: the open manager of the target. */
export type Stores = UnifiedStoreManager;
