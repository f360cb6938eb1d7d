import { hasCode, idTaken, notFound, versionConflict } from "../../core/errors";
import type { Call } from "../../db/call";
import { atVersion } from "../../db/collections/version";
import { retryOnUniqueViolation } from "../../db/retry";
import type { ScopedDb } from "../../db/scoped";
import { AnyOf, instant, name, Rows, raw, type Sql, sql } from "../../dialect/sql";
import { participant, participantMaker, participantsByExternalId } from "./participant";
import type { ConversationParticipant, ConversationParticipantInput } from "./types";

/** A participant to create, or to change. */
export interface Entry {
  row: ConversationParticipant;
  /** Members that the caller gave. */
  given: ReadonlySet<string>;
}

/** @param input as `validate` returned it */
export function entryOf(db: ScopedDb, input: ConversationParticipantInput, path = ""): Entry {
  const members = Object.entries(input).flatMap(([member, value]) => (value === undefined ? [] : [member]));
  return { row: participantMaker.row(db, input, path), given: new Set(members) };
}

/**
 * Upsert by external id, in one statement: creates participants, or changes the given members of
 * existing ones. Entries of one external id are merged; later members win.
 *
 * @returns for each entry, in the order given, the participant as it is now
 */
export async function upsert(call: Call, entries: readonly Entry[]): Promise<ConversationParticipant[]> {
  if (entries.length === 0) return [];
  const statement = upsertAll(call, merged(entries));
  const rows = await retryOnUniqueViolation(() => call.all(statement, participant.columns)).catch(
    (error: unknown) => Promise.reject(explained(error)),
  );
  const byExternalId = new Map(rows.map((row) => [row.externalId, row]));
  return entries.map(({ row }) => byExternalId.get(row.externalId)!);
}

/** The upsert handles the external id, so the key that is taken is the id. */
function explained(error: unknown): unknown {
  if (!hasCode(error, "unique_violation")) return error;
  return idTaken({ what: "participant", cure: "upsert the one who has it", field: "id" }, error.cause);
}

/** Changes the participant of the external id, if it still has the version. */
export async function upsertAt(
  call: Call,
  { row, given }: Entry,
  ifVersion: number,
): Promise<ConversationParticipant> {
  const changes = Object.fromEntries(
    CHANGEABLE.flatMap(({ property }) => (given.has(property) ? [[property, row[property]]] : [])),
  );
  const statement = sql`
    update ${participant.name} set ${participant.assign({ ...changes, updatedAt: call.now() })}, version = version + 1
    where ${call.inScope()} and external_id = ${name(row.externalId)}${atVersion(ifVersion)}
    returning ${participant.columns.sql}`;
  const changed = await call.first(statement, participant.columns);
  if (changed) return changed;
  const what = "participant of this externalId";
  throw (await participantsByExternalId.one(call, row.externalId))
    ? versionConflict(`the ${what}`, ifVersion)
    : notFound(what, undefined, "externalId");
}

const ADDED = participantMaker.properties as (keyof ConversationParticipant)[];
const COLUMNS = participant.rowColumns(ADDED);
const COUNTED_UP = raw("version = conversation_participant.version + 1");
/**
 * Members that an upsert changes, with SQL for a member that all entries give, and for one that
 * some give.
 */
const CHANGEABLE = (["name", "groupId", "preferences"] as const).map((property) => {
  const column = participant.column(property).name;
  return {
    property,
    toGiven: raw(`, ${column} = excluded.${column}`),
    ifAmong: raw(`, ${column} = case when conversation_participant.external_id`),
    toGivenOrKept: raw(`then excluded.${column} else conversation_participant.${column} end`),
  };
});

function upsertAll(db: ScopedDb, entries: readonly Entry[]): Sql {
  let changes = sql`updated_at = ${instant(db.now())}, ${COUNTED_UP}`;
  for (const { property, toGiven, ifAmong, toGivenOrKept } of CHANGEABLE) {
    const giving = entries.filter(({ given }) => given.has(property));
    if (giving.length === 0) continue;
    if (giving.length === entries.length) {
      changes = sql`${changes}${toGiven}`;
      continue;
    }
    const keys = giving.map(({ row }) => row.externalId);
    changes = sql`${changes}${ifAmong} ${new AnyOf("name", keys)} ${toGivenOrKept}`;
  }
  return sql`
    ${insertion(db, entries)} on conflict (tenant_id, workspace_id, external_id)
    do update set ${changes} returning ${participant.columns.sql}`;
}

/** A single row is sent as plain values, which is cheaper. */
function insertion({ tenant, workspace }: ScopedDb, entries: readonly Entry[]): Sql {
  if (entries.length === 1) return participant.insert({ tenant, workspace, ...entries[0]!.row });
  const list = new Rows(
    COLUMNS,
    entries.map(({ row }) => ADDED.map((property) => row[property])),
    "participants",
  );
  return sql`
    insert into ${participant.name} (tenant_id, workspace_id, ${COLUMNS.names})
    select ${name(tenant)}, ${name(workspace)}, ${COLUMNS.names} from ${list} as v order by v.ordinal`;
}

/** Fixed when the row is created: a later entry of the same call does not change them either. */
const IDENTITY = ["id", "createdAt"];

/**
 * Merges entries by key, since a statement cannot write a row twice. Sorted by key, so that
 * concurrent calls lock shared rows in the same order.
 */
function merged(entries: readonly Entry[]): Entry[] {
  const byKey = new Map<string, Entry>();
  for (const entry of entries) {
    const { externalId } = entry.row;
    const before = byKey.get(externalId);
    byKey.set(externalId, before ? mergedPair(before, entry) : entry);
  }
  return [...byKey.values()].sort((a, b) => (a.row.externalId < b.row.externalId ? -1 : 1));
}

function mergedPair(before: Entry, after: Entry): Entry {
  const later = [...after.given].filter((each) => !(IDENTITY.includes(each) && before.given.has(each)));
  const changed = later.map((each) => [each, after.row[each as keyof ConversationParticipant]]);
  return {
    row: { ...before.row, ...Object.fromEntries(changed) },
    given: new Set([...before.given, ...after.given]),
  };
}
