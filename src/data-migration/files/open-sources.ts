import { basename } from "node:path";
import { hasCode, invalid } from "../../core/errors";
import { list, plural } from "../../presentation/figures";
import type { SourceRecord } from "../ledger/run-record";
import type { CheckedOptions } from "../options";
import { SourceFile } from "../read/source-file";
import type { UnknownTable, UnrecognisedFile } from "../report/types";
import { type Contents, type Detected, detect } from "./detect";
import { type FoundFile, filesIn } from "./found-files";
import { RunSnapshots } from "./run-snapshots";
import { nameSources, type Unnamed } from "./source-names";

/** Source of one file, open for reading. */
export interface OpenSource extends Detected {
  file: SourceFile;
  record: SourceRecord;
}

/**
 * Sources of a run, as they were when it began. Disposing closes them but leaves their snapshots.
 */
export interface OpenSources extends AsyncDisposable {
  /** In the order in which they are moved. */
  sources: readonly OpenSource[];
  /** Sources of other tiers than the run's. */
  others: readonly OpenSource[];
  /** Files of all sources, as `nameSources` takes them. */
  files: readonly Unnamed[];
  /** Files without a source, and files that cannot be read. */
  unrecognised: UnrecognisedFile[];
  /** Closes the sources, and deletes their snapshots. A resumed run would need them. */
  discard(): Promise<void>;
}

interface OpeningOptions extends Pick<CheckedOptions, "tiers" | "signal" | "onProgress"> {
  /** Paths, or files that were found before. */
  from: readonly (string | FoundFile)[];
}

interface OpeningContext {
  /** Sources of the target's earlier runs. */
  earlier: readonly SourceRecord[];
  /** Sources of the run itself, where it is resumed. Their snapshots are read again. */
  begun?: readonly SourceRecord[];
  /** File of the target, which is left out. */
  target: string;
  /** Whether a file of a folder that cannot be read is only reported, as `unrecognised`. */
  lenient?: boolean;
}

/**
 * Opens snapshots of all files, and detects and names their sources. It writes nothing to the
 * target.
 *
 * @param id of the run
 */
export async function openSources(
  id: string,
  options: OpeningOptions,
  context: OpeningContext,
): Promise<OpenSources> {
  const opening = new Opening(id, options, context);
  try {
    return await opening.open();
  } catch (error) {
    // A begun run is resumed with its snapshots, once the cause of the error is mended.
    if (context.begun?.length) await opening.close();
    else await opening.discard();
    throw error;
  }
}

interface OpenFile {
  path: string;
  givenName: string | null;
  sha256: string;
  fingerprint: string;
  file: SourceFile;
  contents: Contents;
}

class Opening {
  private readonly snapshots: RunSnapshots;
  private readonly files: OpenFile[] = [];
  private readonly unrecognised: OpenSources["unrecognised"] = [];

  constructor(
    id: string,
    private readonly options: OpeningOptions,
    private readonly context: OpeningContext,
  ) {
    this.snapshots = new RunSnapshots(id, context.begun ?? [], options.signal);
  }

  async open(): Promise<OpenSources> {
    await this.snapshots.makeFolder();
    for (const found of await filesIn(this.options.from, this.context.target)) await this.add(found);
    const files = this.files.map(({ path, givenName, contents }) => ({
      path,
      givenName,
      lineages: contents.kinds.flatMap(({ lineage }) => lineage ?? []),
    }));
    const names = nameSources(files, this.context.earlier);
    const all = this.files.flatMap((open, i) => sourcesOf(open, names[i]!));
    const { tiers } = this.options;
    return {
      sources: tiers.flatMap((tier) => all.filter(({ source }) => source.tier === tier)),
      others: all.filter(({ source }) => !tiers.includes(source.tier)),
      files,
      unrecognised: this.unrecognised,
      discard: () => this.discard(),
      [Symbol.asyncDispose]: () => this.close(),
    };
  }

  async discard(): Promise<void> {
    this.closeFiles();
    await this.snapshots.discard();
  }

  /** Closes the files, and keeps the snapshots of the moment at which the run began. */
  async close(): Promise<void> {
    this.closeFiles();
    await this.snapshots.discardStrays();
  }

  private async add({ path, givenName, named }: FoundFile): Promise<void> {
    const { onProgress } = this.options;
    const event = { tier: null, source: basename(path), table: null, total: 1, phase: "snapshot" } as const;
    onProgress({ ...event, done: 0 });
    try {
      const { sha256, fingerprint, at } = await this.snapshots.take(path);
      onProgress({ ...event, done: 1 });
      const file = new SourceFile(at);
      const contents = detect(file);
      if (contents.kinds.length > 0) {
        this.files.push({ path, givenName, sha256, fingerprint, file, contents });
        return;
      }
      file[Symbol.dispose]();
      const { isStore, unknownTables } = contents;
      const reason = isStore ? STORE : withoutSource(unknownTables);
      if (named) throw invalid(path, isStore ? `${STORE}: did you swap the source and the target?` : reason);
      this.unrecognised.push({ path, reason, unknownTables, unreadable: false });
    } catch (error) {
      if (!this.context.lenient || named || !hasCode(error, "validation")) throw error;
      const reason = error.message.startsWith(`${path} `)
        ? error.message.slice(path.length + 1)
        : error.message;
      this.unrecognised.push({ path, reason, unknownTables: [], unreadable: true });
    }
  }

  private closeFiles(): void {
    for (const { file } of this.files) file[Symbol.dispose]();
  }
}

/** Sources of a file. Its unknown tables are reported with the first one. */
function sourcesOf({ path, sha256, fingerprint, file, contents }: OpenFile, name: string): OpenSource[] {
  return contents.kinds.map((detected, i) => {
    const { source, lineage } = detected;
    const unknownTables = i === 0 ? contents.unknownTables : [];
    const facts = { name, kind: source.kind, tier: source.tier, path, sha256, fingerprint };
    return { ...detected, file, record: { ...facts, lineage, unknownTables } };
  });
}

const STORE = "is a unified store itself";

/** How many tables a message names. */
const MAX_TABLES = 5;

/** Reason why a sound file has no source. */
function withoutSource(tables: readonly UnknownTable[]): string {
  if (tables.length === 0) return "holds no store that is known here, and no tables at all";
  const named = tables.slice(0, MAX_TABLES).map(({ table, rows }) => `${table} (${plural(rows, "row")})`);
  const more = tables.length > MAX_TABLES ? [plural(tables.length - MAX_TABLES, "more table")] : [];
  return `holds no store that is known here, but ${list([...named, ...more])}`;
}
