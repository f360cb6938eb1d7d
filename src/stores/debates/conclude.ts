import type { CallLimits } from "../../core/deadline";
import { notFound, UnifiedStoreError, versionConflict } from "../../core/errors";
import type { ScopedDb } from "../../db/scoped";
import { atVersion } from "../../db/version";
import { instant, sql, text, uuid } from "../../dialect/sql";
import { debate, debates, indexEntries } from "./debate";
import type { Debate } from "./types";

interface Conclusion {
  id: string;
  finalOutput: string;
  /** The version that the debate must have. */
  ifVersion: number | undefined;
}

export async function conclude(
  db: ScopedDb,
  { id, ifVersion, finalOutput }: Conclusion,
  options: CallLimits,
): Promise<Debate> {
  const statement = sql`
    update ${debate.name}
    set final_output = ${text(finalOutput)}, concluded_at = ${instant(db.now())}, version = version + 1
    where ${db.inScope()} and id = ${uuid(id)} and concluded_at is null${atVersion(ifVersion)}
    returning ${debate.columns.sql}`;
  const index = db.index("debate", indexEntries({ id, finalOutput }));
  const concluded = await db.first("conclude", statement, debate.columns, { index, options });
  if (concluded) return concluded;
  const found = await debates.one(db, "conclude", id, options);
  if (!found) throw notFound(`debate ${id}`, undefined, "id");
  if (ifVersion !== undefined && found.version !== ifVersion)
    throw versionConflict(`debate ${id}`, ifVersion);
  throw new UnifiedStoreError("conflict", `debate ${id} is concluded already: read it with get`);
}
