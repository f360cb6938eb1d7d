import { invalid } from "../../core/errors";
import { createIdFactory } from "../../core/ids";
import { list } from "../../presentation/figures";
import { type FoundFile, filesIn } from "../files/found-files";
import { type OpenSource, type OpenSources, openSources } from "../files/open-sources";
import { nameSources, type Unnamed } from "../files/source-names";
import type { SourceRecord } from "../ledger/run-record";
import type { CheckedOptions } from "../options";
import { stepName } from "../read/step";
import { mustHaveSources, tenantless } from "../run/prepare-files";
import { Original, type State } from "../snapshot/original";
import type { OldStore } from "./coverage";

const newId = createIdFactory(() => new Date());

export const oldStoreOf = ({ record, steps }: OpenSource): OldStore => ({
  record,
  steps: steps.map(stepName),
});

/**
 * The old files as they were found. Nothing of them is held open: what is read of them is a
 * snapshot of the moment in which it is needed.
 */
export class OldFiles {
  private constructor(
    private readonly files: readonly Unnamed[],
    private readonly stores: readonly OldStore[],
    /**
     * The state of each file before it was read; null where the next change could not be told
     * from it.
     */
    private readonly states: ReadonlyMap<string, State | null>,
    private readonly target: string,
  ) {}

  /**
   * Looks once through every file.
   *
   * @throws UnifiedStoreError `validation` for files that are missing, damaged or of unknown kinds,
   * and for rows that name no tenant
   */
  static async find(
    options: CheckedOptions,
    earlier: readonly SourceRecord[],
    target: string,
  ): Promise<OldFiles> {
    const found = await filesIn(options.from, target);
    const states = new Map<string, State | null>();
    for (const { path } of found) {
      const state = await stateOf(path);
      states.set(path, state.isQuiet ? state : null);
    }
    const opened = await openSources(newId(), { ...options, from: found }, { earlier, target });
    try {
      mustHaveSources(opened, options);
      const nameless = tenantless(opened.sources, options);
      if (nameless.length > 0)
        throw invalid("tenant", `is missing: rows of ${list(nameless)} name no tenant`);
      return new OldFiles(opened.files, opened.sources.map(oldStoreOf), states, target);
    } finally {
      await opened.discard();
    }
  }

  get all(): readonly OldStore[] {
    return this.stores;
  }

  /** The stores of one kind: several, where several files hold one. */
  of(kind: string): readonly OldStore[] {
    return this.stores.filter(({ record }) => record.kind === kind);
  }

  /** Whether the files of a kind are as they were found; in doubt they are not. */
  async areUnchanged(kind: string): Promise<boolean> {
    for (const { record } of this.of(kind)) {
      const before = this.states.get(record.path);
      if (!before?.equals(await stateOf(record.path))) return false;
    }
    return true;
  }

  /**
   * Snapshots of the files of a kind, under the names that a run over all files would give them
   * now.
   */
  reopen(
    kind: string,
    earlier: readonly SourceRecord[],
    options: Pick<CheckedOptions, "tiers" | "signal" | "onProgress">,
  ): Promise<OpenSources> {
    const names = nameSources(this.files, earlier);
    const paths = new Set(this.of(kind).map(({ record }) => record.path));
    const from = this.files.flatMap(({ path }, i): FoundFile[] =>
      paths.has(path) ? [{ path, givenName: names[i] ?? null, named: true }] : [],
    );
    return openSources(newId(), { ...options, from }, { earlier, target: this.target });
  }
}

async function stateOf(path: string): Promise<State> {
  const original = await Original.open(path);
  try {
    return await original.state();
  } finally {
    await original.close();
  }
}
