import { type AnalyticsVariantEntity, analyticsVariantTable } from "../../../entities/analytics";
import type { CallOptions } from "../../core/call/deadline";
import { decodeCursor } from "../../core/cursor";
import type { WriteOptions } from "../../core/input/arguments";
import { validate } from "../../core/input/validation";
import { Collection, objectKeyCollection } from "../../db/collection";
import { changer } from "../../db/collections/change";
import { pageOf } from "../../db/pages/keyset";
import type { PageRequest } from "../../db/pages/page";
import { paged } from "../../db/pages/paged";
import { retryOnUniqueViolation } from "../../db/retry";
import { rowMaker } from "../../db/row-maker";
import type { ScopeContext, ScopedDb } from "../../db/scoped";
import { Table } from "../../db/table";
import { EMPTY, integer, name, raw, type Sql, sql } from "../../dialect/sql";
import { AnalyticsVariantListInput } from "./inputs";
import type {
  AnalyticsVariant,
  AnalyticsVariantInput,
  AnalyticsVariantKey,
  AnalyticsVariantListQuery,
} from "./types";

const table = new Table<AnalyticsVariantEntity, AnalyticsVariant>(analyticsVariantTable);

/** Makes rows of variants from validated inputs. */
export const variantMaker = rowMaker<typeof analyticsVariantTable, AnalyticsVariant, AnalyticsVariantInput>(
  analyticsVariantTable,
);

const VARIANTS = objectKeyCollection<
  AnalyticsVariantEntity,
  AnalyticsVariant,
  AnalyticsVariantListQuery,
  AnalyticsVariantKey
>({
  name: "analytics.variants",
  what: "variant",
  definition: analyticsVariantTable,
  table,
  key: ["task", "templateHash"],
  page: listVariants,
});

const REPLACE = raw(
  `on conflict (tenant_id, workspace_id, task, template_hash)
  do update set description = excluded.description, updated_at = excluded.updated_at,
  version = ${table.name.name}.version + 1 returning`,
);
const change = changer(table, VARIANTS);

/**
 * Prompt templates of tasks, each identified by its hash. Calls do not refer to them. Reached as
 * `scope.analytics.variants`.
 */
export class AnalyticsVariants extends Collection<
  AnalyticsVariant,
  AnalyticsVariantListQuery,
  AnalyticsVariantKey
> {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, VARIANTS);
  }

  /**
   * Upsert by task and hash: creates a variant, or replaces the existing one, which keeps its id
   * and `createdAt`.
   *
   * @param options.ifVersion replace only an existing variant with this version, and create none
   * @throws UnifiedStoreError `validation`; `unique_violation` when the id belongs to another
   * variant; with `ifVersion` `not_found` and `version_conflict`
   * @example
   * await acme.analytics.variants.put({
   *   task: "chat",
   *   templateHash: "c81e728d",
   *   description: "Short answers",
   * });
   */
  put(input: AnalyticsVariantInput, options: WriteOptions = {}): Promise<AnalyticsVariant> {
    return this.write("put", options, async (call, { ifVersion }) => {
      const given = validate(variantMaker.input, input, "");
      const { tenant, workspace } = call;
      const made = { tenant, workspace, ...variantMaker.row(call, given), updatedAt: call.now() };
      if (ifVersion !== undefined) {
        const { description, updatedAt } = made;
        return change(call, made, { set: table.assign({ description, updatedAt }), ifVersion });
      }
      const statement = sql`${table.insert(made)} ${REPLACE} ${table.columns.sql}`;
      return (await retryOnUniqueViolation(() => call.first(statement, table.columns)))!;
    });
  }

  /**
   * Deletes a variant.
   *
   * @param options.ifVersion delete only if the variant still has this version
   * @returns whether it existed
   * @throws UnifiedStoreError `version_conflict`, `validation`
   * @example
   * await acme.analytics.variants.remove({ task: "chat", templateHash: "c81e728d" });
   */
  override remove(key: AnalyticsVariantKey, options: WriteOptions = {}): Promise<boolean> {
    return super.remove(key, options);
  }
}

/** By task and hash in code point order. */
function listVariants(
  db: ScopedDb,
  query: AnalyticsVariantListQuery,
  options: CallOptions,
): PageRequest<AnalyticsVariant> {
  const called = { method: "list", Input: AnalyticsVariantListInput, query, options };
  return paged(db, called, async (call, input, { limit, cursor }) => {
    const id = call.queryId(input);
    const ofTask = input.task === undefined ? EMPTY : sql` and v.task = ${name(input.task)}`;
    const position = cursor === undefined ? EMPTY : sql` and ${behind(id, cursor)}`;
    const statement = sql`
      select ${table.columns.as("v")} from ${table.name} as v where ${call.inScope("v")}${ofTask}${position}
      order by v.task, v.template_hash limit ${integer(limit + 1)}`;
    const rows = await call.all(statement, table.columns);
    return pageOf(rows, { query: id, limit, keyOf: (row) => [row.task, row.templateHash] });
  });
}

function behind(query: string, cursor: string): Sql {
  const [task, hash] = decodeCursor(query, cursor, ["string", "string"]) as [string, string];
  return sql`(v.task, v.template_hash) > (${name(task)}, ${name(hash)})`;
}
