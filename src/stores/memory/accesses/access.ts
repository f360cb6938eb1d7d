import { createHash } from "node:crypto";
import { type MemoryAccessEntity, memoryAccessTable } from "../../../../entities/memory";
import { Shape } from "../../../core/input/shape";
import { fold, scopeKey } from "../../../core/search-text";
import { rowMaker } from "../../../db/row-maker";
import type { ScopedDb } from "../../../db/scoped";
import { Table } from "../../../db/table";
import type { MemoryAccess, MemoryAccessInput } from "./types";

export const access = new Table<MemoryAccessEntity, MemoryAccess>(memoryAccessTable);

const maker = rowMaker<typeof memoryAccessTable, MemoryAccess, MemoryAccessInput>(memoryAccessTable);

/** What of a query may be kept, as a member of an input. */
export const KEEP_QUERY = {
  keepQuery: {
    type: "name",
    options: { nullable: false, default: "hash", words: ["text", "hash", "none"] },
  },
} as const;

/** Validation rules of an access. */
export const accessRules = Shape.of<MemoryAccessInput>({ ...memoryAccessTable.columns, ...KEEP_QUERY });

/** The members of a row, in the order of the columns. */
export const ACCESS = ["id", "itemId", "actor", "query", "queryHash", "usedAt", "counted"] as const;

/**
 * The hash of a query: the same in all spellings that a search takes for the same, in one scope.
 */
export const hashOfQuery = ({ tenant, workspace }: ScopedDb, query: string): string =>
  createHash("sha256")
    .update(`${scopeKey(tenant, workspace)} ${fold(query).trim()}`)
    .digest("base64url")
    .slice(0, 22);

/** @param input returned by `validate` */
export function newAccess(db: ScopedDb, input: MemoryAccessInput, path = ""): MemoryAccess {
  const { keepQuery = "hash", ...given } = input;
  const row = { ...maker.row(db, given, path), queryHash: null as string | null, counted: false };
  if (row.query === null) return row;
  if (keepQuery !== "none") row.queryHash = hashOfQuery(db, row.query);
  if (keepQuery !== "text") row.query = null;
  return row;
}
