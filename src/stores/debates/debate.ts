import { type DebateEntity, debateTable } from "../../../entities/debates";
import { invalid } from "../../core/errors";
import { insertion } from "../../db/insertion";
import { rowMaker } from "../../db/row-maker";
import type { RowDefaults } from "../../db/scoped";
import { searched } from "../../db/search/searched";
import { Table } from "../../db/table";
import type { Debate, DebateInput } from "./types";

export const debate = new Table<DebateEntity, Debate>(debateTable);

/** Makes rows of debates from validated inputs. */
export const debateMaker = rowMaker<typeof debateTable, Debate, DebateInput>(debateTable);

/**
 * The row of a new debate.
 *
 * @param path of the input in errors, such as `debates[3].`
 */
export function newDebate(defaults: RowDefaults, input: DebateInput, path = ""): Debate {
  const row = debateMaker.row(defaults, input, path);
  if (row.finalOutput === null && row.concludedAt !== null)
    throw invalid(
      `${path}concludedAt`,
      'needs a finalOutput: pass one, or "" for a debate that ended without an outcome',
    );
  const concludedAt = row.finalOutput === null ? null : (row.concludedAt ?? new Date(row.createdAt));
  return { ...row, concludedAt };
}

/**
 * Query and final output are separate search entries: `conclude` need not index the query again.
 */
export function indexEntries({
  id,
  query,
  finalOutput,
}: {
  id: string;
  query?: string;
  finalOutput: string | null;
}): { id: string; part: string; text: string }[] {
  const entries = [];
  if (query !== undefined) entries.push({ id, part: "query", text: query });
  if (finalOutput !== null) entries.push({ id, part: "final", text: finalOutput });
  return entries;
}

export const newDebates = insertion<DebateEntity, Debate>(debate, debateMaker.properties, indexEntries);
export const searchedDebates = searched(debate, ["query", "finalOutput"], indexEntries);
