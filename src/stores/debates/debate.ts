import { type DebateEntity, debateTable } from "../../../entities/debates";
import { invalid } from "../../core/errors";
import { JsonText } from "../../core/json";
import { insertion } from "../../db/insertion";
import { lookup } from "../../db/lookup";
import type { ScopedDb } from "../../db/scoped";
import { searched } from "../../db/searched";
import { Table } from "../../db/table";
import type { DebateInput } from "./inputs";
import type { Debate } from "./types";

export const debate = new Table<DebateEntity, Debate>(debateTable);

/** A row before it is written: its panel is encoded already, which is how it was checked. */
type NewDebate = Omit<Debate, "panel"> & { panel: JsonText | null };

export function newDebate(db: ScopedDb, input: DebateInput): NewDebate {
  const createdAt = new Date(input.createdAt ?? db.now());
  const finalOutput = input.finalOutput ?? null;
  if (finalOutput === null && input.concludedAt) {
    throw invalid("concludedAt", 'needs a finalOutput: pass one, "" for a debate that ended without it');
  }
  return {
    id: input.id?.toLowerCase() ?? db.newId(),
    query: input.query,
    rounds: input.rounds,
    panel: JsonText.optional(input.panel, "panel") ?? null,
    finalOutput,
    createdAt,
    concludedAt: finalOutput === null ? null : new Date(input.concludedAt ?? createdAt),
  };
}

/** What a later read will give, without asking for it. */
export const toDebate = (row: NewDebate): Debate => ({ ...row, panel: row.panel?.value() ?? null });

/** Query and final output are found apart, so that to conclude a debate need not index its query again. */
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

const ADDED = ["id", "query", "rounds", "panel", "finalOutput", "createdAt", "concludedAt"] as const;

export const newDebates = insertion(debate, ADDED, (row: NewDebate) => indexEntries(row));
export const debates = lookup(debate, "id");

export const searchedDebates = searched(debate, ["query", "finalOutput"], indexEntries);
