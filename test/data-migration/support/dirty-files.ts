import { join } from "node:path";
import { graph } from "./dirty/graph";
import { memory, profiles } from "./dirty/important";
import { ingest } from "./dirty/ingest";
import { marketplace } from "./dirty/marketplace";
import { agents, analytics, archive, conversations, debates } from "./dirty/others";
import { type DirtyFile, writeDirtyFile } from "./dirty/tables";

/** One file of each kind, with valid and invalid rows. */
export const DIRTY_FILES: readonly DirtyFile[] = [
  ...[memory, profiles, ingest, graph, analytics],
  ...[debates, marketplace, archive, conversations, agents],
];

export function makeDirtyFiles(folder: string, files: readonly DirtyFile[] = DIRTY_FILES): void {
  for (const file of files) writeDirtyFile(join(folder, `${file.kind}.db`), file);
}
