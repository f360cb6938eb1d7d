import { hash } from "node:crypto";
import { existsSync } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SourceRecord } from "../ledger/run-record";
import { takeSnapshot } from "../snapshot/snapshot";
import { makeTemporary, removeTemporary } from "../snapshot/temporary";

/** Folder of a run's snapshots. A resumed run finds them by its id. */
const folderOf = (id: string): string => join(tmpdir(), `unified-store-${id}`);

/** Deletes the snapshots that a run has left. */
export const discardSnapshots = (id: string): Promise<void> => removeTemporary(folderOf(id));

/** Snapshot of a file, and where it is. */
interface RunSnapshot {
  at: string;
  sha256: string;
  fingerprint: string;
}

/** Snapshots of a run's files, of the moment at which the run began. */
export class RunSnapshots {
  private readonly folder: string;
  /** Snapshots of another moment. */
  private readonly strays: string[] = [];

  /** @param begun files of a run that is resumed, as they were when it began */
  constructor(
    private readonly id: string,
    private readonly begun: readonly SourceRecord[],
    private readonly signal?: AbortSignal,
  ) {
    this.folder = folderOf(id);
  }

  async makeFolder(): Promise<void> {
    await makeTemporary(this.folder);
  }

  /** Takes a snapshot of a file. A resumed run reads the one that it has, unless it was deleted. */
  async take(path: string): Promise<RunSnapshot> {
    const own = join(this.folder, `${hash("sha256", path, "hex").slice(0, 16)}.db`);
    const record = this.begun.find((source) => source.path === path);
    if (record && existsSync(own)) return { ...record, at: own };
    const at = this.begun.length > 0 ? `${own}.again` : own;
    await rm(at, { force: true });
    const { sha256, fingerprint } = await takeSnapshot(path, at, {
      ...(this.signal && { signal: this.signal }),
    });
    if (at === own) return { sha256, fingerprint, at };
    if (record?.fingerprint === fingerprint) {
      // Only a snapshot of the moment at which the run began gets this name.
      await rename(at, own);
      return { sha256, fingerprint, at: own };
    }
    this.strays.push(at);
    return { sha256, fingerprint, at };
  }

  async discard(): Promise<void> {
    await discardSnapshots(this.id);
  }

  async discardStrays(): Promise<void> {
    for (const path of this.strays) await rm(path, { force: true });
  }
}
