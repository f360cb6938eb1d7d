import { isUtf8 } from "node:buffer";
import type { Json } from "../../core/json";
import type { RunRecord } from "../ledger/ledger";
import { type RawValue } from "../read/raw-value";
import type { LargeValue } from "../read/source-file";
import { SourceRow } from "../read/source-row";
import type { Step } from "../read/step";
import { stepName } from "../read/step";
import { SOURCES } from "../sources";
import { scopes } from "../sources/scopes";
import { type Quarantine, untag, type WholeReject } from "./quarantine";

/** The step of a source that a row in quarantine was read by. */
export function stepOf(run: RunRecord, { source, step }: { source: string; step: string }): Step {
  const kinds = run.sources.filter(({ name }) => name === source).map(({ kind }) => kind);
  const found = SOURCES.filter(({ kind }) => kinds.includes(kind))
    .flatMap(({ steps }) => steps)
    .find((each) => stepName(each) === step);
  if (!found) throw new Error(`there is no step ${step} of ${source}`);
  return found;
}

/** A row in quarantine as it would be read from its file; null where it has a value of more bytes than that. */
export async function rowOf(
  quarantine: Quarantine,
  run: RunRecord,
  reject: WholeReject,
  maxValueBytes: number,
): Promise<SourceRow | null> {
  const values: RawValue[] = [];
  for (const [column, value] of Object.entries(reject.raw)) {
    const parts = partsOf(value);
    if (parts === null) values.push(untag(value));
    else if (parts.$parts > maxValueBytes) return null;
    else values.push(decoded(await quarantine.value(run.id, reject.id, column), parts));
  }
  const step = stepOf(run, reject);
  const { tenant, workspace } = run.options;
  const columns = Object.keys(reject.raw);
  const known = [...step.key, ...step.columns, ...(step.optional ?? []), ...Object.keys(step.joined ?? {})];
  return new SourceRow(
    {
      ...{ source: reject.source, table: step.table, key: step.key, scope: scopes() },
      places: new Map(columns.map((column, at) => [column, at])),
      unknown: step.derived === undefined ? columns.filter((column) => !known.includes(column)) : [],
      defaults: { tenant, workspace },
      bytes: () => null,
    },
    values,
  );
}

interface Parts {
  /** How many bytes it has. */
  $parts: number;
  encoding: LargeValue["encoding"];
}

/** Of a value that is kept in parts; null for others. */
function partsOf(value: Json): Parts | null {
  return typeof value === "object" && value !== null && "$parts" in value
    ? (value as unknown as Parts)
    : null;
}

/** A text as it would be read; one that is not valid UTF-8 stays as it is. */
function decoded(bytes: Buffer, { encoding }: Parts): RawValue {
  if (encoding === "UTF-16le") return bytes.toString("utf16le");
  if (encoding === "UTF-16be") return bytes.swap16().toString("utf16le");
  return encoding === "UTF-8" && isUtf8(bytes) ? bytes.toString() : bytes;
}
