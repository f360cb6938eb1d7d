import type { CommandLine } from "../../../command-line/command";
import { EXIT } from "../../../command-line/exit-code";
import { interruptible } from "../../../command-line/interruption";
import { note, publishResult } from "../../../command-line/output";
import { wholeNumber } from "../../../command-line/values";
import type { SchemaProgress } from "../../../manager";
import { plural } from "../../../presentation/figures";
import { mustLast, open } from "../../target/open-target";
import { databaseIn } from "../database";
import type { MIGRATE_OPTIONS } from "../options";

const INTERRUPTED = "Interrupted. What is done stays done: the same command goes on behind it.";

/** `unified-store schema migrate` */
export async function migrate(line: CommandLine<keyof typeof MIGRATE_OPTIONS>): Promise<number> {
  const { values, json } = line;
  const lockTimeoutMs = wholeNumber("lock-timeout", values["lock-timeout"] ?? "1000", { most: 3_600_000 });
  const lockAttempts = wholeNumber("lock-attempts", values["lock-attempts"] ?? "30", { most: 10_000 });
  const target = databaseIn(values);
  mustLast(target);
  await using stores = await open(target, false);
  const { result: applied } = await interruptible({ interrupted: INTERRUPTED }, (signal) =>
    stores.migrateSchema({ signal, lockTimeoutMs, lockAttempts, onProgress: (each) => note(said(each)) }),
  );
  await publishResult(json, { applied }, () => textOf(applied));
  return EXIT.done;
}

const textOf = (applied: readonly string[]): string =>
  applied.length === 0
    ? "The database has all schema migrations of this version."
    : `${plural(applied.length, "schema migration")} applied`;

function said({ migration, part, name, state }: SchemaProgress): string {
  const what = name === null ? migration : `${migration}, ${part} ${name}`;
  if (state === "waiting") return `${what}: waits for a lock, and tries again …`;
  return state === "done" ? `${what}: done` : `${what} …`;
}
