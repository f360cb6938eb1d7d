import { JsonText } from "../../../core/json/json";
import type { Call } from "../../../db/call";
import type { ScopedDb } from "../../../db/scoped";
import { selection } from "../../../db/table";
import { AnyOf, FOR_NO_KEY_UPDATE, name, RowColumns, Rows, raw, type Sql, sql } from "../../../dialect/sql";
import { factOf, graphEdge } from "../edge";
import { graphNode } from "../node";
import type { GraphEdge, GraphEdgeKey } from "../types";
import type { Entry, FactRow, Numbers } from "./fact";

const STORED = graphEdge.columns.with<Pick<FactRow, "period" | "others">>({
  period: "integer",
  others: "flag",
});
const STORED_COLUMNS = raw(`t."period", t."others"`);
const FACTS = new RowColumns([
  ["from_id", "uuid"],
  ["type", "name"],
  ["to_id", "uuid"],
]);
const OF_FACT = raw(`(t."from_id", t."type", t."to_id") in (select v."from_id", v."type", v."to_id" from`);
const NUMBERS = selection<GraphEdgeKey & Numbers>({
  from: "uuid",
  type: "name",
  to: "uuid",
  lowest: "integer",
  highest: "integer",
});
const NOTHING = selection<Record<string, never>>({});

const WRITTEN = [
  "id",
  "from",
  "to",
  "type",
  "weight",
  "attrs",
  "validFrom",
  "validTo",
  "recordedFrom",
  "recordedTo",
  "version",
  "createdAt",
  "updatedAt",
  "period",
  "others",
] as const;
const COLUMNS = graphEdge.rowColumns(WRITTEN);
const ASSIGNED = raw(
  WRITTEN.filter((property) => property !== "id" && property !== "createdAt")
    .map((property) => graphEdge.column(property).name)
    .map((column) => `"${column}" = v."${column}"`)
    .join(", "),
);
/** Rows in one statement. */
const MOST_WRITTEN = 5000;

const list = (facts: readonly GraphEdgeKey[]): Rows =>
  new Rows(
    FACTS,
    facts.map(({ from, type, to }) => [from, type, to]),
  );

/**
 * Locks the facts of these source nodes against other changes of their periods: each change takes
 * this lock first. The rows of a fact cannot be the lock, since a change may replace all of them.
 */
export async function lockSources(tx: Call, ids: Iterable<string>): Promise<void> {
  const statement = sql`
    select ${graphNode.columns.as("t")} from ${graphNode.name} as t
    where ${tx.inScope("t")} and t.id ${new AnyOf("uuid", [...new Set(ids)])} order by t.id${FOR_NO_KEY_UPDATE}`;
  await tx.all(statement, NOTHING);
}

/** The current rows of these facts, locked, by the fact. */
export function currentRows(tx: Call, facts: readonly GraphEdgeKey[]): Promise<Map<string, FactRow[]>> {
  return rowsWhere(tx, sql`${tx.inScope("t")} and t.period >= 0 and ${OF_FACT} ${list(facts)} as v)`);
}

/** The rows `t` of a condition, which includes the scope: locked, by the fact. */
export async function rowsWhere(tx: Call, where: Sql): Promise<Map<string, FactRow[]>> {
  const statement = sql`
    select ${graphEdge.columns.as("t")}, ${STORED_COLUMNS} from ${graphEdge.name} as t
    where ${where}
    order by t.from_id, t.type, t.to_id, t.period${FOR_NO_KEY_UPDATE}`;
  const found = new Map<string, FactRow[]>();
  for (const row of await tx.all(statement, STORED)) {
    const rows = found.get(factOf(row));
    if (rows) rows.push(row);
    else found.set(factOf(row), [row]);
  }
  return found;
}

/** The numbers that the rows of these facts have, closed ones included. */
export async function numbersOf(tx: Call, facts: readonly GraphEdgeKey[]): Promise<Map<string, Numbers>> {
  if (facts.length === 0) return new Map();
  const statement = sql`
    select t.from_id, t.type, t.to_id, min(t.period), max(t.period) from ${graphEdge.name} as t
    where ${tx.inScope("t")} and ${OF_FACT} ${list(facts)} as v) group by t.from_id, t.type, t.to_id`;
  const rows = await tx.all(statement, NUMBERS);
  return new Map(rows.map((row) => [factOf(row), row]));
}

/**
 * Writes what has changed. The unique index is checked for each row, so a row leaves the number 0
 * before another gets it.
 */
export async function writeEntries(tx: Call, entries: readonly Entry[]): Promise<void> {
  const changed = entries.filter(({ row, stored }) => stored !== null && isChanged(row, stored));
  await update(
    tx,
    changed.filter(({ row }) => row.period !== 0),
  );
  await update(
    tx,
    changed.filter(({ row }) => row.period === 0),
  );
  for (const added of portions(entries.filter(({ stored }) => stored === null)))
    await tx.all(
      sql`
        insert into ${graphEdge.name} (tenant_id, workspace_id, ${COLUMNS.names})
        select ${name(tx.tenant)}, ${name(tx.workspace)}, ${COLUMNS.names} from ${added} as v order by v.ordinal`,
      NOTHING,
    );
}

const ID = { own: raw("t.id"), listed: raw("v.id") };

/**
 * Joins rows `t` to a list `v`. The scope depends on the list: a planner that knows nothing of the
 * list's length would otherwise begin with all rows of the scope.
 */
export function ofListed(db: ScopedDb, { own, listed }: { own: Sql; listed: Sql }): Sql {
  const when = sql`case when ${listed} is not null then`;
  return sql`
    t.tenant_id = ${when} ${name(db.tenant)} end and t.workspace_id = ${when} ${name(db.workspace)} end
    and ${own} = ${listed} and (${listed} is null or ${db.inScope("t")})`;
}

async function update(tx: Call, entries: readonly Entry[]): Promise<void> {
  for (const rows of portions(entries))
    await tx.all(
      sql`update ${graphEdge.name} as t set ${ASSIGNED} from ${rows} as v where ${ofListed(tx, ID)}`,
      NOTHING,
    );
}

const isChanged = (row: FactRow, stored: FactRow): boolean =>
  WRITTEN.some((member) => row[member] !== stored[member]);

function* portions(entries: readonly Entry[]): Generator<Rows> {
  for (let i = 0; i < entries.length; i += MOST_WRITTEN)
    yield new Rows(
      COLUMNS,
      entries.slice(i, i + MOST_WRITTEN).map(({ row }) => WRITTEN.map((member) => row[member])),
    );
}

/** The row as a read returns it. */
export function readEdge({ period: _, others: __, ...edge }: FactRow): GraphEdge {
  const attrs: unknown = edge.attrs;
  return attrs instanceof JsonText ? { ...edge, attrs: attrs.value() as GraphEdge["attrs"] } : edge;
}
