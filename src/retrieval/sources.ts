import type { Call } from "../db/call";
import type { Retrievable } from "../db/search/retrievable";
import { nearestIn } from "../db/vectors/nearest";
import { ALWAYS, AnyOf, raw, type Sql, sql } from "../dialect/sql";
import { RETRIEVABLE_MESSAGES } from "../stores/conversations/queries";
import { RETRIEVABLE_CHUNKS } from "../stores/documents/chunks";
import { RETRIEVABLE_NODES } from "../stores/graph/search/search-nodes";
import { RETRIEVABLE_SEGMENTS } from "../stores/ingest/segments";
import { RETRIEVABLE_ITEMS } from "../stores/memory/queries";

/** The rows that retrieval finds, by the name of their source. */
const RETRIEVABLES = {
  memory: RETRIEVABLE_ITEMS,
  messages: RETRIEVABLE_MESSAGES,
  segments: RETRIEVABLE_SEGMENTS,
  chunks: RETRIEVABLE_CHUNKS,
  nodes: RETRIEVABLE_NODES,
};

export type RetrievalSource = keyof typeof RETRIEVABLES;

export const SOURCE_NAMES = Object.keys(RETRIEVABLES) as RetrievalSource[];

/** One source with its search by vector. */
export interface Source extends Retrievable {
  name: RetrievalSource;
  nearest: ReturnType<typeof nearestIn>;
  /** Those of the given rows that pass a filter. */
  passing(call: Call, ids: readonly string[], where: Sql | undefined): Promise<{ id: string }[]>;
}

const sources = new Map<RetrievalSource, Source>(
  SOURCE_NAMES.map((name) => {
    const retrievable: Retrievable = RETRIEVABLES[name];
    const nearest = nearestIn(retrievable.table.name.name, retrievable.alias);
    return [name, { ...retrievable, name, nearest, passing: passingIn(retrievable) }];
  }),
);

function passingIn({ table, alias }: Retrievable): Source["passing"] {
  const as = raw(alias);
  const id = raw(`${alias}.id`);
  return (call, ids, where) =>
    ids.length === 0
      ? Promise.resolve([])
      : call.all(
          sql`select ${table.columns.as(alias)} from ${table.name} as ${as}
            where ${call.inScope(alias)} and ${id} ${new AnyOf("uuid", ids)} and ${where ?? ALWAYS}`,
          table.columns,
        );
}

export const sourceOf = (name: RetrievalSource): Source => sources.get(name)!;
