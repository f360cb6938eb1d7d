import { type PromptVariantEntity, promptVariantTable } from "../../../entities/analytics";
import { checkName } from "../../core/arguments";
import { decodeCursor } from "../../core/cursor";
import { type CallOptions, checkOptions } from "../../core/deadline";
import { validate } from "../../core/validation";
import { type PageRequest, pageOf } from "../../db/page";
import { paged } from "../../db/paged";
import type { ScopedDb } from "../../db/scoped";
import { ID, Table } from "../../db/table";
import { retryOnUniqueViolation } from "../../db/unique-violation";
import { EMPTY, integer, name, raw, type Sql, sql } from "../../dialect/sql";
import { PromptVariantInput, PromptVariantListInput } from "./inputs";
import type { PromptVariant, PromptVariantListQuery } from "./types";

const variant = new Table<PromptVariantEntity, PromptVariant>(promptVariantTable);

const REPLACE = raw(
  `on conflict (tenant_id, workspace_id, task, template_hash)
  do update set description = excluded.description, updated_at = excluded.updated_at returning`,
);

export function putVariant(
  db: ScopedDb,
  given: PromptVariantInput,
  options: CallOptions,
): Promise<PromptVariant> {
  return db.method("putVariant", async () => {
    options = checkOptions(options);
    const input = validate(PromptVariantInput, given, "");
    const { tenant, workspace } = db;
    const now = db.now();
    const row = {
      tenant,
      workspace,
      id: input.id?.toLowerCase() ?? db.newId(),
      task: input.task,
      templateHash: input.templateHash,
      description: input.description ?? null,
      createdAt: input.createdAt ?? now,
      updatedAt: now,
    };
    const statement = sql`${variant.insert(row)} ${REPLACE} ${variant.columns.sql}`;
    return (await retryOnUniqueViolation(() =>
      db.first("putVariant", statement, variant.columns, { options }),
    ))!;
  });
}

/** What a variant is known by. */
interface VariantKey {
  task: string;
  templateHash: string;
}

const ofKey = (db: ScopedDb, { task, templateHash }: VariantKey): Sql =>
  sql`${db.inScope()} and task = ${name(checkName(task, "task"))} and template_hash = ${name(checkName(templateHash, "templateHash"))}`;

export function getVariant(
  db: ScopedDb,
  key: VariantKey,
  options: CallOptions,
): Promise<PromptVariant | null> {
  return db.method("getVariant", () => {
    options = checkOptions(options);
    const statement = sql`select ${variant.columns.sql} from ${variant.name} where ${ofKey(db, key)}`;
    return db.first("getVariant", statement, variant.columns, { options });
  });
}

export function removeVariant(db: ScopedDb, key: VariantKey, options: CallOptions): Promise<boolean> {
  return db.method("removeVariant", async () => {
    options = checkOptions(options);
    const statement = sql`delete from ${variant.name} where ${ofKey(db, key)} returning id`;
    return (await db.first("removeVariant", statement, ID, { options })) !== null;
  });
}

export function listVariants(
  db: ScopedDb,
  query: PromptVariantListQuery,
  options: CallOptions,
): PageRequest<PromptVariant> {
  const call = { method: "listVariants", Input: PromptVariantListInput, query, options };
  return paged(db, call, async (input, { limit, cursor }, options) => {
    const id = db.queryId("listVariants", input);
    const ofTask = input.task === undefined ? EMPTY : sql` and v.task = ${name(input.task)}`;
    const position = cursor === undefined ? EMPTY : sql` and ${behind(id, cursor)}`;
    const statement = sql`
      select ${variant.columns.as("v")} from ${variant.name} as v where ${db.inScope("v")}${ofTask}${position}
      order by v.task, v.template_hash limit ${integer(limit + 1)}`;
    const rows = await db.all("listVariants", statement, variant.columns, { options });
    return pageOf(rows, { query: id, limit, keyOf: (row) => [row.task, row.templateHash] });
  });
}

function behind(query: string, cursor: string): Sql {
  const [task, hash] = decodeCursor(query, cursor, ["string", "string"]) as [string, string];
  return sql`(v.task, v.template_hash) > (${name(task)}, ${name(hash)})`;
}
