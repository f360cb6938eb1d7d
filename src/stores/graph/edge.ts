import { type GraphEdgeEntity, graphEdgeTable } from "../../../entities/graph";
import type { CallOptions } from "../../core/deadline";
import { invalid, UnifiedStoreError } from "../../core/errors";
import { validate } from "../../core/validation";
import { lookup } from "../../db/lookup";
import type { RowDefaults, ScopedDb } from "../../db/scoped";
import { Table } from "../../db/table";
import { sql } from "../../dialect/sql";
import { GraphEdgeInput } from "./inputs";
import { attrsText, givenMembers } from "./node";
import type { GraphEdge } from "./types";
import { EXCLUDED_UPDATED_AT, merged, type Put, runUpsert, type Upsertable, upsert } from "./upsert";

export const graphEdge = new Table<GraphEdgeEntity, GraphEdge>(graphEdgeTable);

export const edges = lookup(graphEdge, "id");

const ALL = [
  "id",
  "from",
  "to",
  "type",
  "weight",
  "attrs",
  "validFrom",
  "validTo",
  "createdAt",
  "updatedAt",
] as const;
const KEY = ["from", "type", "to"] as const;

const target: Upsertable<GraphEdgeEntity, GraphEdge> = {
  table: graphEdge,
  key: KEY,
  keyColumns: graphEdge.rowColumns(KEY),
  all: ALL,
  allColumns: graphEdge.rowColumns(ALL),
  insertOne: graphEdge.inserter(["tenant", "workspace", ...ALL]),
  changeable: ["weight", "attrs", "validFrom", "validTo"],
  // A call that gives one end alone must fit the end that is stored, which only the update itself knows.
  updatedAt: (becomes) => {
    const [from, to] = [becomes("validFrom"), becomes("validTo")];
    if (from.givenBy === to.givenBy && from.givenBy !== "some") return EXCLUDED_UPDATED_AT;
    return sql`case when ${from.sql} is null or ${to.sql} is null or ${from.sql} < ${to.sql} then excluded.updated_at end`;
  },
};

const keyOf = ({ from, type, to }: { from: string; type: string; to: string }): string =>
  `${from}\0${type}\0${to}`;

/** @param path of the input in errors, such as `edges[3]`; empty for a single one */
export function edgeToPut(db: RowDefaults, given: unknown, path = ""): Put<GraphEdgeEntity> {
  const input = validate(GraphEdgeInput, given, path);
  const now = db.now();
  const row = {
    id: input.id?.toLowerCase() ?? db.newId(),
    from: input.from.toLowerCase(),
    to: input.to.toLowerCase(),
    type: input.type,
    weight: input.weight ?? 1,
    attrs: attrsText(input.attrs, path),
    validFrom: dateOrNull(input.validFrom),
    validTo: dateOrNull(input.validTo),
    createdAt: new Date(input.createdAt ?? now),
    updatedAt: now,
  };
  const put = { key: keyOf(row), row, given: givenMembers(input) };
  checkValidity(put, path);
  return put;
}

/** Puts all or none; results in the order given. */
export async function putEdges(
  db: ScopedDb,
  method: string,
  puts: readonly Put<GraphEdgeEntity>[],
  options: CallOptions,
): Promise<GraphEdge[]> {
  const entries = merged(puts);
  for (const entry of entries) checkValidity(entry, "");
  const statement = upsert(db, target, entries);
  const returns = graphEdge.columns;
  const rows = await runUpsert(db, method, { statement, returns, options, what: "edge" }).catch(explain);
  const byKey = new Map(rows.map((row) => [keyOf(row), row]));
  return puts.map(({ key }) => byKey.get(key)!);
}

const dateOrNull = (value: Date | null | undefined): Date | null => (value ? new Date(value) : null);

function checkValidity({ row: { validFrom, validTo } }: Put<GraphEdgeEntity>, path: string): void {
  if (!validFrom || !validTo || validFrom < validTo) return;
  throw invalid(path === "" ? "validTo" : `${path}.validTo`, "must be after validFrom, or null");
}

/** What the database refused, in the words of the input. */
function explain(error: unknown): never {
  if (error instanceof UnifiedStoreError && error.cause !== undefined) {
    const { code, cause } = error;
    if (code === "foreign_key") {
      const message =
        "from and to must be ids of nodes of this scope: there is no node with one of the ids given";
      throw new UnifiedStoreError(code, message, { cause });
    }
    if (code === "validation") {
      const message =
        "validTo must be after validFrom, also after the one that the edge has already: put both";
      throw new UnifiedStoreError(code, message, { cause, field: "validTo" });
    }
  }
  throw error;
}
