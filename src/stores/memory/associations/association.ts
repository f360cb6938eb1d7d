import { type MemoryAssociationEntity, memoryAssociationTable } from "../../../../entities/memory";
import { hasCode, invalid, notFound } from "../../../core/errors";
import { validate } from "../../../core/input/validation";
import type { Call } from "../../../db/call";
import { firstMissing, usesOf } from "../../../db/collections/references";
import { rowMaker } from "../../../db/row-maker";
import { Table } from "../../../db/table";
import { Rows, raw, type Sql, sql } from "../../../dialect/sql";
import { item } from "../item";
import { ITEMS } from "../queries";
import type { MemoryAssociation, MemoryAssociationInput, MemoryAssociationKey } from "./types";

export const association = new Table<MemoryAssociationEntity, MemoryAssociation>(memoryAssociationTable);

/** Makes rows of associations from validated inputs. */
export const associationMaker = rowMaker<
  typeof memoryAssociationTable,
  MemoryAssociation,
  MemoryAssociationInput
>(memoryAssociationTable);

const ASSOCIATION = ["fromId", "toId", "kind", "weight", "createdAt", "updatedAt", "version"] as const;
const COLUMNS = association.rowColumns(ASSOCIATION);
const ON_KEY = "on conflict (tenant_id, workspace_id, from_id, to_id, kind) do update set";
const REPLACE = raw(`${ON_KEY} weight = excluded.weight, updated_at = excluded.updated_at,
  version = memory_association.version + 1`);
/** The rest of the way to 1 becomes smaller by a part of it: no number of uses exceeds 1. */
const STRENGTHEN = raw(`${ON_KEY}
  weight = memory_association.weight + excluded.weight * (1 - memory_association.weight),
  updated_at = excluded.updated_at, version = memory_association.version + 1`);

/** A link that two items have without a direction: from the smaller id. */
export const pairOf = (a: string, b: string): { fromId: string; toId: string } =>
  a < b ? { fromId: a, toId: b } : { fromId: b, toId: a };

/** Kinds of which a pair has one link, whichever item is named first. */
const UNDIRECTED: ReadonlySet<string> = new Set(["similar", "together"]);

/** The same key or link, with its ends in the order in which it is stored. */
export const inOrder = <K extends MemoryAssociationKey>(link: K): K =>
  link.kind !== undefined && UNDIRECTED.has(link.kind)
    ? { ...link, ...pairOf(link.fromId, link.toId) }
    : link;

/** The key as one string. The separator is safe: no name contains U+0000. */
export const keyOf = ({ fromId, toId, kind }: MemoryAssociationKey): string => `${fromId}\0${toId}\0${kind}`;

/** @throws UnifiedStoreError `validation`, also where both ends are one item */
export function newAssociation(call: Call, input: unknown, path = ""): MemoryAssociation {
  const given = validate(associationMaker.input, input, path);
  const prefix = path === "" ? "" : `${path}.`;
  const now = call.now();
  const row = { ...associationMaker.row(call, given, prefix), createdAt: now, updatedAt: now };
  if (row.fromId === row.toId) throw invalid(`${prefix}toId`, "must be another item than fromId");
  return row;
}

/**
 * Writes links of different keys, in one statement. Sorted, so that concurrent calls lock in the
 * same order.
 *
 * @param how `replace`: the weight becomes that of the row. `similar`: the same, and links of
 * missing items are passed over. `strengthen`: the weight grows by that of the row, without missing
 * items
 */
export function writeAssociations(
  call: Call,
  rows: readonly MemoryAssociation[],
  how: "replace" | "similar" | "strengthen",
): Sql {
  const sorted = [...rows].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  const list = sorted.map((row) => ASSOCIATION.map((property) => row[property]));
  const isThere = (end: Sql): Sql =>
    sql`exists (select 1 from ${item.name} as m where ${call.inScope("m")} and m.id = ${end})`;
  const which = how === "replace" ? TRUE : sql`${isThere(FROM)} and ${isThere(TO)}`;
  return sql`
    insert into ${association.name} (tenant_id, workspace_id, ${COLUMNS.names})
    select ${association.param("tenant", call.tenant)}, ${association.param("workspace", call.workspace)}, ${COLUMNS.names}
    from ${new Rows(COLUMNS, list, "associations")} as v where ${which} order by v.ordinal
    ${how === "strengthen" ? STRENGTHEN : REPLACE} returning ${association.columns.sql}`;
}
const TRUE = raw("true");
const FROM = raw("v.from_id");
const TO = raw("v.to_id");

const REFERENCES = [
  { field: "fromId", what: "memory item", rows: ITEMS.rows },
  { field: "toId", what: "memory item", rows: ITEMS.rows },
];

/** The database's refusal in the caller's words: an item is missing. */
export async function refuse(
  call: Call,
  error: unknown,
  rows: readonly MemoryAssociation[],
  isList: boolean,
): Promise<never> {
  if (!hasCode(error, "in_use")) throw error;
  const changes = rows.map((row, i) => ({ row, path: isList ? `associations[${i}].` : "" }));
  const missing = call.inTransaction ? null : await firstMissing(call, usesOf(changes, REFERENCES));
  throw missing
    ? notFound(`memory item ${missing.key}`, error.cause, missing.at)
    : notFound("memory item of a fromId or toId", error.cause, isList ? "associations" : "toId");
}
