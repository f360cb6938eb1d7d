import {
  type DebateCritiqueEntity,
  type DebateTurnEntity,
  type DebateVoteEntity,
  debateCritiqueTable,
  debateTurnTable,
  debateVoteTable,
} from "../../../entities/debates";
import type { AnyTable } from "../../../entities/table";
import { checkEach, checkId } from "../../core/arguments";
import { type CallOptions, checkOptions } from "../../core/deadline";
import { hasCode, notFound } from "../../core/errors";
import { validate } from "../../core/validation";
import { unsignedZero } from "../../core/zero";
import type { ScopedDb } from "../../db/scoped";
import { ID, type Selection, Table } from "../../db/table";
import { name, Rows, type Sql, sql, type TableName } from "../../dialect/sql";
import { DebateCritiqueInput, DebateTurnInput, DebateVoteInput } from "./inputs";
import type { DebateCritique, DebateEvent, DebateTurn, DebateVote } from "./types";

type Shared = "id" | "debateId" | "round" | "createdAt";

/** One kind of event: its table, and how its rows are made and written. */
interface EventKind<V extends DebateEvent> {
  readonly table: TableName;
  /** Names the list in errors: `turns[3].role`. */
  readonly list: string;
  readonly columns: Selection<unknown>;
  row(db: ScopedDb, debateId: string, input: unknown, path: string): V;
  insert(db: ScopedDb, row: V): Sql;
  values(rows: readonly V[]): Rows;
}

interface KindOf<E, I, V> {
  definition: AnyTable;
  Input: new () => I;
  list: string;
  /** The row's own columns, in the order of the table. */
  own: readonly (Exclude<keyof V, Shared | "kind"> & keyof E & string)[];
  make(input: I): Omit<V, Shared>;
}

function eventKind<
  E extends { tenant: string; workspace: string; id: string },
  I extends DebateTurnInput | DebateCritiqueInput | DebateVoteInput,
  V extends DebateEvent,
>({ definition, Input, list, own, make }: KindOf<E, I, V>): EventKind<V> {
  const table = new Table<E>(definition);
  const added = ["id", "debateId", "round", "createdAt", ...own] as (keyof V & keyof E & string)[];
  const columns = table.rowColumns(added);
  const insert = table.inserter(["tenant", "workspace", ...added]);
  return {
    table: table.name,
    list,
    columns: table.columns,
    row: (db, debateId, given, path) => {
      const input = validate(Input, given, path);
      // The time before the id: so both grow together, and events of one millisecond keep their order.
      const createdAt = new Date(input.createdAt ?? db.now());
      const id = input.id?.toLowerCase() ?? db.newId();
      return { ...make(input), id, debateId, round: unsignedZero(input.round), createdAt } as V;
    },
    insert: ({ tenant, workspace }, row) => insert({ tenant, workspace, ...row }),
    values: (rows) =>
      new Rows(
        columns,
        rows.map((row) => added.map((property) => row[property])),
      ),
  };
}

export const TURN = eventKind<DebateTurnEntity, DebateTurnInput, DebateTurn>({
  definition: debateTurnTable,
  Input: DebateTurnInput,
  list: "turns",
  own: ["role", "model", "output", "costUsd", "latencyMs", "confidence"],
  make: ({ role, model, output, costUsd = null, latencyMs = null, confidence = null }) => ({
    kind: "turn",
    role,
    model,
    output,
    costUsd: unsignedZero(costUsd),
    latencyMs: unsignedZero(latencyMs),
    confidence: unsignedZero(confidence),
  }),
});

export const CRITIQUE = eventKind<DebateCritiqueEntity, DebateCritiqueInput, DebateCritique>({
  definition: debateCritiqueTable,
  Input: DebateCritiqueInput,
  list: "critiques",
  own: ["from", "target", "content"],
  make: ({ from, target, content }) => ({ kind: "critique", from, target, content }),
});

export const VOTE = eventKind<DebateVoteEntity, DebateVoteInput, DebateVote>({
  definition: debateVoteTable,
  Input: DebateVoteInput,
  list: "votes",
  own: ["voter", "chosen", "reason"],
  make: ({ voter, chosen, reason = null }) => ({ kind: "vote", voter, chosen, reason }),
});

/** What events are added with. */
interface Call {
  method: string;
  id: string;
  options: CallOptions;
}

export function addOne<V extends DebateEvent>(
  db: ScopedDb,
  kind: EventKind<V>,
  { method, id, options, input }: Call & { input: unknown },
): Promise<V> {
  return db.method(method, async () => {
    options = checkOptions(options);
    const debateId = checkId(id);
    const row = kind.row(db, debateId, input, "");
    const statement = sql`${kind.insert(db, row)} returning id`;
    await ofDebate(debateId, db.first(method, statement, ID, { options }));
    return row;
  });
}

/** Written in the order of the ids: of two calls that share ids one waits for the other, and never both. */
export function addMany<V extends DebateEvent>(
  db: ScopedDb,
  kind: EventKind<V>,
  { method, id, options, inputs }: Call & { inputs: unknown },
): Promise<V[]> {
  return db.method(method, async () => {
    options = checkOptions(options);
    const debateId = checkId(id);
    const rows = checkEach(inputs, kind.list, (input, path) => kind.row(db, debateId, input, path));
    if (rows.length === 0) return [];
    const statement = sql`
      insert into ${kind.table} (tenant_id, workspace_id, ${kind.columns.sql})
      select ${name(db.tenant)}, ${name(db.workspace)}, ${kind.columns.as("v")}
      from ${kind.values(rows)} as v order by v.id returning id`;
    await ofDebate(debateId, db.all(method, statement, ID, { options }));
    return rows;
  });
}

/** An event refers to its debate and to nothing else: when the database misses what it refers to, that is the debate. */
async function ofDebate(debateId: string, written: Promise<unknown>): Promise<void> {
  try {
    await written;
  } catch (error) {
    if (hasCode(error, "foreign_key")) throw notFound(`debate ${debateId}`, error.cause);
    throw error;
  }
}
