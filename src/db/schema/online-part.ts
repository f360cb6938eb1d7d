import type { SchemaMigration } from "../../../migrations";
import { pause } from "../../core/call/deadline";
import type { Dialect } from "../../dialect/dialect";
import { withPatience } from "./lock-patience";
import type { MigrateLimits } from "./migrate-options";
import { stepFailure } from "./schema-state";

const LOCK = "online schema migration";
const AGAIN_MS = 200;

/**
 * Makes the indexes and constraints of a migration that are made while an application writes. What
 * is there already, by an attempt that was killed, is not made again.
 */
export async function makeOnline(
  dialect: Dialect,
  { name: migration, online: steps }: SchemaMigration,
  limits: MigrateLimits,
): Promise<void> {
  const { signal, lockTimeoutMs, onProgress } = limits;
  const { online } = dialect.schema;
  if (online === null) return;
  const release = await lock(dialect, migration, limits);
  try {
    for (const step of steps) {
      signal?.throwIfAborted();
      const told = { migration, part: step.type, name: step.name };
      onProgress({ ...told, state: "started" });
      const make = () => online.make(step, { signal, lockTimeoutMs });
      try {
        // A killed process may have left its session at work.
        while ((await withPatience(limits, dialect, told, make)) === "building") {
          onProgress({ ...told, state: "waiting" });
          await pause(AGAIN_MS, signal);
        }
      } catch (error) {
        if (signal?.aborted) throw error;
        const outcome = "What was made before it stays, and the same call goes on behind it";
        throw stepFailure(dialect, error, { name: migration, verb: "apply", outcome });
      }
      onProgress({ ...told, state: "done" });
    }
  } finally {
    await release();
  }
}

/**
 * Asked for again and again: a session that waits for a lock has a snapshot, and whoever makes an
 * index waits for that.
 */
async function lock(
  dialect: Dialect,
  migration: string,
  { signal, onProgress }: MigrateLimits,
): Promise<() => Promise<void>> {
  for (let first = true; ; first = false) {
    const release = await dialect.acquireLock(LOCK);
    if (release) return release;
    if (first) onProgress({ migration, part: "tables", name: null, state: "waiting" });
    await pause(AGAIN_MS, signal);
  }
}
