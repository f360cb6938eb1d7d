import { setImmediate as otherWork } from "node:timers/promises";
import { hasCode } from "../../core/errors";
import type { Emission, PreparedRow, Problem } from "../quarantine/prepared-row";
import { Refused } from "../read/rejection";
import type { ReadRow } from "../read/source-file";
import type { Step } from "../read/step";

/** Makes of a row what would be written, without a target. */
export function prepare(step: Step, { cursor, row, repeated }: ReadRow): PreparedRow {
  const emissions: Emission[] = [];
  try {
    step.move(row, {
      emit: (target, scope, of) => {
        const entries = target.entries?.(of) ?? [];
        emissions.push({ target, values: target.values(scope, of), entries });
      },
    });
    return { cursor, row, repeated, emissions, problem: null };
  } catch (error) {
    return { cursor, row, repeated, emissions: [], problem: problemOf(error, step) };
  }
}

/** One row that nobody has thought of is not to end a run. The message of an error that is not ours may show contents. */
function problemOf(error: unknown, step: Step): Problem {
  if (error instanceof Refused) return { reason: error.message, column: error.column };
  if (hasCode(error, "validation")) return { reason: error.message, column: columnOf(step, error.field) };
  const name = (error as { name?: unknown } | null)?.name;
  return {
    reason: `this program fails to read it (${typeof name === "string" ? name : "error"})`,
    column: null,
  };
}

/** The column of the member that a store refuses, where it has its name: `tokensIn` was `tokens_in`. */
function columnOf({ key, columns, optional = [] }: Step, field = ""): string | null {
  const [member] = field.split(/[.[]/);
  const name = member!.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return [...key, ...columns, ...optional].find((column) => column === name) ?? null;
}

/** A batch ends early where its values are large: so many characters are as much as is held of it. */
const MOST_TEXT = 1 << 19;
/** How long other work waits, in milliseconds: the one batch is written while the next is made. */
const SLICE_MS = 8;

/** The next rows of a source as a batch, at most so many; none at the end. */
export async function nextBatch(
  rows: Iterator<ReadRow>,
  step: Step,
  size: number,
  signal?: AbortSignal,
): Promise<PreparedRow[]> {
  const batch: PreparedRow[] = [];
  let text = 0;
  await letOthersWork(signal);
  while (batch.length < size && text < MOST_TEXT) {
    const { value, done } = rows.next();
    if (done) break;
    batch.push(prepare(step, value));
    text += value.row.size;
    if ((batch.length & 63) === 0) await letOthersWork(signal);
  }
  return batch;
}

/** Over all batches: writing to SQLite waits for nothing, so a run of small ones would hear of no signal until its end. */
let workedSince = 0;

async function letOthersWork(signal: AbortSignal | undefined): Promise<void> {
  if (performance.now() - workedSince < SLICE_MS) return;
  signal?.throwIfAborted();
  await otherWork();
  workedSince = performance.now();
}
