import { isUtf8 } from "node:buffer";
import type { Json } from "../../core/json/json";
import type { RunRecord } from "../ledger/run-record";
import type { LargeValue } from "../read/read-row";
import type { RawValue } from "../read/row/raw-value";
import { SourceRow } from "../read/row/source-row";
import { type Step, stepName } from "../read/step";
import { SOURCES } from "../sources";
import { scopes } from "../sources/scopes";
import type { Quarantine, RetryableRow } from "./quarantine";
import { untag } from "./tagged-values";

/** The step that read a row which is in quarantine now. */
export function stepOf(run: RunRecord, { source, step }: { source: string; step: string }): Step {
  const kinds = run.sources.filter(({ name }) => name === source).map(({ kind }) => kind);
  const found = SOURCES.filter(({ kind }) => kinds.includes(kind))
    .flatMap(({ steps }) => steps)
    .find((each) => stepName(each) === step);
  if (!found) throw new Error(`there is no step ${step} of ${source}`);
  return found;
}

/** A row in quarantine as its file would give it. Null where a value has too many bytes. */
export async function restoreSourceRow(
  { quarantine, run }: { quarantine: Quarantine; run: RunRecord },
  row: RetryableRow,
  maxValueBytes: number,
): Promise<SourceRow | null> {
  const values: RawValue[] = [];
  for (const [column, value] of Object.entries(row.raw)) {
    const parts = partsOf(value);
    if (parts === null) values.push(untag(value));
    else if (parts.$parts > maxValueBytes) return null;
    else values.push(decoded(await quarantine.value(run.id, row.id, column), parts));
  }
  const step = stepOf(run, row);
  const { tenant, workspace } = run.options;
  const columns = Object.keys(row.raw);
  const namedColumns = [
    ...step.key,
    ...step.columns,
    ...(step.optional ?? []),
    ...Object.keys(step.joinedValues ?? {}),
  ];
  return new SourceRow(
    {
      ...{ source: row.source, table: step.table, key: step.key, scope: scopes() },
      indexes: new Map(columns.map((column, at) => [column, at])),
      unknown: step.derived === undefined ? columns.filter((column) => !namedColumns.includes(column)) : [],
      defaults: { tenant, workspace },
      bytes: () => null,
    },
    values,
  );
}

interface Parts {
  /** How many bytes the value has. */
  $parts: number;
  encoding: LargeValue["encoding"];
}

/** How a value is stored in parts. Null where it is stored as a whole. */
function partsOf(value: Json): Parts | null {
  return typeof value === "object" && value !== null && "$parts" in value
    ? (value as unknown as Parts)
    : null;
}

/** A text as a file would give it. Text that is not valid UTF-8 stays bytes. */
function decoded(bytes: Buffer, { encoding }: Parts): RawValue {
  if (encoding === "UTF-16le") return bytes.toString("utf16le");
  if (encoding === "UTF-16be") return bytes.swap16().toString("utf16le");
  return encoding === "UTF-8" && isUtf8(bytes) ? bytes.toString() : bytes;
}
