import { checkSignal } from "../../core/call/deadline";
import { invalid } from "../../core/errors";
import { checkName } from "../../core/input/arguments";
import { elementsOf, isObject, memberOf, membersOf } from "../../core/input/snapshot";
import type { Chosen, CopiedScope } from "./chosen";
import type { CopyProgress } from "./context";
import { STORE_NAMES, type StoreName } from "./tables";

/** Which rows are read. */
export interface ChoiceOptions {
  /** Default: all tenants. */
  tenants?: readonly string[] | undefined;
  /**
   * Workspaces of the tenants. What belongs to a tenant as a whole, such as policies and models of
   * vectors, is then added where the target lacks it. Default: all workspaces.
   */
  workspaces?: readonly string[] | undefined;
  /** Stores by their names in a scope, such as `memory`. Default: all. */
  stores?: readonly StoreName[] | undefined;
  signal?: AbortSignal | undefined;
  /** Is told how far it is, for each batch. Its errors end the work. */
  onProgress?: ((progress: CopyProgress) => void) | undefined;
}

export interface CopyOptions extends ChoiceOptions {
  /**
   * Rows go to tenants that have rows already: of two rows with one key the higher version wins,
   * then the later `updatedAt`. Default false: such tenants are refused before anything is written.
   */
  merge?: boolean | undefined;
  /**
   * Deletes what a copy has written that was cut off, and begins anew. Default false: the copy goes
   * on behind it.
   */
  restart?: boolean | undefined;
}

/** The same, checked. */
export interface CheckedOptions {
  chosen: Chosen;
  merge: boolean;
  restart: boolean;
  signal: AbortSignal | undefined;
  onProgress: (progress: CopyProgress) => void;
}

const CHOICE = ["tenants", "workspaces", "stores", "signal", "onProgress"];
const MOST = 10_000;

/** A checked copy, each option read once. @throws UnifiedStoreError `validation` */
export function checkCopyOptions(given: CopyOptions): CheckedOptions {
  return checked(given, [...CHOICE, "merge", "restart"]);
}

/** The same for what only reads. */
export function checkChoice(given: ChoiceOptions): CheckedOptions {
  return checked(given, CHOICE);
}

function checked(given: CopyOptions, known: readonly string[]): CheckedOptions {
  if (!isObject(given)) throw invalid("options", "must be an object");
  const options = membersOf(given, new Set(known), "options", (member) =>
    invalid(memberOf("options", member), `is not known here: use ${known.join(", ")}`),
  ) as CopyOptions;
  const { merge = false, restart = false, signal, onProgress = () => {} } = options;
  for (const [field, value] of Object.entries({ merge, restart }))
    if (typeof value !== "boolean") throw invalid(`options.${field}`, "must be true or false");
  if (merge && restart)
    throw invalid(
      "options.restart",
      "is of no use with merge: a merge that was cut off begins anew by itself",
    );
  if (signal !== undefined) checkSignal(signal);
  if (typeof onProgress !== "function") throw invalid("options.onProgress", "must be a function");
  return { chosen: chosenBy(options), merge, restart, signal, onProgress };
}

function chosenBy({ tenants, workspaces, stores }: ChoiceOptions): Chosen {
  const of = namesIn("tenants", tenants);
  const within = namesIn("workspaces", workspaces);
  if (within !== null && of === null)
    throw invalid("options.workspaces", "belong to tenants: name those with `tenants`");
  const chosen = stores === undefined ? null : elementsOf(stores, STORE_NAMES.length);
  if (stores !== undefined && (!chosen || chosen.length === 0 || !chosen.every(isStore)))
    throw invalid("options.stores", `must be a list of ${STORE_NAMES.join(", ")}`);
  return { scopes: of && scopesOf(of, within), stores: chosen as StoreName[] | null };
}

const scopesOf = (tenants: readonly string[], workspaces: readonly string[] | null): CopiedScope[] =>
  tenants.flatMap((tenant) => (workspaces ?? [null]).map((workspace) => ({ tenant, workspace })));

const isStore = (name: unknown): boolean => (STORE_NAMES as readonly unknown[]).includes(name);

/** Each once and in order. */
function namesIn(field: string, given: readonly string[] | undefined): string[] | null {
  if (given === undefined) return null;
  const names = elementsOf(given, MOST);
  if (!names || names.length === 0) throw invalid(`options.${field}`, `must be a list of 1 to ${MOST} names`);
  return [...new Set(names.map((each, i) => checkName(each, `options.${field}[${i}]`)))].sort();
}
