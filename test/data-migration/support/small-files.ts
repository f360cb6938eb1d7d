import { copyFileSync } from "node:fs";
import { join } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import { ROOT } from "../../support/child";

const DATA = join(ROOT, "examples/quickstart/data");

/**
 * Rows that are left out of each file. So a run takes a moment, and every table still has rows that
 * refer to each other.
 */
const CUTS: Record<string, string[]> = {
  "memory.db": ["delete from memory_items where id > 200"],
  "profiles.db": [
    `delete from profiles where rowid > 40 and name <> 'Astaire' and name not in
      (select source from cross_profile_links where target = 'Astaire'
       union select target from cross_profile_links where source = 'Astaire')`,
    "delete from cross_profile_links where source not in (select name from profiles) or target not in (select name from profiles)",
  ],
  "ingest.db": ["delete from transcript_segment where id % 12 <> 1 and text not like '%oil%'"],
  "kg.db": [
    "delete from kg_nodes where id > 150",
    "delete from kg_edges where src_id > 150 or dst_id > 150",
    "delete from kg_provenance where node_id > 150",
    "delete from kg_edges where provenance_id not in (select id from kg_provenance)",
  ],
  "analytics.db": [
    "delete from llm_calls where id > 150",
    "delete from human_feedback where llm_call_id > 150",
  ],
  "debate.db": [
    "delete from debates where id > 15",
    ...["agents", "critiques", "votes"].map((table) => `delete from debate_${table} where debate_id > 15`),
  ],
  "marketplace.db": [],
  "archive.db": ["delete from attachments where rowid > 50"],
  "interactions.db": ["delete from discord_interactions where id > 80"],
  "workflow_states.db": [],
};

export const ALL_FILES = Object.keys(CUTS);

/** Small copies of the example files in a folder; without `files`, of all ten. */
export function smallFiles(folder: string, files: readonly string[] = ALL_FILES): void {
  for (const file of files) {
    const path = join(folder, file);
    copyFileSync(join(DATA, file), path);
    const db = new BetterSqlite3(path);
    db.pragma("foreign_keys = off");
    db.pragma("synchronous = off");
    for (const statement of CUTS[file] ?? []) db.exec(statement);
    db.exec("vacuum");
    db.close();
  }
}
