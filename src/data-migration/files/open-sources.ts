import { hash } from "node:crypto";
import { existsSync } from "node:fs";
import { realpath, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { hasCode, invalid } from "../../core/errors";
import { list, plural } from "../../presentation/figures";
import type { SourceRecord } from "../ledger/ledger";
import type { CheckedOptions } from "../options";
import { SourceFile } from "../read/source-file";
import type { UnknownTable, UnrecognisedFile } from "../report/types";
import { takeSnapshot } from "../snapshot/snapshot";
import { makeTemporary, removeTemporary } from "../snapshot/temporary";
import { type Detected, detect } from "./detect";
import { findFiles } from "./find-files";
import { givenPath, nameSources, type Unnamed } from "./source-names";

/** One kind of source in one file, ready to be read. */
export interface OpenSource extends Detected {
  file: SourceFile;
  record: SourceRecord;
}

/** The files of a run, as they were when it began. */
export interface OpenSources extends AsyncDisposable {
  /** In the order in which they are moved. */
  sources: readonly OpenSource[];
  /** The files that hold them, as `nameSources` takes them. */
  files: readonly Unnamed[];
  /** Those of other tiers than the run's. */
  others: readonly OpenSource[];
  /** Files that hold nothing known, or cannot be read. */
  unrecognised: UnrecognisedFile[];
  /** Removes the snapshots; without it they stay for who goes on with the run. */
  discard(): Promise<void>;
}

/** As many tables as a message names. */
const NAMED = 5;

const STORE = "is a unified store itself";

/** What is wrong with a sound file that is none of ours. */
function unknown(tables: readonly UnknownTable[]): string {
  if (tables.length === 0) return "holds no store that is known here, and no tables at all";
  const named = tables.slice(0, NAMED).map(({ table, rows }) => `${table} (${plural(rows, "row")})`);
  const more = tables.length > NAMED ? [plural(tables.length - NAMED, "more table")] : [];
  return `holds no store that is known here, but ${list([...named, ...more])}`;
}

/** Where the snapshots of a run are; whoever goes on with it looks there. */
const folderOf = (id: string): string => join(tmpdir(), `unified-store-${id}`);

/** Removes what a run has left of its snapshots. */
export const discardSnapshots = (id: string): Promise<void> => removeTemporary(folderOf(id));

/**
 * Takes a snapshot of each file and tells what it holds. All files are read and named before anything is written.
 *
 * @param id of the run
 * @param earlier sources that the target knows from earlier runs
 * @param begun those of the run itself, where it is resumed: snapshots that are still there are read again
 * @param lenient whether files that cannot be read are only told of, as `unrecognised`, where they were found in a folder
 * @param target where the target is: should its file lie among the others, it is passed over
 */
export async function openSources(
  id: string,
  options: OpeningOptions,
  earlier: readonly SourceRecord[],
  {
    begun = [],
    target,
    lenient = false,
  }: { begun?: readonly SourceRecord[]; target: string; lenient?: boolean },
): Promise<OpenSources> {
  const opening = new Opening(id, options, begun, target, lenient);
  try {
    return await opening.open(earlier);
  } catch (error) {
    // Those that the run was begun with are needed to resume it, when the cause is mended.
    if (begun.length > 0) await opening.abandon();
    else await opening.discard();
    throw error;
  }
}

interface OpeningOptions extends Pick<CheckedOptions, "tiers" | "signal" | "onProgress"> {
  /** Paths, or files that were found before. */
  from: readonly (string | Found)[];
}

interface OpenFile {
  path: string;
  given: string | null;
  sha256: string;
  fingerprint: string;
  file: SourceFile;
  contents: ReturnType<typeof detect>;
}

class Opening {
  private readonly folder: string;
  private readonly files: OpenFile[] = [];
  /** Snapshots of another moment than that at which the run began. */
  private readonly strays: string[] = [];
  private readonly unrecognised: OpenSources["unrecognised"] = [];

  constructor(
    id: string,
    private readonly options: OpeningOptions,
    private readonly begun: readonly SourceRecord[],
    private readonly target: string,
    private readonly lenient: boolean,
  ) {
    this.folder = folderOf(id);
  }

  async open(earlier: readonly SourceRecord[]): Promise<OpenSources> {
    await makeTemporary(this.folder);
    for (const { path, given, named } of await filesIn(this.options.from, this.target))
      await this.add(path, given, named);
    const files = this.files.map(({ path, given, contents }) => ({
      path,
      given,
      lineages: contents.kinds.flatMap(({ lineage }) => lineage ?? []),
    }));
    const names = nameSources(files, earlier);
    const all = this.files.flatMap((open, i) =>
      open.contents.kinds.map((kind, k): OpenSource => {
        const { path, sha256, fingerprint, file, contents } = open;
        const unknownTables = k === 0 ? contents.unknownTables : [];
        const { source, lineage } = kind;
        const facts = { name: names[i]!, kind: source.kind, tier: source.tier, path, sha256, fingerprint };
        return { ...kind, file, record: { ...facts, lineage, unknownTables } };
      }),
    );
    return {
      sources: this.options.tiers.flatMap((tier) => all.filter(({ source }) => source.tier === tier)),
      others: all.filter(({ source }) => !this.options.tiers.includes(source.tier)),
      files,
      unrecognised: this.unrecognised,
      discard: () => this.discard(),
      [Symbol.asyncDispose]: () => this.abandon(),
    };
  }

  async discard(): Promise<void> {
    this.close();
    await removeTemporary(this.folder);
  }

  /** Leaves the run's own snapshots, and none that was taken in vain. */
  async abandon(): Promise<void> {
    this.close();
    for (const path of this.strays) await rm(path, { force: true });
  }

  private async add(path: string, given: string | null, named: boolean): Promise<void> {
    const { onProgress } = this.options;
    const event = { tier: null, source: basename(path), table: null, total: 1, phase: "snapshot" } as const;
    onProgress({ ...event, done: 0 });
    const into = join(this.folder, `${hash("sha256", path, "hex").slice(0, 16)}.db`);
    try {
      const { sha256, fingerprint, at } = await this.snapshot(path, into);
      onProgress({ ...event, done: 1 });
      const file = new SourceFile(at);
      const contents = detect(file);
      if (contents.kinds.length > 0) {
        this.files.push({ path, given, sha256, fingerprint, file, contents });
        return;
      }
      file[Symbol.dispose]();
      const { isStore, unknownTables } = contents;
      const reason = isStore ? STORE : unknown(unknownTables);
      if (named) throw invalid(path, isStore ? `${STORE}: did you swap --from and --to?` : reason);
      this.unrecognised.push({ path, reason, unknownTables, refused: false });
    } catch (error) {
      if (!this.lenient || named || !hasCode(error, "validation")) throw error;
      const reason = error.message.startsWith(`${path} `)
        ? error.message.slice(path.length + 1)
        : error.message;
      this.unrecognised.push({ path, reason, unknownTables: [], refused: true });
    }
  }

  /** One of the run's own is complete, and of the moment at which the run began: no other ever has its name. */
  private async snapshot(
    path: string,
    into: string,
  ): Promise<{ sha256: string; fingerprint: string; at: string }> {
    const { signal } = this.options;
    const known = this.begun.find((source) => source.path === path);
    if (known && existsSync(into)) return { ...known, at: into };
    const at = this.begun.length > 0 ? `${into}.again` : into;
    await rm(at, { force: true });
    const { sha256, fingerprint } = await takeSnapshot(path, at, { ...(signal && { signal }) });
    if (at === into) return { sha256, fingerprint, at };
    if (known?.fingerprint === fingerprint) {
      await rename(at, into);
      return { sha256, fingerprint, at: into };
    }
    this.strays.push(at);
    return { sha256, fingerprint, at };
  }

  private close(): void {
    for (const { file } of this.files) file[Symbol.dispose]();
  }
}

/** A file among those of a run. */
export interface Found {
  path: string;
  given: string | null;
  /** Whether the file was named itself, and not found in a folder. */
  named: boolean;
}

/** The files among these paths, links resolved, with the names that they are given. @param target passed over */
export async function filesIn(from: readonly (string | Found)[], target?: string): Promise<Found[]> {
  const found = new Map<string, Found>();
  for (const each of from) {
    if (typeof each !== "string") {
      found.set(each.path, each);
      continue;
    }
    const { given, path: place } = givenPath(each);
    for (const file of await findFiles([place], target)) {
      const path = await realpath(file);
      if (!found.has(path)) found.set(path, { path, given, named: path === (await realpath(place)) });
    }
  }
  if (found.size === 0) throw invalid("from", "has no SQLite file: name files, or a folder that holds some");
  return [...found.values()];
}
