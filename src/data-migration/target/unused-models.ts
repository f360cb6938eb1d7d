import { selection } from "../../db/table";
import type { Transaction } from "../../db/transaction";
import { VECTOR_TABLES } from "../../db/vectors/vector-tables";
import { all, instant, name, raw, sql, TableName } from "../../dialect/sql";
import type { EmbeddingModelName } from "./vectors";

const CONTEXT = { operation: "migrate.rollback" };
const NOTHING = selection<Record<string, never>>({});
const IS_OF = raw("x.tenant_id = m.tenant_id and x.model = m.name)");
const MODELS = new TableName("embedding_model");
/** Behind the prefix come digits alone: `_` and `%` in a name are no wildcards here. */
const PREFIX = raw("substr(m.name, 1, length(");

/**
 * Deletes the models that a migration has made, where nobody has a vector of them. A model that the
 * application has filled since stays.
 *
 * @param since when the run began
 */
export async function deleteUnusedModels(
  tx: Transaction,
  model: EmbeddingModelName,
  since: Date,
): Promise<void> {
  const prefix = name(`${model ?? "unnamed"}-`);
  const unused = VECTOR_TABLES.map(
    (table) => sql`not exists (select 1 from ${new TableName(`${table}_vector`)} as x where ${IS_OF}`,
  );
  const statement = sql`
    delete from ${MODELS} as m where m.created_at >= ${instant(since)}
    and (m.name = ${name(model ?? "")} or ${PREFIX}${prefix})) = ${prefix}) and ${all(unused)}`;
  await tx.run({ statement, returns: NOTHING, context: CONTEXT });
  tx.database.shared.embeddings.forgetAll();
}
