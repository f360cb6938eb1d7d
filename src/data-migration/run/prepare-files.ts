import { invalid } from "../../core/errors";
import { list, plural } from "../../presentation/figures";
import { prepare } from "../batch/prepare";
import { MigrationError } from "../errors";
import { type OpenSource, type OpenSources, openSources } from "../files/open-sources";
import { installLogs, removeLogs } from "../follow/file/install";
import type { RunRecord, SourceRecord } from "../ledger/run-record";
import type { CheckedOptions } from "../options";
import { readOptions } from "../step/copy-step";

const CONTEXT = { operation: "migrate.run" };

/** The files of a new run, read and known to be good, before anything is written to the target. */
export interface PreparedFiles {
  /** The id of the run. */
  id: string;
  opened: OpenSources;
  /** The versions of the schemas of files that note their changes for this run. */
  logs: ReadonlyMap<string, number>;
  /** Gives up: no snapshot stays, and no file notes its changes. */
  discard(): Promise<void>;
}

interface TargetContext {
  id: string;
  /** Sources that the target knows from earlier runs. */
  earlier: readonly SourceRecord[];
  /** Where the target is. */
  target: string;
}

/**
 * @throws UnifiedStoreError `validation` where there is nothing to move, or nobody said whose it
 * is; then all is as before
 */
export async function prepareFiles(
  options: CheckedOptions,
  { id, earlier, target }: TargetContext,
): Promise<PreparedFiles> {
  const logs = options.follow ? await installLogs(options, target) : new Map<string, number>();
  let opened: OpenSources | undefined;
  const discard = async (): Promise<void> => {
    await opened?.discard();
    await removeLogs(logs.keys());
  };
  try {
    opened = await openSources(id, options, { earlier, target });
    mustHaveSources(opened, options);
    mustNameTenants(opened.sources, options);
    return { id, opened, logs, discard };
  } catch (error) {
    await discard();
    throw error;
  }
}

/** How many files a message names. */
const NAMED = 3;

export function mustHaveSources(
  { sources, others, unrecognised }: OpenSources,
  { tiers }: CheckedOptions,
): void {
  if (sources.length > 0) return;
  const found = [
    ...others.map(({ record }) => `${record.path} holds ${record.kind}, which is ${record.tier}`),
    ...unrecognised.map(({ path, reason }) => `${path} ${reason}`),
  ];
  const shown = found.slice(0, NAMED);
  const more = found.length > NAMED ? [`${plural(found.length - NAMED, "more file")}`] : [];
  throw invalid("from", `has nothing of ${list(tiers)} to move. ${[...shown, ...more].join("; ")}`).located(
    CONTEXT,
  );
}

/** Throws where rows name no tenant, before each of them is rejected. */
export function mustNameTenants(sources: readonly OpenSource[], options: CheckedOptions): void {
  const nameless = tenantless(sources, options);
  if (nameless.length > 0)
    throw new MigrationError(
      "validation",
      ({ tenant }) =>
        `tenant is missing: rows of ${list(nameless)} name no tenant. Give the tenant that they belong to (${tenant})`,
      { ...CONTEXT, field: "tenant" },
    );
}

/** Kinds whose rows name no tenant, where the options name none. The first row of a table tells. */
export function tenantless(sources: readonly OpenSource[], options: CheckedOptions): string[] {
  return [...new Set(sources.filter((each) => isTenantless(each, options)).map(({ source }) => source.kind))];
}

function isTenantless({ file, steps, record }: OpenSource, options: CheckedOptions): boolean {
  return steps.some((step) => {
    const [first] = file.read(step, readOptions(record, options), null);
    return first !== undefined && prepare(step, first).rejection?.code === "no_tenant";
  });
}

/**
 * Hints. An earlier run moved the same file for another tenant or workspace. Its rows that name no
 * tenant would be in the target twice, which an operator may not have meant.
 */
export function hintsOf(
  sources: readonly OpenSource[],
  options: CheckedOptions,
  runs: readonly Pick<RunRecord, "id" | "status" | "sources" | "options">[],
): string[] {
  const { tenant, workspace } = options;
  if (tenant === null) return [];
  const nameless = sources.filter((each) => isTenantless(each, { ...options, tenant: null }));
  return nameless.flatMap(({ record }) => {
    const before = runs.find(
      ({ status, sources: own }) =>
        status !== "rolled_back" &&
        own.some(({ name, kind }) => name === record.name && kind === record.kind),
    );
    if (!before || before.options.tenant === null) return [];
    const other = before.options;
    if (other.tenant === tenant && other.workspace === workspace) return [];
    const scopeText = (each: { tenant: string | null; workspace: string }): string =>
      `tenant ${JSON.stringify(each.tenant)}, workspace ${JSON.stringify(each.workspace)}`;
    return [
      `${record.path} was moved before, by run ${before.id}, to ${scopeText(other)}: its rows that name no tenant go to ` +
        `${scopeText({ tenant, workspace })} as well, and are in the target twice.`,
    ];
  });
}
