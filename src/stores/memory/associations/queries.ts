import { type MemoryAssociationEntity, memoryAssociationTable } from "../../../../entities/memory";
import type { CallOptions } from "../../../core/call/deadline";
import { decodeCursor } from "../../../core/cursor";
import { Shape } from "../../../core/input/shape";
import { objectKeyCollection } from "../../../db/collection";
import { pageOf } from "../../../db/pages/keyset";
import { type PageRequest } from "../../../db/pages/page";
import { paged } from "../../../db/pages/paged";
import type { ScopedDb } from "../../../db/scoped";
import { all, integer, name, real, type Sql, sql, uuid } from "../../../dialect/sql";
import { association, inOrder } from "./association";
import { MemoryAssociationListInput } from "./inputs";
import type { MemoryAssociation, MemoryAssociationKey, MemoryAssociationListQuery } from "./types";

const BY_KEY = objectKeyCollection<
  MemoryAssociationEntity,
  MemoryAssociation,
  MemoryAssociationListQuery,
  MemoryAssociationKey
>({
  name: "memory.associations",
  what: "association",
  definition: memoryAssociationTable,
  table: association,
  key: ["fromId", "toId", "kind"],
  page: list,
});

/** Ids of any case; without a kind the key is of the kind `related`. */
const complete = (key: MemoryAssociationKey): MemoryAssociationKey =>
  inOrder({
    fromId: key.fromId.toLowerCase(),
    toId: key.toId.toLowerCase(),
    kind: key.kind ?? "related",
  });

export const ASSOCIATIONS: typeof BY_KEY = {
  ...BY_KEY,
  key: {
    ...BY_KEY.key,
    check: (key) => complete(BY_KEY.key.check(key)),
    checkAll: (keys) => BY_KEY.key.checkAll(keys).map(complete),
  },
};

/** Validation rules of a key. */
export const associationKeyRules = Shape.of<MemoryAssociationKey>({
  fromId: memoryAssociationTable.columns.fromId,
  toId: memoryAssociationTable.columns.toId,
  kind: memoryAssociationTable.columns.kind,
});

const SHAPE = ["number", "string", "string", "string"] as const;

/**
 * The links of an item, the strongest first. A branch for each end, each with its own index: for
 * `from_id = … or to_id = …` a planner without statistics reads all links of the scope.
 */
function list(
  db: ScopedDb,
  query: MemoryAssociationListQuery,
  options: CallOptions,
): PageRequest<MemoryAssociation> {
  const called = { method: "list", Input: MemoryAssociationListInput, query, options };
  return paged(db, called, async (call, input, { limit, cursor }) => {
    const { end = "any", kind, minWeight } = input;
    const itemId = input.itemId.toLowerCase();
    const id = call.queryId(input, { itemId, end });
    const given: Sql[] = [];
    if (kind !== undefined) given.push(sql`a.kind = ${name(kind)}`);
    if (minWeight !== undefined) given.push(sql`a.weight >= ${real(minWeight)}`);
    if (cursor !== undefined) given.push(behind(id, cursor));
    const conditions = all(given);
    const most = integer(limit + 1);
    const branch = (own: Sql): Sql => sql`
      select * from (
        select ${association.columns.as("a")} from ${association.name} as a
        where ${call.inScope("a")} and ${own} and ${conditions}
        order by a.weight desc, a.from_id desc, a.to_id desc, a.kind desc limit ${most}
      ) as b`;
    const from = branch(sql`a.from_id = ${uuid(itemId)}`);
    const to = branch(sql`a.to_id = ${uuid(itemId)}`);
    const both = end === "any" ? sql`${from} union all ${to}` : end === "from" ? from : to;
    const statement = sql`
      select ${association.columns.as("l")} from (${both}) as l
      order by l.weight desc, l.from_id desc, l.to_id desc, l.kind desc limit ${most}`;
    const rows = await call.all(statement, association.columns);
    const keyOf = (row: MemoryAssociation) => [row.weight, row.fromId, row.toId, row.kind];
    return pageOf(rows, { query: id, limit, keyOf });
  });
}

function behind(query: string, cursor: string): Sql {
  const [weight, from, to, kind] = decodeCursor(query, cursor, SHAPE) as [number, string, string, string];
  return sql`(a.weight, a.from_id, a.to_id, a.kind) < (${real(weight)}, ${uuid(from)}, ${uuid(to)}, ${name(kind)})`;
}
