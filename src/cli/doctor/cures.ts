import { commandLine } from "../../command-line/invocation";
import type { Diagnosis } from "../../operations/doctor/types";
import type { TargetAddress } from "../target/target-address";

/** Cures that this program has a command for, where the diagnosis has the call of a method. */
export function asCommands(diagnosis: Diagnosis, { options }: TargetAddress): Diagnosis {
  // There `--to` is a schema migration.
  const asUrl = options.map((word) => (word === "--to" ? "--url" : word));
  const COMMANDS: Record<string, string> = {
    "await stores.migrateSchema();": commandLine("schema", "migrate", ...asUrl),
    "await stores.reindex();": commandLine("reindex", ...options),
  };
  const findings = diagnosis.findings.map((each) => ({
    ...each,
    cure: each.cure === null ? null : (COMMANDS[each.cure] ?? each.cure),
  }));
  return { ...diagnosis, findings };
}
