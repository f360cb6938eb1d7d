import type { Call } from "../../../db/call";
import { selection } from "../../../db/table";
import { AnyOf, instant, raw, type Sql, sql, uuid } from "../../../dialect/sql";
import { association } from "../associations/association";

const NOTHING = selection<Record<string, never>>({});
const COLUMNS = raw("tenant_id, workspace_id, from_id, to_id, kind, weight, created_at, updated_at, version");
const STRONGER = raw(`on conflict (tenant_id, workspace_id, from_id, to_id, kind) do update set
  weight = excluded.weight where excluded.weight > memory_association.weight`);
const FROM = raw("a.from_id");
const TO = raw("a.to_id");

/**
 * Copies the links of merged items to the item that takes their place, the strongest of each kind
 * and other end. Links among the merged items are left behind, and so are those of the kind
 * `similar`: they are of the old vectors.
 */
export async function moveAssociations(tx: Call, ids: readonly string[], itemId: string): Promise<void> {
  const id = uuid(itemId);
  // Links of the kind `together` have no direction: they are from the smaller id.
  const isLater = (other: Sql): Sql => sql`a.kind = 'together' and ${other} < ${id}`;
  const out = sql`
    case when ${isLater(TO)} then a.to_id else ${id} end, case when ${isLater(TO)} then ${id} else a.to_id end`;
  const isEarlier = (other: Sql): Sql => sql`a.kind = 'together' and ${other} > ${id}`;
  const into = sql`
    case when ${isEarlier(FROM)} then ${id} else a.from_id end, case when ${isEarlier(FROM)} then a.from_id else ${id} end`;
  await tx.all(moving(tx, ids, { own: FROM, other: TO, ends: out }), NOTHING);
  await tx.all(moving(tx, ids, { own: TO, other: FROM, ends: into }), NOTHING);
}

/** The end of links that is a merged item, the other one, and both ends of the copies. */
interface Ends {
  own: Sql;
  other: Sql;
  ends: Sql;
}

function moving(tx: Call, ids: readonly string[], { own, other, ends }: Ends): Sql {
  const now = instant(tx.now());
  const { name } = association;
  return sql`
    insert into ${name} (${COLUMNS})
    select a.tenant_id, a.workspace_id, ${ends}, a.kind, max(a.weight), ${now}, ${now}, 1
    from ${name} as a where ${tx.inScope("a")} and ${own} ${new AnyOf("uuid", ids)}
    and not (${other} ${new AnyOf("uuid", ids)}) and a.kind <> 'similar'
    group by a.tenant_id, a.workspace_id, ${other}, a.kind ${STRONGER}`;
}
