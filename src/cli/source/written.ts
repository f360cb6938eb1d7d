import { EXIT } from "../../command-line/exit-code";
import { interruptible } from "../../command-line/interruption";
import { note, publishResult } from "../../command-line/output";
import { UsageError } from "../../command-line/usage-error";
import type { UnifiedStoreManager } from "../../manager";
import type { CopyOptions, CopyReport } from "../../operations";
import { confirmed } from "../confirm";
import { mustLast, open } from "../target/open-target";
import { targetAt } from "../target/target";
import { copyText, told } from "./progress";

interface Given {
  values: { to?: string; schema?: string };
  flags: ReadonlySet<string>;
  json: string | null;
}

/** Rows that are to be written to the target of a command line. */
interface Work {
  /** What is chosen. */
  choice: CopyOptions;
  /** How many rows there are to write, by table. */
  count(options: CopyOptions): Promise<Record<string, number>>;
  write(target: UnifiedStoreManager, options: CopyOptions): Promise<CopyReport>;
}

const INTERRUPTED = "Interrupted. What is done stays done: the same command goes on behind it.";

/** Opens the target, writes, and says what was done. @returns the exit code */
export async function written(given: Given, { choice, count, write }: Work): Promise<number> {
  const { flags, json } = given;
  const options = { ...choice, merge: flags.has("merge"), restart: flags.has("restart") };
  if (options.merge && options.restart)
    throw new UsageError("--restart is of no use with --merge: leave one out.");
  const target = targetAt(given.values);
  mustLast(target);
  if (flags.has("dry-run")) {
    const tables = await count(choice);
    const rows = Object.values(tables).reduce((sum, each) => sum + each, 0);
    const lines = Object.entries(tables).map(([table, each]) => `  ${table}: ${each}`);
    await publishResult(json, { dryRun: true, tables, rows }, () =>
      [`${rows} rows to be read`, ...lines].join("\n"),
    );
    return EXIT.done;
  }
  const question = `--restart deletes all rows of these tenants from ${target.reported.place} that a copy before has written, or others since.`;
  if (options.restart && !(await confirmed(question, { yes: flags.has("yes") }))) {
    note("Not done: nothing was changed.");
    return EXIT.failed;
  }
  await using stores = await open(target, !flags.has("no-migrate"));
  const { result } = await interruptible({ interrupted: INTERRUPTED }, (signal) =>
    write(stores, { ...options, signal, onProgress: told() }),
  );
  await publishResult(json, result, () => copyText(result));
  return EXIT.done;
}
