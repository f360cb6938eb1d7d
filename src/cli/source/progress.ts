import { note } from "../../command-line/output";
import type { CopyProgress } from "../../operations/copy/context";
import type { CopyReport } from "../../operations/copy/report";
import { percent, plural, whole } from "../../presentation/figures";

const EVERY_MS = 10_000;

/** Says every ten seconds how far it is. */
export function told(): (progress: CopyProgress) => void {
  let last = performance.now();
  return ({ phase, table, rows, total }) => {
    if (performance.now() - last < EVERY_MS) return;
    last = performance.now();
    const what = phase === "copy" ? table : `${table} compared`;
    note(`${what}: ${whole(rows)} of ${plural(total, "row")}, ${percent(total === 0 ? 1 : rows / total)}`);
  };
}

/** What a copy or a load has done. */
export function copyText({ tables, inserted, replaced, kept, reindexed, seconds }: CopyReport): string {
  const lines = Object.entries(tables).map(
    ([table, counts]) => `  ${table}: ${countsText(counts.inserted, counts.replaced, counts.kept)}`,
  );
  return [
    `${countsText(inserted, replaced, kept)} in ${seconds.toFixed(1)} s`,
    ...lines,
    ...(reindexed.length > 0 ? [`Search entries were made anew: ${reindexed.join(", ")}.`] : []),
  ].join("\n");
}

function countsText(inserted: number, replaced: number, kept: number): string {
  if (replaced + kept === 0) return plural(inserted, "row");
  return `${plural(inserted, "row")} inserted, ${whole(replaced)} replaced, ${whole(kept)} kept`;
}
