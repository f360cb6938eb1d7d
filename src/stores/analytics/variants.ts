import { type AnalyticsVariantEntity, analyticsVariantTable } from "../../../entities/analytics";
import { decodeCursor } from "../../core/cursor";
import { type CallOptions, checkOptions } from "../../core/deadline";
import { notFound } from "../../core/errors";
import { validate } from "../../core/validation";
import { type PageRequest, pageOf } from "../../db/page";
import { paged } from "../../db/paged";
import { rowMaker } from "../../db/row-maker";
import { type ScopeContext, ScopedStore } from "../../db/scoped";
import { ID, Table } from "../../db/table";
import { retryOnUniqueViolation } from "../../db/unique-violation";
import { EMPTY, integer, name, raw, type Sql, sql } from "../../dialect/sql";
import { AnalyticsVariantKeyInput, AnalyticsVariantListInput } from "./inputs";
import type {
  AnalyticsVariant,
  AnalyticsVariantInput,
  AnalyticsVariantKey,
  AnalyticsVariantListQuery,
} from "./types";

const table = new Table<AnalyticsVariantEntity, AnalyticsVariant>(analyticsVariantTable);

/** How rows of variants are made, of inputs as `validate` gave them. */
export const variantMaker = rowMaker<typeof analyticsVariantTable, AnalyticsVariant, AnalyticsVariantInput>(
  analyticsVariantTable,
);

const REPLACE = raw(
  `on conflict (tenant_id, workspace_id, task, template_hash)
  do update set description = excluded.description, updated_at = excluded.updated_at returning`,
);

/** Prompt templates of tasks, each known by its hash. Reached as `scope.analytics.variants`. */
export class AnalyticsVariants extends ScopedStore {
  /** @internal */
  constructor(context: ScopeContext) {
    super(context, "analytics.variants");
  }

  /**
   * Creates a variant, or replaces the one of this task and hash, which keeps its id and time.
   *
   * @throws UnifiedStoreError `validation`; `unique_violation` when the id is another variant's
   * @example
   * await acme.analytics.variants.put({ task: "chat", templateHash: "c81e728d", description: "Short answers" });
   */
  put(input: AnalyticsVariantInput, options: CallOptions = {}): Promise<AnalyticsVariant> {
    return this.db.method("put", async () => {
      options = checkOptions(options);
      const given = validate(variantMaker.input, input, "");
      const { tenant, workspace } = this.db;
      const row = { tenant, workspace, ...variantMaker.row(this.db, given), updatedAt: this.db.now() };
      const statement = sql`${table.insert(row)} ${REPLACE} ${table.columns.sql}`;
      return (await retryOnUniqueViolation(() =>
        this.db.first("put", statement, table.columns, { options }),
      ))!;
    });
  }

  /**
   * Reads a variant; null when the task has none of this hash.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const variant = await acme.analytics.variants.get({ task: "chat", templateHash: "c81e728d" });
   */
  get(key: AnalyticsVariantKey, options: CallOptions = {}): Promise<AnalyticsVariant | null> {
    return this.db.method("get", () => this.#read("get", key, options));
  }

  /**
   * Reads a variant that has to be there.
   *
   * @throws UnifiedStoreError `not_found`, `validation`
   * @example
   * const { description } = await acme.analytics.variants.getOrThrow({ task: "chat", templateHash: "c81e728d" });
   */
  getOrThrow(key: AnalyticsVariantKey, options: CallOptions = {}): Promise<AnalyticsVariant> {
    return this.db.method("getOrThrow", async () => {
      const variant = await this.#read("getOrThrow", key, options);
      if (variant === null)
        throw notFound("variant of this task and templateHash", undefined, "templateHash");
      return variant;
    });
  }

  /**
   * Lists variants by task and hash in code point order, page by page.
   *
   * @throws UnifiedStoreError `validation`
   * @example
   * const { items } = await acme.analytics.variants.list({ task: "chat" });
   */
  list(query: AnalyticsVariantListQuery = {}, options: CallOptions = {}): PageRequest<AnalyticsVariant> {
    const call = { method: "list", Input: AnalyticsVariantListInput, query, options };
    return paged(this.db, call, async (input, { limit, cursor }, options) => {
      const id = this.db.queryId("list", input);
      const ofTask = input.task === undefined ? EMPTY : sql` and v.task = ${name(input.task)}`;
      const position = cursor === undefined ? EMPTY : sql` and ${behind(id, cursor)}`;
      const statement = sql`
        select ${table.columns.as("v")} from ${table.name} as v where ${this.db.inScope("v")}${ofTask}${position}
        order by v.task, v.template_hash limit ${integer(limit + 1)}`;
      const rows = await this.db.all("list", statement, table.columns, { options });
      return pageOf(rows, { query: id, limit, keyOf: (row) => [row.task, row.templateHash] });
    });
  }

  /**
   * Deletes a variant. Calls do not refer to variants, so nothing goes with it.
   *
   * @returns whether it was there
   * @throws UnifiedStoreError `validation`
   * @example
   * await acme.analytics.variants.remove({ task: "chat", templateHash: "c81e728d" });
   */
  remove(key: AnalyticsVariantKey, options: CallOptions = {}): Promise<boolean> {
    return this.db.method("remove", async () => {
      options = checkOptions(options);
      const statement = sql`delete from ${table.name} where ${this.#ofKey(key)} returning id`;
      return (await this.db.first("remove", statement, ID, { options })) !== null;
    });
  }

  #read(method: string, key: AnalyticsVariantKey, options: CallOptions): Promise<AnalyticsVariant | null> {
    const checked = checkOptions(options);
    const statement = sql`select ${table.columns.sql} from ${table.name} where ${this.#ofKey(key)}`;
    return this.db.first(method, statement, table.columns, { options: checked });
  }

  #ofKey(key: AnalyticsVariantKey): Sql {
    const { task, templateHash } = validate(AnalyticsVariantKeyInput, key, "key");
    return sql`${this.db.inScope()} and task = ${name(task)} and template_hash = ${name(templateHash)}`;
  }
}

function behind(query: string, cursor: string): Sql {
  const [task, hash] = decodeCursor(query, cursor, ["string", "string"]) as [string, string];
  return sql`(v.task, v.template_hash) > (${name(task)}, ${name(hash)})`;
}
