import { UnifiedStoreError } from "../../../core/errors";
import type { CopyContext } from "../context";
import { objectOf } from "../row";
import type { DatabaseSource } from "../source/database-source";
import type { RowSource } from "../source/source";
import type { CopiedTable } from "../tables";

interface Model {
  tenant: string;
  name: string;
  dimensions: number;
  bits: number;
  state: string;
}

/**
 * Refuses a merge of tenants whose models of vectors do not agree: one model with other dimensions,
 * or another active model. Vectors of the one could not be compared with those of the other.
 *
 * @throws UnifiedStoreError `conflict`
 */
export async function modelsMustAgree(
  { source, chosen, tables }: CopyContext,
  target: DatabaseSource,
): Promise<void> {
  const table = tables.find(({ name }) => name === "embedding_model");
  if (table === undefined) return;
  const here = await modelsOf(target, table, chosen.scopes);
  for (const { tenant, name, dimensions, bits, state } of await modelsOf(source, table, chosen.scopes))
    for (const mine of here.filter((each) => each.tenant === tenant)) {
      const isOther = mine.name === name && (mine.dimensions !== dimensions || mine.bits !== bits);
      const isRival = mine.name !== name && mine.state === "active" && state === "active";
      if (isOther || isRival)
        throw new UnifiedStoreError(
          "conflict",
          `the target searches the vectors of a tenant by ${mine.name} with ${mine.dimensions} dimensions, the source by ` +
            `${name} with ${dimensions}: let one of them change its model first. Nothing was written`,
          { tenant },
        );
    }
}

async function modelsOf(
  source: RowSource,
  table: CopiedTable,
  scopes: CopyContext["chosen"]["scopes"],
): Promise<Model[]> {
  const models: Model[] = [];
  for await (const rows of source.rows(table, scopes))
    models.push(...rows.map((row) => objectOf(table, row) as unknown as Model));
  return models;
}
