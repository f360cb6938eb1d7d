import type { UnifiedStoreManager } from "unified-store";
import { Progress } from "./progress";
import { debates } from "./sources/debates";
import { graph } from "./sources/graph";
import { memory } from "./sources/memory";
import { profiles } from "./sources/profiles";
import { type LeftOut, type Outcome, SourceFile } from "./sources/source";

const SOURCES = [memory, debates, graph, profiles];

/** What became of all sources. */
export interface Report {
  files: { file: string; outcomes: Outcome[] }[];
  leftOut: LeftOut[];
}

/** Brings all sources in. What an earlier run brought in stays as it is. */
export async function bringIn(stores: UnifiedStoreManager): Promise<Report> {
  const opened = SOURCES.map((source) => ({ source, file: new SourceFile(source.file) }));
  try {
    const rows = opened.map(({ source, file }) => source.tables.map((table) => file.count(table)));
    const progress = new Progress(rows.flat().reduce((sum, count) => sum + count, 0));
    const report: Report = { files: [], leftOut: [] };
    for (const [i, { source, file }] of opened.entries()) {
      progress.begin(source.file);
      const found = await source.bringIn(file, stores, (done) => progress.step(done));
      progress.step(file.leftOut.length);
      progress.end();
      const outcomes = found.map((outcome, t) => ({ ...outcome, rows: rows[i]![t]! }));
      report.files.push({ file: source.file, outcomes });
      report.leftOut.push(...file.leftOut);
    }
    progress.finish();
    return report;
  } finally {
    for (const { file } of opened) file[Symbol.dispose]();
  }
}
