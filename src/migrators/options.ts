import { invalid } from "../core/errors";
import { nameProblem } from "../core/rules";
import type { UnifiedStoreManager } from "../manager";
import type { ProgressEvent } from "./report/progress";
import type { Tier } from "./sources/source";

export const TIERS: readonly Tier[] = ["P0", "P1", "P2"];

/** Where rows come from, and whose they are. */
export interface SourceOptions {
  /**
   * Files, and folders that are searched for them. A file may be given a name by which the target knows it, such as
   * `archive-2024=./old/memory.db`: ids are made of it, so that it should stay. Default: the file's own name, or more of its path where
   * that is taken.
   */
  from: string | readonly string[];
  /** Which tiers. Default: all. */
  tiers?: readonly Tier[];
  /** Whose rows are that name no tenant. Default: such rows are refused. */
  tenant?: string;
  /** Where rows go that name no workspace. Default `default`. */
  workspace?: string;
  signal?: AbortSignal;
}

export interface RunOptions extends SourceOptions {
  /** Reads and checks everything, and writes nothing to the target. Default false. */
  dryRun?: boolean;
  /** The id of a run that was cut off, to go on with. Default: a new run. */
  resume?: string;
  /** Whether rows that do not fit are put into quarantine, or end the run. Default `quarantine`. */
  onInvalid?: "quarantine" | "fail";
  /** Rows that are committed at once, 1 to 100,000. Default 10,000. */
  batchSize?: number;
  /** Goes on with what changes in the files until `cutover`. Default false. */
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
    "signal",
    "dryRun",
    "resume",
    "onInvalid",
    "batchSize",
    "follow",
  ],
  ...["maxValueBytes", "onProgress", "onNotice"],
];

export function checkOptions(options: RunOptions): CheckedOptions {
  if (typeof options !== "object" || options === null)
    throw invalid("options", 'must be an object such as { from: "./data" }');
  for (const key in options)
    if (!KNOWN.includes(key))
      throw invalid(
        `options.${/^\w{1,64}$/.test(key) ? key : "…"}`,
        `is not known here: use ${KNOWN.join(", ")}`,
      );
  const {
    tiers = TIERS,
    tenant,
    workspace = "default",
    batchSize = 10_000,
    maxValueBytes = 16 << 20,
  } = options;
  const {
    onInvalid = "quarantine",
    dryRun = false,
    follow = false,
    resume,
    signal,
    onProgress,
    onNotice,
  } = options;
  const from = typeof options.from === "string" ? [options.from] : (options.from ?? []);
  if (
    !Array.isArray(from) ||
    from.length === 0 ||
    !from.every((each) => typeof each === "string" && each !== "")
  )
    throw invalid("from", "must be a path of a file or folder, or a list of them");
  if (!Array.isArray(tiers) || tiers.length === 0 || !tiers.every((tier) => TIERS.includes(tier)))
    throw invalid("tiers", "must be some of P0, P1, P2");
  for (const [field, value] of Object.entries({ tenant, workspace })) {
    const problem = value === undefined ? null : nameProblem(value);
    if (problem) throw invalid(field, problem);
  }
  if (!Number.isInteger(batchSize) || batchSize < 1 || batchSize > 100_000)
    throw invalid("batchSize", "must be a whole number from 1 to 100000");
  if (!Number.isInteger(maxValueBytes) || maxValueBytes < 1 || maxValueBytes > 1 << 28)
    throw invalid("maxValueBytes", "must be a whole number from 1 to 268435456");
  if (onInvalid !== "quarantine" && onInvalid !== "fail")
    throw invalid("onInvalid", "must be quarantine or fail");
  for (const [field, value] of Object.entries({ dryRun, follow }))
    if (typeof value !== "boolean") throw invalid(field, "must be true or false");
  if (dryRun && (follow || resume !== undefined))
    throw invalid("dryRun", "writes nothing: it cannot follow, nor go on with another run");
  return {
    ...{ from, tiers: TIERS.filter((tier) => tiers.includes(tier)), tenant: tenant ?? null, workspace },
    ...{ dryRun, resume: resume ?? null, onInvalid, batchSize, follow, maxValueBytes, signal },
    onProgress: onProgress ?? (() => {}),
    onNotice: onNotice ?? (() => {}),
  };
}

/** What all functions of data migrations take first: the open manager of the target. */
export type Stores = UnifiedStoreManager;
