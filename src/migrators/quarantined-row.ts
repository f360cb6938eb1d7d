import type { Json } from "../core/json";
import { stepName } from "./detect";
import type { RunRecord } from "./ledger";
import { type Quarantine, type RejectRecord, untagged } from "./quarantine";
import { scopes } from "./scopes";
import { SOURCES } from "./sources";
import { type RawValue, SourceRow } from "./sources/row";
import type { Step } from "./sources/source";

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
  reject: RejectRecord,
  maxValueBytes: number,
): Promise<SourceRow | null> {
  const values: { [column: string]: RawValue } = {};
  for (const [column, value] of Object.entries(reject.raw)) {
    const bytes = partsOf(value);
    if (bytes === null) Object.assign(values, untagged({ [column]: value }));
    else if (bytes > maxValueBytes) return null;
    else values[column] = await quarantine.value(run.id, reject.id, column);
  }
  const step = stepOf(run, reject);
  const { tenant, workspace } = run.options;
  const columns = Object.keys(values);
  const known = [...step.key, ...step.columns, ...(step.optional ?? []), ...Object.keys(step.joined ?? {})];
  return new SourceRow(
    {
      ...{ source: reject.source, table: step.table, key: step.key, scope: scopes() },
      places: new Map(columns.map((column, at) => [column, at])),
      unknown: step.derived === undefined ? columns.filter((column) => !known.includes(column)) : [],
      defaults: { tenant, workspace },
      bytes: () => null,
    },
    columns.map((column) => values[column]!),
  );
}

/** Of a value that is kept in parts, how many bytes it has. */
function partsOf(value: Json): number | null {
  if (typeof value !== "object" || value === null) return null;
  const { $parts: bytes } = value as { $parts?: number };
  return bytes ?? null;
}
