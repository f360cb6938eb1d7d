import { memoryPolicyTable } from "../../entities/memory";
import { retentionDefaultTable, retentionPolicyTable } from "../../entities/retention/policies";
import { retentionHidingTable } from "../../entities/retention/pruning";
import { type Selection, selection } from "../db/table";
import { type Sql, sql, TableName } from "../dialect/sql";

const HIDING = new TableName(retentionHidingTable.name);
const POLICY = new TableName(retentionPolicyTable.name);
const DEFAULT = new TableName(retentionDefaultTable.name);
const MEMORY_POLICY = new TableName(memoryPolicyTable.name);
const NOTHING = selection<Record<string, never>>({});

/** Notes the kinds that any policy hides. For policies that were written as rows, as by a copy. */
export async function noteAllHiding(writer: {
  all<T>(statement: Sql, returns: Selection<T>): Promise<T[]>;
}): Promise<void> {
  const statement = sql`
    insert into ${HIDING} (store, what)
    select k.store, k.what from (
      select store, what from ${POLICY} where hide
      union select store, what from ${DEFAULT} where hide
      union select 'memory', 'items' where exists (select 1 from ${MEMORY_POLICY} where hide)
    ) as k where true on conflict do nothing`;
  await writer.all(statement, NOTHING);
}
