import type { GraphEdge, GraphEdgeKey } from "../../../src/stores/graph/types";
import { type Baseline, newId } from "../baseline";
import { edgeReader } from "./rows";

/** The places of the subject's statements. */
const LOCK = 0;
const CURRENT = 1;
const NUMBERS = 2;
const CLOSE = 3;
const ADD = 4;

/** Closes the latest period of a fact, and adds it with another weight. */
export const reviseBaseline = (baseline: Baseline, ends: GraphEdgeKey, weight: number): Promise<GraphEdge> =>
  baseline.inTurn(`${ends.from} ${ends.type} ${ends.to}`, async () =>
    baseline.engine === "postgres" ? inOne(baseline, ends, weight) : inSeveral(baseline, ends, weight),
  );

/** Places in a row, as the subject reads it. */
const WEIGHT = 4;
const RECORDED_FROM = 8;
const RECORDED_TO = 9;
const VERSION = 10;
const CREATED_AT = 11;
const UPDATED_AT = 12;
const PERIOD = 13;

/** On SQLite with the subject's statements: two reads and one transaction. */
async function inSeveral(
  baseline: Baseline,
  { from, to, type }: GraphEdgeKey,
  weight: number,
): Promise<GraphEdge> {
  const { codec, scope } = baseline;
  const fact = [...scope, ...codec.list([[from, type, to]])];
  const stored = await baseline.runNth(CURRENT, fact, (rows) => rows[0]!);
  const lowest = await baseline.runNth(NUMBERS, fact, ([row]) => row![3] as number);
  const at = codec.instant(new Date());
  const closed = replaced(stored, [
    [RECORDED_TO, at],
    [VERSION, (stored[VERSION] as number) + 1],
    [UPDATED_AT, at],
    [PERIOD, Math.min(0, lowest) - 1],
  ]);
  const added = replaced(stored, [
    [0, newId()],
    [WEIGHT, weight],
    [RECORDED_FROM, at],
    [VERSION, 1],
    [CREATED_AT, at],
    [UPDATED_AT, at],
  ]);
  const writes = [
    { place: LOCK, values: [...scope, codec.anyOf([from])] },
    { place: CLOSE, values: [...codec.list([closed]), ...scope, ...scope] },
    { place: ADD, values: [...scope, ...codec.list([added])] },
  ];
  return baseline.runAll(writes, () => edgeReader(baseline)(added));
}

function replaced(row: readonly unknown[], changes: [place: number, value: unknown][]): unknown[] {
  const copy = [...row];
  for (const [place, value] of changes) copy[place] = value;
  return copy;
}

/** On PostgreSQL in one statement of our own. */
function inOne(baseline: Baseline, { from, to, type }: GraphEdgeKey, weight: number) {
  const at = baseline.codec.instant(new Date());
  return baseline.runOwn(
    (texts) => revision(/insert into (\S+)/.exec(texts[ADD]!)![1]!),
    [...baseline.scope, from, type, to, at, newId(), weight],
    (rows) => edgeReader(baseline)(rows[0]!),
  );
}

const revision = (table: string): string => `
  with closed as (
    update ${table} as e set recorded_to = $6::timestamptz, updated_at = $6::timestamptz, version = e.version + 1,
      period = (
        select least(0, min(t.period)) - 1 from ${table} as t
        where t.tenant_id = $1 and t.workspace_id = $2 and t.from_id = $3 and t.type = $4 and t.to_id = $5
      )
    where e.tenant_id = $1 and e.workspace_id = $2 and e.from_id = $3::uuid and e.type = $4 and e.to_id = $5::uuid
      and e.period = 0
    returning e.*
  )
  insert into ${table} (tenant_id, workspace_id, id, from_id, to_id, type, weight, attrs, valid_from, valid_to,
    recorded_from, recorded_to, version, created_at, updated_at, period, others)
  select tenant_id, workspace_id, $7::uuid, from_id, to_id, type, $8::float8, attrs, valid_from, valid_to,
    $6::timestamptz, null, 1, $6::timestamptz, $6::timestamptz, 0, others from closed
  returning id, from_id, to_id, type, weight, attrs, valid_from, valid_to, recorded_from, recorded_to, version,
    created_at, updated_at`;
