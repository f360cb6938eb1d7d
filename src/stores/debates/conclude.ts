import { UnifiedStoreError, versionConflict } from "../../core/errors";
import type { Call } from "../../db/call";
import { atVersion } from "../../db/collections/version";
import { instant, sql, text, uuid } from "../../dialect/sql";
import { debate, indexEntries } from "./debate";
import { DEBATES } from "./queries";
import type { Debate } from "./types";

interface Conclusion {
  id: string;
  finalOutput: string;
  /** The version that the debate must have. */
  ifVersion: number | undefined;
}

export async function conclude(call: Call, { id, ifVersion, finalOutput }: Conclusion): Promise<Debate> {
  const statement = sql`
    update ${debate.name}
    set final_output = ${text(finalOutput)}, concluded_at = ${instant(call.now())}, version = version + 1
    where ${call.inScope()} and id = ${uuid(id)} and concluded_at is null${atVersion(ifVersion)}
    returning ${debate.columns.sql}`;
  const index = call.index(debate.name.name, indexEntries({ id, finalOutput }));
  const concluded = await call.first(statement, debate.columns, { index });
  if (concluded) return concluded;
  const found = await DEBATES.rows.one(call, id);
  if (!found) throw DEBATES.missing(id);
  if (ifVersion !== undefined && found.version !== ifVersion)
    throw versionConflict(DEBATES.key.describe(id), ifVersion);
  throw new UnifiedStoreError("conflict", `debate ${id} is concluded already: read it with get`);
}
