import { notFound } from "../core/errors";
import type { Call } from "../db/call";
import { sql } from "../dialect/sql";
import { participant } from "../stores/conversations/participant";
import { KeptRows } from "./kept-rows";
import { scopedTables } from "./scoped-tables";
import { Subject } from "./subject";
import { SubjectRows } from "./subject-rows";
import type { PrivacyExport } from "./types";

/** Export of a person from one snapshot of all tables. */
export function exportPerson(call: Call, id: string): Promise<PrivacyExport> {
  return call.transaction((tx) => read(tx, id), { isolation: "repeatable read" });
}

async function read(call: Call, id: string): Promise<PrivacyExport> {
  const theirs = await SubjectRows.of(call, id, { locked: false });
  const tables: PrivacyExport["tables"] = {};
  for (const table of scopedTables()) {
    const statement = sql`select ${table.columns.sql} from ${table.name} where ${theirs.in(table)}`;
    const rows = await call.all(statement, table.columns);
    if (rows.length > 0) tables[table.name.name] = rows;
  }
  const [found] = tables[participant.name.name] ?? [];
  if (!found) throw notFound(`participant ${id}`, undefined, "id");
  const externalId = found.externalId as string | null;
  const ids = Object.values(tables).flatMap((rows) => rows.map((row) => String(row.id)));
  const kept = await KeptRows.of(call, new Subject({ id, externalId, messages: theirs.messages }), ids);
  return { participantId: id, exportedAt: new Date(call.now()), tables: { ...tables, ...kept.tables } };
}
