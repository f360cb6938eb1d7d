import type { CommandLine } from "../../command-line/command";
import { EXIT } from "../../command-line/exit-code";
import { interruptible } from "../../command-line/interruption";
import { note, publishResult } from "../../command-line/output";
import { UsageError } from "../../command-line/usage-error";
import { UnifiedStoreError } from "../../core/errors";
import { readDatabaseUrl } from "../../dialect/url/database-url";
import { backupStore } from "../../operations";
import { percent, plural, size } from "../../presentation/figures";
import { openSource } from "../source/source";
import type { OptionName } from "./options";

const EVERY_MS = 10_000;

/** `unified-store backup` */
export async function run({ values, json }: CommandLine<OptionName>): Promise<number> {
  const { from, out } = values;
  if (out === undefined) throw new UsageError("Where to? Give --out FILE, which does not exist yet.");
  // Before it is opened: a server need not answer for this.
  if (from !== undefined && isServer(from))
    throw new UnifiedStoreError(
      "not_supported",
      "backups of files are for SQLite: use pg_dump, or `unified-store export`, whose files either engine loads",
    );
  await using source = await openSource({ ...(from !== undefined && { from }) });
  const { result } = await interruptible({ interrupted: "Interrupted. Nothing was kept." }, (signal) =>
    backupStore(source, out, { signal, onProgress: told() }),
  );
  await publishResult(json, result, () => {
    const { file, bytes, rows, seconds } = result;
    return `${plural(rows, "row")}, ${size(bytes)} bytes, checked, in ${file} after ${seconds.toFixed(1)} s`;
  });
  return EXIT.done;
}

function isServer(url: string): boolean {
  const database = readDatabaseUrl(url);
  return "engine" in database && database.engine === "postgres";
}

function told(): (progress: { bytes: number; total: number }) => void {
  let last = performance.now();
  return ({ bytes, total }) => {
    if (total === 0 || performance.now() - last < EVERY_MS) return;
    last = performance.now();
    note(`${size(bytes)} of ${size(total)} bytes, ${percent(bytes / total)}`);
  };
}
