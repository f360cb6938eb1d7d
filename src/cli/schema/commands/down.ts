import type { CommandLine } from "../../../command-line/command";
import { EXIT } from "../../../command-line/exit-code";
import { interruptible } from "../../../command-line/interruption";
import { note, publishResult } from "../../../command-line/output";
import { UsageError } from "../../../command-line/usage-error";
import { revertSchema } from "../../../operations/schema/revert";
import { reversalText } from "../../../operations/schema/text";
import { plural } from "../../../presentation/figures";
import { confirmed } from "../../confirm";
import { openExisting } from "../../target/open-target";
import { databaseIn } from "../database";
import type { DOWN_OPTIONS } from "../options";

const INTERRUPTED = "Interrupted. What is reverted stays reverted: the same command goes on behind it.";

/** `unified-store schema down` */
export async function down(line: CommandLine<keyof typeof DOWN_OPTIONS>): Promise<number> {
  const { values, flags, json } = line;
  const { to } = values;
  if (to === undefined)
    throw new UsageError("How far? Give --to NAME, the schema migration that is to be the newest.");
  if (/^(sqlite|postgres|postgresql):/.test(to))
    throw new UsageError("--to names a schema migration, such as 0001-memory: the database is --url URL.");
  await using stores = await openExisting(databaseIn(values));
  const ahead = await revertSchema(stores, { to, dryRun: true });
  if (flags.has("dry-run") || ahead.reverted.length === 0) {
    await publishResult(json, ahead, () => reversalText(ahead));
    return EXIT.done;
  }
  const names = ahead.reverted.map(({ migration }) => migration).join(", ");
  const what = `Taking back ${names} destroys their tables with ${plural(ahead.rows, "row")}.`;
  if (!(await confirmed(what, { yes: flags.has("yes") }))) {
    note("Not done: nothing was changed.");
    return EXIT.failed;
  }
  const { result } = await interruptible({ interrupted: INTERRUPTED }, (signal) =>
    revertSchema(stores, { to, signal, onProgress: (name) => note(`${name}: taken back`) }),
  );
  await publishResult(json, result, () => reversalText(result));
  return EXIT.done;
}
